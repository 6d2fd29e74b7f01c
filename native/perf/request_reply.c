// A DEALER with N requests in flight at a ROUTER that echoes them, each on its own thread:
//
//   request_reply <endpoint> <body-size> <request-count> <in-flight> [<clients>]
//
// With several clients, which one thread polls, each has its share of the requests in flight.
// A request has the frames of ZmqNative's RequestClient (16 bytes of correlation, an empty frame, the body), so that both
// send the same bytes. The first round trip is not timed.
#include "perf.h"

static size_t body_size;
static int request_count;
static int in_flight;
static int clients = 1;
static const char *endpoint;
static void *context;
static double rate;

// A ROUTER drops replies beyond the high-water mark: a ReplyServer has a higher one by default, too.
static void *open_with_space (int type)
{
    void *socket = open_socket (context, type);
    int mark = 8192;
    CHECK (zmq_setsockopt (socket, ZMQ_SNDHWM, &mark, sizeof mark));
    CHECK (zmq_setsockopt (socket, ZMQ_RCVHWM, &mark, sizeof mark));
    return socket;
}

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
    void *socket = open_with_space (ZMQ_DEALER);
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

static void many_clients (void *argument)
{
    zmq_pollitem_t *items = calloc ((size_t) clients, sizeof *items);
    zmq_msg_t frame;
    double start;
    int i, sent, received;
    (void) argument;
    CHECK (zmq_msg_init (&frame));
    for (i = 0; i < clients; i++) {
        items[i].socket = open_with_space (ZMQ_DEALER);
        items[i].events = ZMQ_POLLIN;
        CHECK (zmq_connect (items[i].socket, endpoint));
        send_request (items[i].socket);
        receive_reply (items[i].socket, &frame);
    }

    start = now_us ();
    for (sent = 0; sent < in_flight && sent < request_count; sent++)
        send_request (items[sent % clients].socket);
    for (received = 0; received < request_count;) {
        CHECK (zmq_poll (items, clients, -1));
        for (i = 0; i < clients; i++) {
            if (!(items[i].revents & ZMQ_POLLIN))
                continue;
            receive_reply (items[i].socket, &frame);
            received++;
            if (sent < request_count) {
                send_request (items[i].socket);
                sent++;
            }
        }
    }
    rate = request_count / (now_us () - start) * 1e6;

    CHECK (zmq_msg_close (&frame));
    for (i = 0; i < clients; i++)
        CHECK (zmq_close (items[i].socket));
    free (items);
}

int main (int argc, char *argv[])
{
    void *socket, *thread;
    zmq_msg_t frame;
    int i, more;
    if (argc != 5 && argc != 6) {
        fprintf (stderr, "usage: request_reply <endpoint> <body-size> <request-count> <in-flight> [<clients>]\n");
        return 1;
    }
    body_size = (size_t) atoi (argv[2]);
    request_count = atoi (argv[3]);
    in_flight = atoi (argv[4]);
    if (argc == 6)
        clients = atoi (argv[5]);

    context = zmq_ctx_new ();
    socket = open_with_space (ZMQ_ROUTER);
    endpoint = bind_to (socket, argv[1]);
    thread = zmq_threadstart (clients > 1 ? many_clients : client, NULL);

    CHECK (zmq_msg_init (&frame));
    for (i = 0; i < request_count + clients; i++) {
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
