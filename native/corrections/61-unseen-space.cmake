# A sender learns from commands how many messages its peer has read, and a send looks at these commands once in 3,000,000 cycles (a millisecond) at
# most. A queue that the peer has emptied since then is full for the sender: PUB, XPUB, XSUB, RADIO and a ROUTER without ZMQ_ROUTER_MANDATORY drop the
# message, and others answer EAGAIN with ZMQ_DONTWAIT, although the peer keeps up. A subscriber that had read each message before the next one was sent
# lost one in 2,000 bursts of twice its high-water mark.
# Now a send looks at once where this would cost a message: with ZMQ_DONTWAIT if there is no space, in a ROUTER if the queue of the peer is full, and in
# the sockets that distribute messages while the queue of a peer is full that was not passed over yet. After a message was dropped for a peer, the space
# that it makes is seen within a millisecond, as before: a look for each message that is dropped would cost more than the message.
# Not in a REP, which sends while it receives.
# An XPUB with ZMQ_XPUB_MANUAL_LAST_VALUE that sends again, after EAGAIN, sends to the same peer: it would have sent to all, also before this correction
# when it waited.
#
# Upstream: zeromq/libzmq throttles since 2.0 (max_command_delay); its pages of the high-water mark do not say it.
# Tests: tests/ZmqNative.Tests/Corrections/UnseenSpaceTests.cs
zmqnative_replace(socket_base.hpp [==[
class pipe_t;
]==] [==[
class pipe_t;
class dist_t;
]==])
zmqnative_replace(socket_base.hpp [==[
    //  Processes commands sent to this socket (if any). If timeout is -1,
    //  returns only after at least one command was processed.
    //  If throttle argument is true, commands are processed at most once
    //  in a predefined time period.
    int process_commands (int timeout_, bool throttle_);
]==] [==[
    //  Sends without waiting, after all commands that have come.
    int send_to_space (zmq::msg_t *msg_);
]==])
zmqnative_replace(socket_base.hpp [==[
    virtual int xsend (zmq::msg_t *msg_);
]==] [==[
    virtual int xsend (zmq::msg_t *msg_);

    //  Processes commands sent to this socket (if any). If timeout is -1,
    //  returns only after at least one command was processed.
    //  If throttle argument is true, commands are processed at most once
    //  in a predefined time period.
    int process_commands (int timeout_, bool throttle_);

    //  What distributes the messages that are sent, in sockets that drop those
    //  for which a peer has no space.
    dist_t *_distribution = NULL;

    //  Whether the next message may be dropped for a peer that has made space
    //  by now: all commands are processed before it is sent.
    bool _may_be_full = false;
]==])
zmqnative_replace(socket_base.cpp [==[
#include "pipe.hpp"
]==] [==[
#include "pipe.hpp"
#include "dist.hpp"
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
    int rc = process_commands (0, !_may_be_full);
    if (unlikely (rc != 0)) {
        return -1;
    }

    //  Clear any user-visible flags that are set on the message.
]==])
zmqnative_replace(socket_base.cpp [==[
    //  Try to send the message using method in each socket class
    rc = xsend (msg_);
    if (rc == 0) {
        return 0;
    }
]==] [==[
    //  Try to send the message using method in each socket class
    rc = xsend (msg_);
    if (rc == 0) {
        if (_distribution
            && unlikely (_may_be_full | _distribution->take_filled ()))
            _may_be_full = _distribution->has_full ();
        return 0;
    }
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

    //  Whether a pipe is full that was not passed over yet.
    bool has_full ();
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
zmqnative_replace(dist.cpp [==[
bool zmq::dist_t::check_hwm ()
{
]==] [==[
bool zmq::dist_t::has_full ()
{
    for (pipes_t::size_type i = 0; i < _eligible; ++i)
        if (!_pipes[i]->check_hwm ())
            return true;

    return false;
}

bool zmq::dist_t::check_hwm ()
{
]==])
zmqnative_replace(xpub.cpp [==[
    options.type = ZMQ_XPUB;
]==] [==[
    options.type = ZMQ_XPUB;
    _distribution = &_dist;
]==])
zmqnative_replace(xsub.cpp [==[
    options.type = ZMQ_XSUB;
]==] [==[
    options.type = ZMQ_XSUB;
    _distribution = &_dist;
]==])
zmqnative_replace(radio.cpp [==[
    options.type = ZMQ_RADIO;
]==] [==[
    options.type = ZMQ_RADIO;
    _distribution = &_dist;
]==])
zmqnative_replace(xpub.cpp [==[
    const bool msg_more = (msg_->flags () & msg_t::more) != 0;

    //  For the first part of multi-part message, find the matching pipes.
]==] [==[
    const bool msg_more = (msg_->flags () & msg_t::more) != 0;
    bool for_last_pipe = false;

    //  For the first part of multi-part message, find the matching pipes.
]==])
zmqnative_replace(xpub.cpp [==[
                                  this);
            _last_pipe = NULL;
        } else
]==] [==[
                                  this);
            for_last_pipe = true;
        } else
]==])
zmqnative_replace(xpub.cpp [==[
            _more_send = msg_more;
            rc = 0; //  Yay, sent successfully
]==] [==[
            _more_send = msg_more;
            if (for_last_pipe)
                _last_pipe = NULL;
            rc = 0; //  Yay, sent successfully
]==])
zmqnative_replace(router.cpp [==[
                    out_pipe->active = false;
                    _current_out = NULL;

                    if (_mandatory) {
]==] [==[
                    out_pipe->active = false;
                    _current_out = NULL;

                    if (pipe_full && !_mandatory
                        && options.type == ZMQ_ROUTER) {
                        //  The message would be dropped; the peer may have
                        //  made space by now, or be gone.
                        _more_out = false;
                        if (process_commands (0, false) != 0)
                            return -1;
                        _more_out = true;
                        out_pipe = lookup_out_pipe (
                          blob_t (static_cast<unsigned char *> (msg_->data ()),
                                  msg_->size (), zmq::reference_tag_t ()));
                        if (out_pipe && out_pipe->pipe->check_write ())
                            _current_out = out_pipe->pipe;
                        else if (out_pipe)
                            out_pipe->active = false;
                    }

                    if (_mandatory) {
]==])
