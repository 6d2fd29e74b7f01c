using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// 0MQ socket events and monitoring.
public static unsafe partial class Libzmq
{
    public const int ZMQ_EVENT_CONNECTED = 0x0001;
    public const int ZMQ_EVENT_CONNECT_DELAYED = 0x0002;
    public const int ZMQ_EVENT_CONNECT_RETRIED = 0x0004;
    public const int ZMQ_EVENT_LISTENING = 0x0008;
    public const int ZMQ_EVENT_BIND_FAILED = 0x0010;
    public const int ZMQ_EVENT_ACCEPTED = 0x0020;
    public const int ZMQ_EVENT_ACCEPT_FAILED = 0x0040;
    public const int ZMQ_EVENT_CLOSED = 0x0080;
    public const int ZMQ_EVENT_CLOSE_FAILED = 0x0100;
    public const int ZMQ_EVENT_DISCONNECTED = 0x0200;
    public const int ZMQ_EVENT_MONITOR_STOPPED = 0x0400;
    public const int ZMQ_EVENT_ALL = 0xFFFF;
    public const int ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL = 0x0800;
    public const int ZMQ_EVENT_HANDSHAKE_SUCCEEDED = 0x1000;
    public const int ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL = 0x2000;
    public const int ZMQ_EVENT_HANDSHAKE_FAILED_AUTH = 0x4000;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED = 0x10000000;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND = 0x10000001;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE = 0x10000002;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE = 0x10000003;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED = 0x10000011;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE = 0x10000012;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO = 0x10000013;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE = 0x10000014;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR = 0x10000015;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY = 0x10000016;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME = 0x10000017;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA = 0x10000018;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC = 0x11000001;
    public const int ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH = 0x11000002;
    public const int ZMQ_PROTOCOL_ERROR_ZAP_UNSPECIFIED = 0x20000000;
    public const int ZMQ_PROTOCOL_ERROR_ZAP_MALFORMED_REPLY = 0x20000001;
    public const int ZMQ_PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID = 0x20000002;
    public const int ZMQ_PROTOCOL_ERROR_ZAP_BAD_VERSION = 0x20000003;
    public const int ZMQ_PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE = 0x20000004;
    public const int ZMQ_PROTOCOL_ERROR_ZAP_INVALID_METADATA = 0x20000005;
    public const int ZMQ_PROTOCOL_ERROR_WS_UNSPECIFIED = 0x30000000;

    [LibraryImport(LibraryName)]
    public static partial int zmq_socket_monitor(void* s_, byte* addr_, int events_);
}
