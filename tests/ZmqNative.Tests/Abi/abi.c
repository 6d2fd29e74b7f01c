/* Prints the sizes, offsets and constants that the C compiler gets from zmq.h, one "name value" a line; AbiTests compares it with the C# declarations.
   names.inc is written by the test: for each name  #ifdef NAME / VALUE (NAME) / #endif . */
#include <stddef.h>
#include <stdio.h>
#include "zmq.h"

#define VALUE(name) printf ("%s %lld\n", #name, (long long) (name));
#define SIZE(type) printf ("sizeof.%s %zu\n", #type, sizeof (type));
#define ALIGNMENT(type)                                                        \
    printf ("alignof.%s %zu\n", #type, (size_t) __alignof__ (type));
#define OFFSET(type, field)                                                    \
    printf ("offsetof.%s.%s %zu\n", #type, #field, offsetof (type, field));

int main (void)
{
    SIZE (zmq_msg_t)
    ALIGNMENT (zmq_msg_t)

    SIZE (zmq_pollitem_t)
    ALIGNMENT (zmq_pollitem_t)
    OFFSET (zmq_pollitem_t, socket)
    OFFSET (zmq_pollitem_t, fd)
    OFFSET (zmq_pollitem_t, events)
    OFFSET (zmq_pollitem_t, revents)

    SIZE (zmq_poller_event_t)
    ALIGNMENT (zmq_poller_event_t)
    OFFSET (zmq_poller_event_t, socket)
    OFFSET (zmq_poller_event_t, fd)
    OFFSET (zmq_poller_event_t, user_data)
    OFFSET (zmq_poller_event_t, events)

    SIZE (zmq_fd_t)
    SIZE (long)
    SIZE (size_t)

#include "names.inc"
    return 0;
}
