// Large messages without a copy: PUSH wraps one of a few buffers, PULL reads in place, each on its own thread:
//
//   large <endpoint> <message-size> <message-count> ends|all
//
// The receiver reads the first and the last byte, which measures the handing over, or a byte of every cache line. Timed
// from the first message received to the last. A buffer may be on its way several times at once: nobody writes.
#include "perf.h"

#define BUFFERS 16
#define CACHE_LINE 64

static size_t message_size;
static int message_count;
static const char *endpoint;
static void *context;
static void *released;

static void release (void *data, void *hint)
{
    (void) data;
    (void) hint;
    zmq_atomic_counter_inc (released);
}

static void sender (void *argument)
{
    void *socket = open_socket (context, ZMQ_PUSH);
    char **buffers = argument;
    int i;
    CHECK (zmq_connect (socket, endpoint));
    for (i = 0; i < message_count; i++) {
        zmq_msg_t message;
        CHECK (zmq_msg_init_data (&message, buffers[i % BUFFERS], message_size, release, NULL));
        CHECK (zmq_msg_send (&message, socket, 0));
    }
    CHECK (zmq_close (socket));
}

int main (int argc, char *argv[])
{
    void *socket, *thread;
    char *block, *buffers[BUFFERS];
    zmq_msg_t message;
    long sum = 0;
    double start, elapsed;
    int i, all;
    size_t k;
    if (argc != 5) {
        fprintf (stderr, "usage: large <endpoint> <message-size> <message-count> ends|all\n");
        return 1;
    }
    message_size = (size_t) atoi (argv[2]);
    message_count = atoi (argv[3]);
    all = strcmp (argv[4], "all") == 0;
    released = zmq_atomic_counter_new ();
    // In one block, as the arrays of a managed heap are: the system then gives both huge pages, or neither.
    block = malloc (message_size * BUFFERS);
    for (i = 0; i < BUFFERS; i++) {
        buffers[i] = block + message_size * (size_t) i;
        memset (buffers[i], i, message_size);
    }

    context = zmq_ctx_new ();
    socket = open_socket (context, ZMQ_PULL);
    endpoint = bind_to (socket, argv[1]);
    thread = zmq_threadstart (sender, buffers);

    CHECK (zmq_msg_init (&message));
    CHECK (zmq_msg_recv (&message, socket, 0));
    start = now_us ();
    for (i = 1; i < message_count; i++) {
        const char *data;
        CHECK (zmq_msg_recv (&message, socket, 0));
        data = zmq_msg_data (&message);
        if (all)
            for (k = 0; k < zmq_msg_size (&message); k += CACHE_LINE)
                sum += data[k];
        else
            sum += data[0] + data[zmq_msg_size (&message) - 1];
    }
    elapsed = now_us () - start;

    CHECK (zmq_msg_close (&message));
    zmq_threadclose (thread);
    CHECK (zmq_close (socket));
    CHECK (zmq_ctx_term (context));
    if (zmq_atomic_counter_value (released) != message_count) {
        fprintf (stderr, "%d of %d buffers released\n", zmq_atomic_counter_value (released), message_count);
        return 1;
    }
    printf ("read: %ld\nrate: %.1f [msg/s]\n", sum, message_count / elapsed * 1e6);
    return 0;
}
