namespace ZmqNative.Interop;

// 0MQ socket options and security mechanisms.
public static unsafe partial class Libzmq
{
    public const int ZMQ_AFFINITY = 4;
    public const int ZMQ_ROUTING_ID = 5;
    public const int ZMQ_SUBSCRIBE = 6;
    public const int ZMQ_UNSUBSCRIBE = 7;
    public const int ZMQ_RATE = 8;
    public const int ZMQ_RECOVERY_IVL = 9;
    public const int ZMQ_SNDBUF = 11;
    public const int ZMQ_RCVBUF = 12;
    public const int ZMQ_RCVMORE = 13;
    public const int ZMQ_FD = 14;
    public const int ZMQ_EVENTS = 15;
    public const int ZMQ_TYPE = 16;
    public const int ZMQ_LINGER = 17;
    public const int ZMQ_RECONNECT_IVL = 18;
    public const int ZMQ_BACKLOG = 19;
    public const int ZMQ_RECONNECT_IVL_MAX = 21;
    public const int ZMQ_MAXMSGSIZE = 22;
    public const int ZMQ_SNDHWM = 23;
    public const int ZMQ_RCVHWM = 24;
    public const int ZMQ_MULTICAST_HOPS = 25;
    public const int ZMQ_RCVTIMEO = 27;
    public const int ZMQ_SNDTIMEO = 28;
    public const int ZMQ_LAST_ENDPOINT = 32;
    public const int ZMQ_ROUTER_MANDATORY = 33;
    public const int ZMQ_TCP_KEEPALIVE = 34;
    public const int ZMQ_TCP_KEEPALIVE_CNT = 35;
    public const int ZMQ_TCP_KEEPALIVE_IDLE = 36;
    public const int ZMQ_TCP_KEEPALIVE_INTVL = 37;
    public const int ZMQ_IMMEDIATE = 39;
    public const int ZMQ_XPUB_VERBOSE = 40;
    public const int ZMQ_ROUTER_RAW = 41;
    public const int ZMQ_IPV6 = 42;
    public const int ZMQ_MECHANISM = 43;
    public const int ZMQ_PLAIN_SERVER = 44;
    public const int ZMQ_PLAIN_USERNAME = 45;
    public const int ZMQ_PLAIN_PASSWORD = 46;
    public const int ZMQ_CURVE_SERVER = 47;
    public const int ZMQ_CURVE_PUBLICKEY = 48;
    public const int ZMQ_CURVE_SECRETKEY = 49;
    public const int ZMQ_CURVE_SERVERKEY = 50;
    public const int ZMQ_PROBE_ROUTER = 51;
    public const int ZMQ_REQ_CORRELATE = 52;
    public const int ZMQ_REQ_RELAXED = 53;
    public const int ZMQ_CONFLATE = 54;
    public const int ZMQ_ZAP_DOMAIN = 55;
    public const int ZMQ_ROUTER_HANDOVER = 56;
    public const int ZMQ_TOS = 57;
    public const int ZMQ_CONNECT_ROUTING_ID = 61;
    public const int ZMQ_GSSAPI_SERVER = 62;
    public const int ZMQ_GSSAPI_PRINCIPAL = 63;
    public const int ZMQ_GSSAPI_SERVICE_PRINCIPAL = 64;
    public const int ZMQ_GSSAPI_PLAINTEXT = 65;
    public const int ZMQ_HANDSHAKE_IVL = 66;
    public const int ZMQ_SOCKS_PROXY = 68;
    public const int ZMQ_XPUB_NODROP = 69;
    public const int ZMQ_BLOCKY = 70;
    public const int ZMQ_XPUB_MANUAL = 71;
    public const int ZMQ_XPUB_WELCOME_MSG = 72;
    public const int ZMQ_STREAM_NOTIFY = 73;
    public const int ZMQ_INVERT_MATCHING = 74;
    public const int ZMQ_HEARTBEAT_IVL = 75;
    public const int ZMQ_HEARTBEAT_TTL = 76;
    public const int ZMQ_HEARTBEAT_TIMEOUT = 77;
    public const int ZMQ_XPUB_VERBOSER = 78;
    public const int ZMQ_CONNECT_TIMEOUT = 79;
    public const int ZMQ_TCP_MAXRT = 80;
    public const int ZMQ_THREAD_SAFE = 81;
    public const int ZMQ_MULTICAST_MAXTPDU = 84;
    public const int ZMQ_VMCI_BUFFER_SIZE = 85;
    public const int ZMQ_VMCI_BUFFER_MIN_SIZE = 86;
    public const int ZMQ_VMCI_BUFFER_MAX_SIZE = 87;
    public const int ZMQ_VMCI_CONNECT_TIMEOUT = 88;
    public const int ZMQ_USE_FD = 89;
    public const int ZMQ_GSSAPI_PRINCIPAL_NAMETYPE = 90;
    public const int ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE = 91;
    public const int ZMQ_BINDTODEVICE = 92;

    // Security mechanisms.
    public const int ZMQ_NULL = 0;
    public const int ZMQ_PLAIN = 1;
    public const int ZMQ_CURVE = 2;
    public const int ZMQ_GSSAPI = 3;

    // Name types of GSSAPI principals.
    public const int ZMQ_GSSAPI_NT_HOSTBASED = 0;
    public const int ZMQ_GSSAPI_NT_USER_NAME = 1;
    public const int ZMQ_GSSAPI_NT_KRB5_PRINCIPAL = 2;

    // Old names, and options that libzmq has deprecated.
    public const int ZMQ_IDENTITY = ZMQ_ROUTING_ID;
    public const int ZMQ_CONNECT_RID = ZMQ_CONNECT_ROUTING_ID;
    public const int ZMQ_DELAY_ATTACH_ON_CONNECT = ZMQ_IMMEDIATE;
    public const int ZMQ_FAIL_UNROUTABLE = ZMQ_ROUTER_MANDATORY;
    public const int ZMQ_ROUTER_BEHAVIOR = ZMQ_ROUTER_MANDATORY;
    public const int ZMQ_TCP_ACCEPT_FILTER = 38;
    public const int ZMQ_IPC_FILTER_PID = 58;
    public const int ZMQ_IPC_FILTER_UID = 59;
    public const int ZMQ_IPC_FILTER_GID = 60;
    public const int ZMQ_IPV4ONLY = 31;
    public const int ZMQ_SRCFD = 2;
}
