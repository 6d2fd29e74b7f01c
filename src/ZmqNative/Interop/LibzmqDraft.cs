using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Interop;

/// <summary>
/// The draft part of <c>zmq.h</c>, which libzmq may change in any release, and which only builds with the draft API have:
/// check <see cref="Zmq.Has"/> with <c>draft</c> first.
/// </summary>
[Experimental(Experiments.Draft)]
public static unsafe partial class LibzmqDraft
{
    // Socket types.
    public const int ZMQ_SERVER = 12;
    public const int ZMQ_CLIENT = 13;
    public const int ZMQ_RADIO = 14;
    public const int ZMQ_DISH = 15;
    public const int ZMQ_GATHER = 16;
    public const int ZMQ_SCATTER = 17;
    public const int ZMQ_DGRAM = 18;
    public const int ZMQ_PEER = 19;
    public const int ZMQ_CHANNEL = 20;

    // Socket options up to libzmq 4.3.4.
    public const int ZMQ_ZAP_ENFORCE_DOMAIN = 93;
    public const int ZMQ_LOOPBACK_FASTPATH = 94;
    public const int ZMQ_METADATA = 95;
    public const int ZMQ_MULTICAST_LOOP = 96;
    public const int ZMQ_ROUTER_NOTIFY = 97;
    public const int ZMQ_XPUB_MANUAL_LAST_VALUE = 98;
    public const int ZMQ_SOCKS_USERNAME = 99;
    public const int ZMQ_SOCKS_PASSWORD = 100;
    public const int ZMQ_IN_BATCH_SIZE = 101;
    public const int ZMQ_OUT_BATCH_SIZE = 102;
    public const int ZMQ_WSS_KEY_PEM = 103;
    public const int ZMQ_WSS_CERT_PEM = 104;
    public const int ZMQ_WSS_TRUST_PEM = 105;
    public const int ZMQ_WSS_HOSTNAME = 106;
    public const int ZMQ_WSS_TRUST_SYSTEM = 107;
    public const int ZMQ_ONLY_FIRST_SUBSCRIBE = 108;
    public const int ZMQ_RECONNECT_STOP = 109;
    public const int ZMQ_HELLO_MSG = 110;
    public const int ZMQ_DISCONNECT_MSG = 111;
    public const int ZMQ_PRIORITY = 112;

    // Socket options that came after 4.3.4.
    public const int ZMQ_BUSY_POLL = 113;
    public const int ZMQ_HICCUP_MSG = 114;
    public const int ZMQ_XSUB_VERBOSE_UNSUBSCRIBE = 115;
    public const int ZMQ_TOPICS_COUNT = 116;
    public const int ZMQ_NORM_MODE = 117;
    public const int ZMQ_NORM_UNICAST_NACK = 118;
    public const int ZMQ_NORM_BUFFER_SIZE = 119;
    public const int ZMQ_NORM_SEGMENT_SIZE = 120;
    public const int ZMQ_NORM_BLOCK_SIZE = 121;
    public const int ZMQ_NORM_NUM_PARITY = 122;
    public const int ZMQ_NORM_NUM_AUTOPARITY = 123;
    public const int ZMQ_NORM_PUSH = 124;

    // Values of ZMQ_NORM_MODE.
    public const int ZMQ_NORM_FIXED = 0;
    public const int ZMQ_NORM_CC = 1;
    public const int ZMQ_NORM_CCL = 2;
    public const int ZMQ_NORM_CCE = 3;
    public const int ZMQ_NORM_CCE_ECNONLY = 4;

    // Flags of ZMQ_RECONNECT_STOP; AFTER_DISCONNECT is 0x3 in 4.3.4 and 0x4 since 4.3.5.
    public const int ZMQ_RECONNECT_STOP_CONN_REFUSED = 0x1;
    public const int ZMQ_RECONNECT_STOP_HANDSHAKE_FAILED = 0x2;
    public const int ZMQ_RECONNECT_STOP_AFTER_DISCONNECT = 0x4;

    // Context option.
    public const int ZMQ_ZERO_COPY_RECV = 10;

    // Flags of ZMQ_ROUTER_NOTIFY.
    public const int ZMQ_NOTIFY_CONNECT = 1;
    public const int ZMQ_NOTIFY_DISCONNECT = 2;

    // Monitoring.
    public const int ZMQ_EVENT_PIPES_STATS = 0x10000;
    public const int ZMQ_CURRENT_EVENT_VERSION = 1;
    public const int ZMQ_CURRENT_EVENT_VERSION_DRAFT = 2;
    public const int ZMQ_EVENT_ALL_V1 = Libzmq.ZMQ_EVENT_ALL;
    public const int ZMQ_EVENT_ALL_V2 = ZMQ_EVENT_ALL_V1 | ZMQ_EVENT_PIPES_STATS;
}
