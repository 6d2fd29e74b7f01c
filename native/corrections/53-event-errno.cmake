# An event of a monitor leaves errno as it was. Sending the event sets it, to EAGAIN as a rule, and code that reports a fault of a peer returns afterwards:
# the engine took the EAGAIN for a full queue. So a CURVE message that was corrupted, replayed or of another type did not end the connection if the socket
# had a monitor: nothing was read from it any more, and as heartbeats go on while a queue is full, neither side noticed. Pushes hung for good.
#
# Upstream: curve_mechanism_base_t::decode is the same in libzmq 4.3.5 and master.
# Tests: tests/ZmqNative.Tests/Corrections/EventErrnoTests.cs, tests/ZmqNative.Patterns.Tests/Faults/DeliveryFaultTests.cs
zmqnative_replace(socket_base.cpp [==[
    scoped_lock_t lock (_monitor_sync);
    if (_monitor_events & type_) {
        monitor_event (type_, values_, values_count_, endpoint_uri_pair_);
    }
]==] [==[
    scoped_lock_t lock (_monitor_sync);
    if (_monitor_events & type_) {
        const int error = errno;
        monitor_event (type_, values_, values_count_, endpoint_uri_pair_);
        errno = error;
    }
]==])
