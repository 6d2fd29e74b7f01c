# A new subscriber is to be sent the last values, and nobody else: an XPUB can do that in manual mode alone, in which each subscription has to
# be repeated, and for one message per subscription. With ZMQNATIVE_XPUB_ONLY_LAST it sends to the peer of the message that was received last,
# and refuses with EAGAIN when that has gone, is full, or is not subscribed.
#
# For that _last_pipe is set with each message that is received, and the peers of pending messages are kept with them. Without that the two
# queues disagree in manual mode once a peer has sent anything that is no subscription, or two peers end with subscriptions: ZMQ_SUBSCRIBE then
# subscribes another peer. A peer that has ended stays in the queue, and is used after it was freed (zeromq/libzmq 4.3.5 looks it up, by an
# index inside the freed object).
#
# Tests: tests/ZmqNative.Tests/Corrections/LastSubscriberTests.cs
zmqnative_replace(dist.hpp [==[
    //  How many messages were not written to a matching pipe that was full.
]==] [==[
    //  Whether there is a pipe that matches and may be written to.
    bool has_matching () const { return _matching > 0; }

    //  How many messages were not written to a matching pipe that was full.
]==])
zmqnative_replace(xpub.hpp [==[
    pipe_t *_last_pipe;
]==] [==[
    pipe_t *_last_pipe;

    //  If true, messages go to the last pipe alone (ZMQNATIVE_XPUB_ONLY_LAST).
    bool _only_last_pipe;
]==])
zmqnative_replace(xpub.hpp [==[
    //  Last pipe that sent subscription message, only used if xpub is on manual
]==] [==[
    //  The pipe of the message that was received last; NULL if it is gone.
]==])
zmqnative_replace(xpub.hpp [==[
    // Pipes that sent subscriptions messages that have not yet been processed, only used if xpub is on manual
]==] [==[
    //  The pipe of each pending message; NULL for one that is gone.
]==])
zmqnative_replace(xpub.cpp [==[
#include "generic_mtrie_impl.hpp"
]==] [==[
#include "generic_mtrie_impl.hpp"
#include <algorithm>
]==])
zmqnative_replace(xpub.cpp [==[
    _last_pipe = NULL;
    options.type = ZMQ_XPUB;
]==] [==[
    _last_pipe = NULL;
    _only_last_pipe = false;
    options.type = ZMQ_XPUB;
]==])
zmqnative_replace(xpub.cpp [==[
                    _manual_subscriptions.add (data, size, pipe_);

                _pending_pipes.push_back (pipe_);
]==] [==[
                    _manual_subscriptions.add (data, size, pipe_);
]==])
zmqnative_replace(xpub.cpp [==[
                _pending_data.push_back (ZMQ_MOVE (notification));
]==] [==[
                _pending_pipes.push_back (pipe_);
                _pending_data.push_back (ZMQ_MOVE (notification));
]==])
zmqnative_replace(xpub.cpp [==[
            _pending_data.push_back (blob_t (msg_data, msg.size ()));
]==] [==[
            _pending_pipes.push_back (pipe_);
            _pending_data.push_back (blob_t (msg_data, msg.size ()));
]==])
zmqnative_replace(xpub.cpp [==[
    } else if (option_ == ZMQ_SUBSCRIBE && _manual) {
]==] [==[
    } else if (option_ == ZMQNATIVE_XPUB_ONLY_LAST
               && options.type == ZMQ_XPUB) {
        if (optvallen_ != sizeof (int)) {
            errno = EINVAL;
            return -1;
        }
        _only_last_pipe = (*static_cast<const int *> (optval_) != 0);
    } else if (option_ == ZMQ_SUBSCRIBE && _manual) {
]==])
zmqnative_replace(xpub.cpp [==[
void zmq::xpub_t::xpipe_terminated (pipe_t *pipe_)
{
]==] [==[
void zmq::xpub_t::xpipe_terminated (pipe_t *pipe_)
{
    //  Nobody may find it any more.
    if (_last_pipe == pipe_)
        _last_pipe = NULL;
    std::replace (_pending_pipes.begin (), _pending_pipes.end (), pipe_,
                  static_cast<pipe_t *> (NULL));

]==])
zmqnative_replace(xpub.cpp [==[
        if (unlikely (_manual && _last_pipe && _send_last_pipe)) {
]==] [==[
        if (unlikely (_only_last_pipe)) {
            //  A full one is not asked for a match: that would be counted as
            //  a drop.
            if (_last_pipe && _last_pipe->check_hwm ())
                _subscriptions.match (
                  static_cast<unsigned char *> (msg_->data ()), msg_->size (),
                  mark_last_pipe_as_matching, this);
            if (!_dist.has_matching ()) {
                errno = EAGAIN;
                return -1;
            }
        } else if (unlikely (_manual && _last_pipe && _send_last_pipe)) {
]==])
zmqnative_replace(xpub.cpp [==[
        if (options.invert_matching) {
]==] [==[
        if (options.invert_matching && !_only_last_pipe) {
]==])
zmqnative_replace(xpub.cpp [==[
    if (_manual && !_pending_pipes.empty ()) {
        _last_pipe = _pending_pipes.front ();
        _pending_pipes.pop_front ();
]==] [==[
    if (!_pending_pipes.empty ()) {
        _last_pipe = _pending_pipes.front ();
        _pending_pipes.pop_front ();
]==])
zmqnative_replace(xpub.cpp [==[
        if (self_->_manual) {
            self_->_last_pipe = NULL;
            self_->_pending_pipes.push_back (NULL);
        }
]==] [==[
        self_->_pending_pipes.push_back (NULL);
]==])
