# A sender learns from commands how many messages its peer has read, and a send looks at these commands once in 3,000,000 cycles (a millisecond) at
# most. A queue that the peer has emptied since then is full for the sender: PUB, XPUB, RADIO and a ROUTER without ZMQ_ROUTER_MANDATORY drop the message,
# and others answer EAGAIN with ZMQ_DONTWAIT, although the peer keeps up. A subscriber that had read each message before the next one was sent lost one
# in 2,000 bursts of twice its high-water mark.
# Now a send with ZMQ_DONTWAIT that finds no space looks at the commands and tries again, and one after a message that filled a queue looks first. That
# is once for each time that a queue fills up, not for each message: a peer that is slow costs nothing more.
#
# Upstream: zeromq/libzmq throttles since 2.0 (max_command_delay); its pages of the high-water mark do not say it.
# Tests: tests/ZmqNative.Tests/Corrections/UnseenSpaceTests.cs
zmqnative_replace(socket_base.hpp [==[
    //  Processes commands sent to this socket (if any). If timeout is -1,
    //  returns only after at least one command was processed.
]==] [==[
    //  Sends without waiting, after all commands that have come.
    int send_to_space (zmq::msg_t *msg_);

    //  Processes commands sent to this socket (if any). If timeout is -1,
    //  returns only after at least one command was processed.
]==])
zmqnative_replace(socket_base.hpp [==[
    virtual int xsend (zmq::msg_t *msg_);
]==] [==[
    virtual int xsend (zmq::msg_t *msg_);

    //  Whether a message has filled the queue of a peer, which may have read
    //  it by now: the next send processes all commands first.
    bool _filled_queue = false;
]==])
zmqnative_replace(socket_base.cpp [==[
    //  Process pending commands, if any.
    int rc = process_commands (0, true);
    if (unlikely (rc != 0)) {
        return -1;
    }

    //  Clear any user-visible flags that are set on the message.
]==] [==[
    //  Process pending commands, if any.
    int rc = process_commands (0, !_filled_queue);
    if (unlikely (rc != 0)) {
        return -1;
    }
    _filled_queue = false;

    //  Clear any user-visible flags that are set on the message.
]==])
zmqnative_replace(socket_base.cpp [==[
    //  In case of non-blocking send we'll simply propagate
    //  the error - including EAGAIN - up the stack.
    if ((flags_ & ZMQ_DONTWAIT) || options.sndtimeo == 0) {
        return -1;
    }
]==] [==[
    //  In case of non-blocking send we'll simply propagate
    //  the error - including EAGAIN - up the stack.
    if ((flags_ & ZMQ_DONTWAIT) || options.sndtimeo == 0) {
        return rc == -2 ? -1 : send_to_space (msg_);
    }
]==])
zmqnative_replace(socket_base.cpp [==[
int zmq::socket_base_t::recv (msg_t *msg_, int flags_)
{
]==] [==[
int zmq::socket_base_t::send_to_space (msg_t *msg_)
{
    if (process_commands (0, false) != 0)
        return -1;
    return xsend (msg_) == 0 ? 0 : -1;
}

int zmq::socket_base_t::recv (msg_t *msg_, int flags_)
{
]==])

zmqnative_replace(dist.hpp [==[
    static bool has_out ();
]==] [==[
    static bool has_out ();

    //  Whether a message has filled a pipe since this was last asked.
    bool take_filled ()
    {
        const bool filled = _filled;
        _filled = false;
        return filled;
    }
]==])
zmqnative_replace(dist.hpp [==[
    bool _more;
]==] [==[
    bool _more;

    bool _filled = false;
]==])
zmqnative_replace(dist.cpp [==[
    if (!(msg_->flags () & msg_t::more))
        pipe_->flush ();
    return true;
]==] [==[
    if (!(msg_->flags () & msg_t::more)) {
        pipe_->flush ();
        if (unlikely (!pipe_->check_hwm ()))
            _filled = true;
    }
    return true;
]==])
zmqnative_replace(xpub.cpp [==[
            _more_send = msg_more;
]==] [==[
            _more_send = msg_more;
            _filled_queue = _dist.take_filled ();
]==])
zmqnative_replace(radio.cpp [==[
        if (_dist.send_to_matching (msg_) == 0) {
]==] [==[
        if (_dist.send_to_matching (msg_) == 0) {
            _filled_queue = _dist.take_filled ();
]==])
zmqnative_replace(router.cpp [==[
            if (!_more_out) {
                _current_out->flush ();
                _current_out = NULL;
            }
        }
    } else {
]==] [==[
            if (!_more_out) {
                _current_out->flush ();
                _filled_queue = !_current_out->check_hwm ();
                _current_out = NULL;
            }
        }
    } else {
]==])
