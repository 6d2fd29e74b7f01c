// A DEALER with N requests in flight at a ROUTER that echoes them, each on its own thread:
//
//   request_reply <endpoint> <body-size> <request-count> <in-flight>
//
// A request has the frames of ZmqNative's RequestClient (16 bytes of correlation, an empty frame, the body), so that both
// send the same bytes. The first round trip is not timed.
#include "perf.h"

static size_t body_size;
static int request_count;
static int in_flight;
static const char *endpoint;
static void *context;
static double rate;

static void send_request (void *socket)
{
    char correlation[16] = {0};
    zmq_msg_t body;
    CHECK (zmq_send (socket, correlation, sizeof correlation, ZMQ_SNDMORE));
    CHECK (zmq_send (socket, "", 0, ZMQ_SNDMORE));
    CHECK (zmq_msg_init_size (&body, body_size));
    memset (zmq_msg_data (&body), 0, body_size);
    CHECK (zmq_msg_send (&body, socket, 0));
}

static void receive_reply (void *socket, zmq_msg_t *frame)
{
    do {
        CHECK (zmq_msg_recv (frame, socket, 0));
    } while (zmq_msg_more (frame));
    if (zmq_msg_size (frame) != body_size) {
        fprintf (stderr, "a reply of %d bytes\n", (int) zmq_msg_size (frame));
        exit (1);
    }
}

static void client (void *argument)
{
    void *socket = open_socket (context, ZMQ_DEALER);
    zmq_msg_t frame;
    double start;
    int sent, received;
    (void) argument;
    CHECK (zmq_connect (socket, endpoint));
    CHECK (zmq_msg_init (&frame));
    send_request (socket);
    receive_reply (socket, &frame);

    start = now_us ();
    for (sent = 0; sent < in_flight && sent < request_count; sent++)
        send_request (socket);
    for (received = 0; received < request_count; received++) {
        receive_reply (socket, &frame);
        if (sent < request_count) {
            send_request (socket);
            sent++;
        }
    }
    rate = request_count / (now_us () - start) * 1e6;

    CHECK (zmq_msg_close (&frame));
    CHECK (zmq_close (socket));
}

int main (int argc, char *argv[])
{
    void *socket, *thread;
    zmq_msg_t frame;
    int i, more;
    if (argc != 5) {
        fprintf (stderr, "usage: request_reply <endpoint> <body-size> <request-count> <in-flight>\n");
        return 1;
    }
    body_size = (size_t) atoi (argv[2]);
    request_count = atoi (argv[3]);
    in_flight = atoi (argv[4]);

    context = zmq_ctx_new ();
    socket = open_socket (context, ZMQ_ROUTER);
    endpoint = bind_to (socket, argv[1]);
    thread = zmq_threadstart (client, NULL);

    CHECK (zmq_msg_init (&frame));
    for (i = 0; i < request_count + 1; i++) {
        do {
            CHECK (zmq_msg_recv (&frame, socket, 0));
            more = zmq_msg_more (&frame);
            CHECK (zmq_msg_send (&frame, socket, more ? ZMQ_SNDMORE : 0));
        } while (more);
    }

    zmq_threadclose (thread);
    CHECK (zmq_close (socket));
    CHECK (zmq_ctx_term (context));
    printf ("rate: %.1f [msg/s]\n", rate);
    return 0;
}
