// REQ and REP that pass one message to and fro, each on its own thread, every round trip timed:
//
//   latency <endpoint> <message-size> <roundtrip-count>
//
// Prints percentiles of half a round trip, which libzmq's own tools do not.
#include "perf.h"

static size_t message_size;
static int roundtrip_count;
static const char *endpoint;
static void *context;
static double *times;

static int compare (const void *left, const void *right)
{
    double a = *(const double *) left, b = *(const double *) right;
    return (a > b) - (a < b);
}

static void client (void *argument)
{
    void *socket = open_socket (context, ZMQ_REQ);
    zmq_msg_t message;
    double last;
    int i;
    (void) argument;
    CHECK (zmq_connect (socket, endpoint));
    CHECK (zmq_msg_init_size (&message, message_size));
    memset (zmq_msg_data (&message), 0, message_size);
    last = now_us ();
    for (i = 0; i < roundtrip_count; i++) {
        double now;
        CHECK (zmq_msg_send (&message, socket, 0));
        CHECK (zmq_msg_recv (&message, socket, 0));
        now = now_us ();
        times[i] = (now - last) / 2;
        last = now;
    }
    CHECK (zmq_msg_close (&message));
    CHECK (zmq_close (socket));
}

int main (int argc, char *argv[])
{
    static const double percentiles[] = {1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99};
    void *socket, *thread;
    zmq_msg_t message;
    size_t p;
    int i;
    if (argc != 4) {
        fprintf (stderr, "usage: latency <endpoint> <message-size> <roundtrip-count>\n");
        return 1;
    }
    message_size = (size_t) atoi (argv[2]);
    roundtrip_count = atoi (argv[3]);
    times = malloc (sizeof (double) * (size_t) roundtrip_count);

    context = zmq_ctx_new ();
    socket = open_socket (context, ZMQ_REP);
    endpoint = bind_to (socket, argv[1]);
    thread = zmq_threadstart (client, NULL);
    CHECK (zmq_msg_init (&message));
    for (i = 0; i < roundtrip_count; i++) {
        CHECK (zmq_msg_recv (&message, socket, 0));
        CHECK (zmq_msg_send (&message, socket, 0));
    }
    CHECK (zmq_msg_close (&message));
    zmq_threadclose (thread);
    CHECK (zmq_close (socket));
    CHECK (zmq_ctx_term (context));

    qsort (times, (size_t) roundtrip_count, sizeof (double), compare);
    for (p = 0; p < sizeof percentiles / sizeof *percentiles; p++)
        printf ("p%g: %.3f [us]\n", percentiles[p], times[(size_t) ((roundtrip_count - 1) * percentiles[p] / 100)]);
    free (times);
    return 0;
}
