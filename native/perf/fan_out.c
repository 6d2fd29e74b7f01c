// One publisher, N subscribers, each on its own thread; nothing is dropped, so that every subscriber receives all:
//
//   fan_out <endpoint> <message-size> <message-count> <subscribers>
//
// The rate counts deliveries: messages times subscribers, from the first send to the end of the last subscriber.
#include "perf.h"

static size_t message_size;
static int message_count;
static const char *endpoint;
static void *context;

static void subscriber (void *argument)
{
    void *socket = open_socket (context, ZMQ_SUB);
    zmq_msg_t message;
    int i;
    (void) argument;
    CHECK (zmq_setsockopt (socket, ZMQ_SUBSCRIBE, "", 0));
    CHECK (zmq_connect (socket, endpoint));
    CHECK (zmq_msg_init (&message));
    for (i = 0; i < message_count; i++) {
        CHECK (zmq_msg_recv (&message, socket, 0));
        if (zmq_msg_size (&message) != message_size) {
            fprintf (stderr, "a message of %d bytes\n", (int) zmq_msg_size (&message));
            exit (1);
        }
    }
    CHECK (zmq_msg_close (&message));
    CHECK (zmq_close (socket));
}

int main (int argc, char *argv[])
{
    void *socket;
    void **threads;
    int i, subscribers, no_drop = 1;
    double start, elapsed;
    if (argc != 5) {
        fprintf (stderr, "usage: fan_out <endpoint> <message-size> <message-count> <subscribers>\n");
        return 1;
    }
    message_size = (size_t) atoi (argv[2]);
    message_count = atoi (argv[3]);
    subscribers = atoi (argv[4]);

    // XPUB is PUB that hears of its subscriptions; it is told to wait at the high-water mark instead of dropping.
    context = zmq_ctx_new ();
    socket = open_socket (context, ZMQ_XPUB);
    CHECK (zmq_setsockopt (socket, ZMQ_XPUB_NODROP, &no_drop, sizeof no_drop));
    CHECK (zmq_setsockopt (socket, ZMQ_XPUB_VERBOSE, &no_drop, sizeof no_drop));
    endpoint = bind_to (socket, argv[1]);
    threads = malloc (sizeof (void *) * (size_t) subscribers);
    for (i = 0; i < subscribers; i++)
        threads[i] = zmq_threadstart (subscriber, NULL);
    for (i = 0; i < subscribers; i++) {
        char subscription[8];
        CHECK (zmq_recv (socket, subscription, sizeof subscription, 0));
    }

    start = now_us ();
    for (i = 0; i < message_count; i++) {
        zmq_msg_t message;
        CHECK (zmq_msg_init_size (&message, message_size));
        CHECK (zmq_msg_send (&message, socket, 0));
    }
    for (i = 0; i < subscribers; i++)
        zmq_threadclose (threads[i]);
    elapsed = now_us () - start;

    free (threads);
    CHECK (zmq_close (socket));
    CHECK (zmq_ctx_term (context));
    printf ("rate: %.1f [msg/s]\n", (double) message_count * subscribers / elapsed * 1e6);
    return 0;
}
