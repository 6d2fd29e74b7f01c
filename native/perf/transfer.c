// PUSH to PULL between two processes, as libzmq's local_thr and remote_thr, for transports where those lose messages:
//
//   transfer local <endpoint> <message-size> <message-count>
//   transfer remote <endpoint> <message-size> <message-count>
//
// The sender keeps its socket open until its standard input ends. remote_thr closes when it has sent all; the kernel then
// reports a hang-up of a Unix domain socket at once, and a receiver at its high-water mark gives up what it has not read.
#include "perf.h"

static size_t message_size;
static int message_count;

static void receive (void *context, const char *endpoint)
{
    void *socket = open_socket (context, ZMQ_PULL);
    zmq_msg_t message;
    double start;
    int i;
    CHECK (zmq_bind (socket, endpoint));
    CHECK (zmq_msg_init (&message));
    CHECK (zmq_msg_recv (&message, socket, 0));
    start = now_us ();
    for (i = 1; i < message_count; i++) {
        CHECK (zmq_msg_recv (&message, socket, 0));
        if (zmq_msg_size (&message) != message_size) {
            fprintf (stderr, "a message of %d bytes\n", (int) zmq_msg_size (&message));
            exit (1);
        }
    }
    printf ("rate: %.1f [msg/s]\n", message_count / (now_us () - start) * 1e6);
    CHECK (zmq_msg_close (&message));
    CHECK (zmq_close (socket));
}

static void send_all (void *context, const char *endpoint)
{
    void *socket = open_socket (context, ZMQ_PUSH);
    int i;
    CHECK (zmq_connect (socket, endpoint));
    for (i = 0; i < message_count; i++) {
        zmq_msg_t message;
        CHECK (zmq_msg_init_size (&message, message_size));
        CHECK (zmq_msg_send (&message, socket, 0));
    }
    while (getchar () != EOF) {
    }
    CHECK (zmq_close (socket));
}

int main (int argc, char *argv[])
{
    void *context;
    if (argc != 5) {
        fprintf (stderr, "usage: transfer local|remote <endpoint> <message-size> <message-count>\n");
        return 1;
    }
    message_size = (size_t) atoi (argv[3]);
    message_count = atoi (argv[4]);
    context = zmq_ctx_new ();
    if (strcmp (argv[1], "local") == 0)
        receive (context, argv[2]);
    else
        send_all (context, argv[2]);
    CHECK (zmq_ctx_term (context));
    return 0;
}
