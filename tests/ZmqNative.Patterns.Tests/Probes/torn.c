/*  A libzmq from which only the first frame of a message can be received if that frame is "torn", as with a library that without the
    corrections ends a connection in the middle of a message. A wait for the rest never ends.  */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#define ZMQ_DONTWAIT 1

typedef struct
{
    unsigned char opaque[64];
} zmq_msg_t;

extern int zmq_msg_more (const zmq_msg_t *msg_);
extern size_t zmq_msg_size (const zmq_msg_t *msg_);
extern void *zmq_msg_data (zmq_msg_t *msg_);

static __thread int torn;

int zmq_msg_recv (zmq_msg_t *msg_, void *socket_, int flags_)
{
    static int (*receive) (zmq_msg_t *, void *, int);
    int result;

    if (!receive)
        *(void **) &receive = dlsym (RTLD_NEXT, "zmq_msg_recv");

    if (torn) {
        do {
            result = receive (msg_, socket_, 0);
        } while (result >= 0 && zmq_msg_more (msg_));
        torn = 0;
        if (flags_ & ZMQ_DONTWAIT) {
            errno = EAGAIN;
            return -1;
        }

        for (;;)
            ;
    }

    result = receive (msg_, socket_, flags_);
    torn = result == 4 && zmq_msg_more (msg_)
           && memcmp (zmq_msg_data (msg_), "torn", 4) == 0;
    return result;
}
