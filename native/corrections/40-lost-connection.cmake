# With ZMQ_IMMEDIATE a lost connection threw away what had been received over it: the socket ended the pipe at once. The session ends it, too, and
# lets the socket read what is there first. So the socket only stops to write to it. A PAIR or CHANNEL has room for one pipe and must give
# up the old one before the next connection comes; what it had not read is lost.
#
# Upstream: zeromq/libzmq has no issue for the loss. pyzmq, DEALER, 3 frames: aborted each time.
# Tests: tests/ZmqNative.Tests/Corrections/LostConnectionTests.cs
zmqnative_replace(socket_base.cpp [==[
    if (options.immediate == 1)
        pipe_->terminate (false);
    else
]==] [==[
    if (options.immediate == 1) {
        if (options.type == ZMQ_PAIR || options.type == ZMQ_CHANNEL)
            pipe_->terminate (false);
        else
            pipe_->stop_output ();
    } else
]==])
zmqnative_replace(pipe.hpp [==[
    //  Flush the messages downstream.
    void flush ();
]==] [==[
    //  Flush the messages downstream.
    void flush ();

    //  Refuses messages from now on: nobody would send them.
    void stop_output () { _out_active = false; }
]==])
