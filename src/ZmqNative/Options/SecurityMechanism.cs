using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>A security mechanism of ZMTP. The numbers are libzmq's.</summary>
public enum SecurityMechanism
{
    /// <summary>No security.</summary>
    None = Libzmq.ZMQ_NULL,

    /// <summary>A user name and a password, in the clear.</summary>
    Plain = Libzmq.ZMQ_PLAIN,

    /// <summary>Encryption and authentication by Curve25519 keys.</summary>
    Curve = Libzmq.ZMQ_CURVE,

    /// <summary>Kerberos.</summary>
    Gssapi = Libzmq.ZMQ_GSSAPI,
}
