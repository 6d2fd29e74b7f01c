# PUB, XPUB and RADIO drop what a peer's full pipe has no room for and tell nobody. The messages are counted, once per peer, and read with
# ZMQNATIVE_DROPPED.
#
# Upstream: zeromq/libzmq has requests for such a counter; none is there.
# Tests: tests/ZmqNative.Tests/Corrections/DroppedCountTests.cs
zmqnative_replace(pipe.hpp [==[
    //  Refuses messages from now on: nobody would send them.
]==] [==[
    //  Whether a message is dropped that is not written to this pipe: the pipe
    //  is full, and not ending, and this is the first to ask for the message.
    bool drops (uint64_t message_)
    {
        const bool first = _passed_over != message_;
        _passed_over = message_;
        return first && !check_hwm ();
    }

    //  Refuses messages from now on: nobody would send them.
]==])
zmqnative_replace(pipe.hpp [==[
    uint64_t _msgs_read;
]==] [==[
    uint64_t _passed_over = 0;
    uint64_t _msgs_read;
]==])
zmqnative_replace(dist.hpp [==[
    // check HWM of all pipes matching
    bool check_hwm ();
]==] [==[
    // check HWM of all pipes matching
    bool check_hwm ();

    //  How many messages were not written to a matching pipe that was full.
    uint64_t dropped () const { return _dropped; }
]==])
zmqnative_replace(dist.hpp [==[
    pipes_t::size_type _eligible;
]==] [==[
    pipes_t::size_type _eligible;

    //  Tells messages apart, for pipes that several subscriptions of the same
    //  peer pass over.
    uint64_t _message = 1;
    uint64_t _dropped = 0;
]==])
zmqnative_replace(dist.cpp [==[
    //  If the pipe isn't eligible, ignore it.
    if (_pipes.index (pipe_) >= _eligible)
        return;
]==] [==[
    //  If the pipe isn't eligible, ignore it.
    if (_pipes.index (pipe_) >= _eligible) {
        if (pipe_->drops (_message))
            _dropped++;
        return;
    }
]==])
zmqnative_replace(dist.cpp [==[
void zmq::dist_t::unmatch ()
{
]==] [==[
void zmq::dist_t::unmatch ()
{
    _message++;
]==])
zmqnative_replace(dist.cpp [==[
    if (!pipe_->write (msg_)) {
]==] [==[
    if (!pipe_->write (msg_)) {
        if (pipe_->drops (_message))
            _dropped++;
]==])
zmqnative_replace(socket_base.hpp [==[
    virtual int xsend (zmq::msg_t *msg_);
]==] [==[
    virtual int xsend (zmq::msg_t *msg_);

    //  Messages that were not written to a full pipe.
    virtual uint64_t xdropped () const { return 0; }
]==])
zmqnative_replace(socket_base.cpp [==[
    if (option_ == ZMQ_LAST_ENDPOINT) {
]==] [==[
    if (option_ == ZMQNATIVE_DROPPED) {
        return do_getsockopt<uint64_t> (optval_, optvallen_, xdropped ());
    }

    if (option_ == ZMQ_LAST_ENDPOINT) {
]==])
zmqnative_replace(xpub.hpp [==[
    int xsend (zmq::msg_t *msg_) ZMQ_FINAL;
]==] [==[
    int xsend (zmq::msg_t *msg_) ZMQ_FINAL;
    uint64_t xdropped () const ZMQ_FINAL { return _dist.dropped (); }
]==])
zmqnative_replace(radio.hpp [==[
    int xsend (zmq::msg_t *msg_);
]==] [==[
    int xsend (zmq::msg_t *msg_);
    uint64_t xdropped () const { return _dist.dropped (); }
]==])
