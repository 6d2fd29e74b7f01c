// What these programs share: arguments, ending on an error, and time.
#ifndef ZMQNATIVE_PERF_H
#define ZMQNATIVE_PERF_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

// A failed call ends the program: there is nobody to recover, and a wrong figure would be worse than none.
#define CHECK(call)                                                                                                    \
    do {                                                                                                               \
        if ((call) < 0) {                                                                                              \
            fprintf (stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, zmq_strerror (zmq_errno ()));               \
            exit (1);                                                                                                  \
        }                                                                                                              \
    } while (0)

static double now_us (void)
{
    struct timespec t;
    timespec_get (&t, TIME_UTC);
    return (double) t.tv_sec * 1e6 + (double) t.tv_nsec / 1e3;
}

static void *open_socket (void *context, int type)
{
    void *socket = zmq_socket (context, type);
    if (!socket) {
        fprintf (stderr, "zmq_socket: %s\n", zmq_strerror (zmq_errno ()));
        exit (1);
    }
    return socket;
}

// The endpoint with a wildcard resolved; valid until the next call.
static const char *bind_to (void *socket, const char *endpoint)
{
    static char bound[256];
    size_t length = sizeof bound;
    CHECK (zmq_bind (socket, endpoint));
    CHECK (zmq_getsockopt (socket, ZMQ_LAST_ENDPOINT, bound, &length));
    return bound;
}

#endif
