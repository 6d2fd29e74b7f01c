using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The ways in which a peer, or a ZAP handler, breaks its protocol. The numbers are libzmq's.</summary>
[SuppressMessage("Design", "CA1008", Justification = "libzmq has no such number for 'none'.")]
public enum ProtocolError
{
    /// <summary>ZMTP: no detail.</summary>
    ZmtpUnspecified = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED,

    /// <summary>ZMTP: a command that was not expected.</summary>
    ZmtpUnexpectedCommand = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND,

    /// <summary>ZMTP: a nonce out of sequence.</summary>
    ZmtpInvalidSequence = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE,

    /// <summary>ZMTP: the key exchange failed.</summary>
    ZmtpKeyExchange = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE,

    /// <summary>ZMTP: a malformed command, no detail.</summary>
    ZmtpMalformedCommandUnspecified = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED,

    /// <summary>ZMTP: a malformed MESSAGE.</summary>
    ZmtpMalformedCommandMessage = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE,

    /// <summary>ZMTP: a malformed HELLO.</summary>
    ZmtpMalformedCommandHello = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO,

    /// <summary>ZMTP: a malformed INITIATE.</summary>
    ZmtpMalformedCommandInitiate = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE,

    /// <summary>ZMTP: a malformed ERROR.</summary>
    ZmtpMalformedCommandError = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR,

    /// <summary>ZMTP: a malformed READY.</summary>
    ZmtpMalformedCommandReady = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY,

    /// <summary>ZMTP: a malformed WELCOME.</summary>
    ZmtpMalformedCommandWelcome = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME,

    /// <summary>ZMTP: invalid metadata.</summary>
    ZmtpInvalidMetadata = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA,

    /// <summary>ZMTP: what was received cannot be decrypted; often a wrong server key.</summary>
    ZmtpCryptographic = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC,

    /// <summary>ZMTP: the two sides use different security mechanisms.</summary>
    ZmtpMechanismMismatch = Libzmq.ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH,

    /// <summary>ZAP: no detail.</summary>
    ZapUnspecified = Libzmq.ZMQ_PROTOCOL_ERROR_ZAP_UNSPECIFIED,

    /// <summary>ZAP: a malformed reply.</summary>
    ZapMalformedReply = Libzmq.ZMQ_PROTOCOL_ERROR_ZAP_MALFORMED_REPLY,

    /// <summary>ZAP: a reply with another request id.</summary>
    ZapBadRequestId = Libzmq.ZMQ_PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID,

    /// <summary>ZAP: a reply of another version.</summary>
    ZapBadVersion = Libzmq.ZMQ_PROTOCOL_ERROR_ZAP_BAD_VERSION,

    /// <summary>ZAP: a status that there is not.</summary>
    ZapInvalidStatusCode = Libzmq.ZMQ_PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE,

    /// <summary>ZAP: invalid metadata.</summary>
    ZapInvalidMetadata = Libzmq.ZMQ_PROTOCOL_ERROR_ZAP_INVALID_METADATA,

    /// <summary>WebSockets: no detail.</summary>
    WebSocketUnspecified = Libzmq.ZMQ_PROTOCOL_ERROR_WS_UNSPECIFIED,
}
