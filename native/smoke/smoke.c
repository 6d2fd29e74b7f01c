// A CURVE exchange, the draft API and a long subscription over a libzmq, for platforms on which the tests of .NET cannot be run.
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <zmq.h>

#define CHECK(condition)                                                                                                                   \
    do {                                                                                                                                   \
        if (!(condition)) {                                                                                                                \
            fprintf (stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #condition, zmq_strerror (zmq_errno ()));                              \
            return 1;                                                                                                                      \
        }                                                                                                                                  \
        checks++;                                                                                                                          \
    } while (0)

static int checks;

static int curve (void *context)
{
    char public_key[41], secret_key[41], client_public[41], client_secret[41], endpoint[256], buffer[16];
    size_t length = sizeof endpoint;
    int server = 1, timeout = 20000;
    void *reply = zmq_socket (context, ZMQ_REP), *request = zmq_socket (context, ZMQ_REQ);
    CHECK (zmq_curve_keypair (public_key, secret_key) == 0 && zmq_curve_keypair (client_public, client_secret) == 0);
    CHECK (zmq_setsockopt (reply, ZMQ_CURVE_SERVER, &server, sizeof server) == 0);
    CHECK (zmq_setsockopt (reply, ZMQ_CURVE_SECRETKEY, secret_key, 40) == 0);
    CHECK (zmq_setsockopt (reply, ZMQ_RCVTIMEO, &timeout, sizeof timeout) == 0);
    CHECK (zmq_setsockopt (request, ZMQ_RCVTIMEO, &timeout, sizeof timeout) == 0);
    CHECK (zmq_setsockopt (request, ZMQ_CURVE_SERVERKEY, public_key, 40) == 0);
    CHECK (zmq_setsockopt (request, ZMQ_CURVE_PUBLICKEY, client_public, 40) == 0);
    CHECK (zmq_setsockopt (request, ZMQ_CURVE_SECRETKEY, client_secret, 40) == 0);
    CHECK (zmq_bind (reply, "tcp://127.0.0.1:*") == 0);
    CHECK (zmq_getsockopt (reply, ZMQ_LAST_ENDPOINT, endpoint, &length) == 0);
    CHECK (zmq_connect (request, endpoint) == 0);
    CHECK (zmq_send (request, "ping", 4, 0) == 4 && zmq_recv (reply, buffer, sizeof buffer, 0) == 4 && memcmp (buffer, "ping", 4) == 0);
    CHECK (zmq_send (reply, "pong", 4, 0) == 4 && zmq_recv (request, buffer, sizeof buffer, 0) == 4 && memcmp (buffer, "pong", 4) == 0);
    CHECK (zmq_close (request) == 0 && zmq_close (reply) == 0);
    return 0;
}

static int drafts (void *context)
{
    char buffer[16];
    zmq_poller_event_t event;
    void *poller = zmq_poller_new ();
    void *server = zmq_socket (context, ZMQ_SERVER), *client = zmq_socket (context, ZMQ_CLIENT);
    CHECK (server && client && poller);
    CHECK (zmq_bind (server, "inproc://smoke") == 0 && zmq_connect (client, "inproc://smoke") == 0);
    CHECK (zmq_poller_add (poller, server, NULL, ZMQ_POLLIN) == 0);
    CHECK (zmq_send (client, "draft", 5, 0) == 5);
    CHECK (zmq_poller_wait (poller, &event, 20000) == 0 && event.socket == server);
    CHECK (zmq_recv (server, buffer, sizeof buffer, 0) == 5);
    CHECK (zmq_poller_destroy (&poller) == 0 && zmq_close (client) == 0 && zmq_close (server) == 0);
    return 0;
}

static int subscription (void *context)
{
    // The default trie of libzmq overflows the stack with it.
    static char topic[1 << 20];
    memset (topic, 'a', sizeof topic);
    void *subscriber = zmq_socket (context, ZMQ_SUB);
    CHECK (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, topic, sizeof topic) == 0);
    CHECK (zmq_close (subscriber) == 0);
    return 0;
}

int main (void)
{
    int major, minor, patch;
    void *context = zmq_ctx_new ();
    zmq_version (&major, &minor, &patch);
    printf ("libzmq %d.%d.%d, corrected: %d\n", major, minor, patch, zmq_has ("zmqnative"));
    if (curve (context) || drafts (context) || subscription (context) || zmq_ctx_term (context))
        return 1;
    printf ("%d passed, 0 failed\n", checks);
    return 0;
}
