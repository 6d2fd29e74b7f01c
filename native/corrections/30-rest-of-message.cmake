# A message is read whole, whatever happens to its connection between two of its frames. A pipe that ended there refused the rest although it had
# it: the process was aborted (`Assertion failed: !_more`, fq.cpp), also by a disconnect after a poll that had prefetched the first frame (SUB,
# XSUB, ROUTER), and a PAIR waited for a frame that never came. Likewise the other way, from socket to network, where a session asserted.
#
# A pipe gets messages whole, so the rest is in it: it is read on from an ending pipe, and taken out of one that is deleted.
#
# Upstream: zeromq/libzmq issues about `!_more (fq.cpp)`; none is solved.
# Tests: tests/ZmqNative.Tests/Corrections/WholeMessageTests.cs
zmqnative_add(message_rest.hpp [==[
#ifndef __ZMQNATIVE_MESSAGE_REST_HPP_INCLUDED__
#define __ZMQNATIVE_MESSAGE_REST_HPP_INCLUDED__

#include <stddef.h>
#include <vector>

#include "err.hpp"
#include "macros.hpp"
#include "msg.hpp"
#include "pipe.hpp"

namespace zmq
{
//  What was not yet read of a message when its pipe ended.
class message_rest_t
{
  public:
    message_rest_t () : _next (0) {}

    ~message_rest_t ()
    {
        while (!empty ()) {
            msg_t msg;
            pop (&msg);
            const int rc = msg.close ();
            errno_assert (rc == 0);
        }
    }

    bool empty () const { return _next == _frames.size (); }

    //  Takes the rest of the message whose first frames were read from the pipe.
    void take (pipe_t *pipe_)
    {
        msg_t msg;
        do {
            const bool ok = pipe_->read_rest (&msg);
            zmq_assert (ok);
            _frames.push_back (msg);
        } while (msg.flags () & msg_t::more);
    }

    void pop (msg_t *msg_)
    {
        *msg_ = _frames[_next++];
        if (empty ()) {
            _frames.clear ();
            _next = 0;
        }
    }

  private:
    std::vector<msg_t> _frames;
    size_t _next;

    ZMQ_NON_COPYABLE_NOR_MOVABLE (message_rest_t)
};
}

#endif
]==])

zmqnative_replace(pipe.hpp [==[
    //  Reads a message to the underlying pipe.
    bool read (msg_t *msg_);
]==] [==[
    //  Reads a message to the underlying pipe.
    bool read (msg_t *msg_);

    //  Reads the next frame of a message whose first frame was read, also
    //  when the pipe is ending.
    bool read_rest (msg_t *msg_);
]==])
zmqnative_replace(pipe.cpp [==[
bool zmq::pipe_t::check_write ()
{
]==] [==[
bool zmq::pipe_t::read_rest (msg_t *msg_)
{
    if (likely (_state == active || _state == waiting_for_delimiter))
        return read (msg_);

    //  The peer learns nothing of what is read now: it may be gone.
    while (_in_pipe->read (msg_)) {
        if (!msg_->is_credential ())
            return true;
        const int rc = msg_->close ();
        errno_assert (rc == 0);
    }
    return false;
}

bool zmq::pipe_t::check_write ()
{
]==])
zmqnative_replace(pipe.cpp [==[
#include "pipe.hpp"
#include "err.hpp"
]==] [==[
#include "pipe.hpp"
#include "err.hpp"
#include "likely.hpp"
]==])

zmqnative_replace(fq.hpp [==[
#include "blob.hpp"
]==] [==[
#include "blob.hpp"
#include "message_rest.hpp"
]==])
zmqnative_replace(fq.hpp [==[
    bool _more;
]==] [==[
    bool _more;

    //  Following parts, when the pipe they came from is no more.
    message_rest_t _rest;
]==])
zmqnative_replace(fq.cpp [==[
void zmq::fq_t::pipe_terminated (pipe_t *pipe_)
{
    const pipes_t::size_type index = _pipes.index (pipe_);
]==] [==[
void zmq::fq_t::pipe_terminated (pipe_t *pipe_)
{
    const pipes_t::size_type index = _pipes.index (pipe_);

    if (_more && _rest.empty () && index == _current)
        _rest.take (pipe_);
]==])
zmqnative_replace(fq.cpp [==[
    //  Round-robin over the pipes to get the next message.
]==] [==[
    if (_more && !_rest.empty ()) {
        _rest.pop (msg_);
        _more = (msg_->flags () & msg_t::more) != 0;
        return 0;
    }

    //  Round-robin over the pipes to get the next message.
]==])
zmqnative_replace(fq.cpp [==[
        const bool fetched = _pipes[_current]->read (msg_);
]==] [==[
        const bool fetched = _more ? _pipes[_current]->read_rest (msg_)
                                   : _pipes[_current]->read (msg_);
]==])

# The pipe of the first frame, which answers to a router are sent to, is not needed for the others.
zmqnative_replace(router.cpp [==[
    zmq_assert (pipe != NULL);

    //  If we are in the middle of reading a message, just return the next part.
]==] [==[
    //  If we are in the middle of reading a message, just return the next part.
]==])
zmqnative_replace(router.cpp [==[
        if (pipe_ == _current_out)
            _current_out = NULL;
]==] [==[
        if (pipe_ == _current_out)
            _current_out = NULL;
        if (pipe_ == _current_in) {
            _current_in = NULL;
            _terminate_current_in = false;
        }
]==])

zmqnative_replace(pair.hpp [==[
#include "session_base.hpp"
]==] [==[
#include "session_base.hpp"
#include "message_rest.hpp"
]==])
zmqnative_replace(pair.hpp [==[
    zmq::pipe_t *_pipe;
]==] [==[
    zmq::pipe_t *_pipe;

    //  True in the middle of reading a message, whose other parts are in the
    //  rest when its pipe is no more.
    bool _more_in = false;
    message_rest_t _rest;
]==])
zmqnative_replace(pair.cpp [==[
    if (pipe_ == _pipe) {
]==] [==[
    if (pipe_ == _pipe) {
        if (_more_in && _rest.empty ())
            _rest.take (pipe_);
]==])
zmqnative_replace(pair.cpp [==[
    if (!_pipe || !_pipe->read (msg_)) {
]==] [==[
    if (_more_in && !_rest.empty ()) {
        _rest.pop (msg_);
        _more_in = (msg_->flags () & msg_t::more) != 0;
        return 0;
    }

    if (!_pipe
        || !(_more_in ? _pipe->read_rest (msg_) : _pipe->read (msg_))) {
]==])
zmqnative_replace(pair.cpp [==[
    return 0;
}

bool zmq::pair_t::xhas_in ()
{
]==] [==[
    _more_in = (msg_->flags () & msg_t::more) != 0;
    return 0;
}

bool zmq::pair_t::xhas_in ()
{
    if (_more_in)
        return true;

]==])

zmqnative_replace(session_base.cpp [==[
        rc = pull_msg (&msg);
        errno_assert (rc == 0);
        rc = msg.close ();
]==] [==[
        const bool ok = _pipe->read_rest (&msg);
        zmq_assert (ok);
        _incomplete_in = (msg.flags () & msg_t::more) != 0;
        rc = msg.close ();
]==])
