# Linger ends when the last bytes are on their way, not when they were taken from the queue:
# - up to 8 KB that had found the kernel's buffer full were thrown away when the socket closed;
# - what the kernel holds for a peer that is behind is thrown away when that peer sends anything to the closed connection, a heartbeat for
#   instance: the system answers with a reset. On Linux linger waits until TCP has sent it.
# So messages that a sender had lingered out were lost: with heartbeats up to all that the kernel held.
#
# Found by reading, after 8 of 20 senders over ipc had lost messages; upstream has no issue for it.
# Tests: tests/ZmqNative.Tests/Corrections/LingerTests.cs
zmqnative_replace(i_engine.hpp [==[
    virtual void refused () {}
]==] [==[
    virtual void refused () {}

    //  Whether there are bytes that were taken from the session and have not
    //  been written to the network.
    virtual bool has_output () const { return false; }
]==])
zmqnative_replace(stream_engine_base.hpp [==[
    void refused () ZMQ_FINAL;
]==] [==[
    void refused () ZMQ_FINAL;
    bool has_output () const ZMQ_FINAL;
]==])
zmqnative_replace(stream_engine_base.cpp [==[
void zmq::stream_engine_base_t::refused ()
{
]==] [==[
bool zmq::stream_engine_base_t::has_output () const
{
    if (_io_error)
        return false;
    if (_outsize > 0)
        return true;
#if defined SIOCOUTQNSD
    //  Fails for what is not TCP, where closing loses nothing.
    int unsent = 0;
    return ioctl (_s, SIOCOUTQNSD, &unsent) == 0 && unsent > 0;
#else
    return false;
#endif
}

void zmq::stream_engine_base_t::refused ()
{
]==])
zmqnative_replace(stream_engine_base.cpp [==[
#ifndef ZMQ_HAVE_WINDOWS
#include <unistd.h>
#endif
]==] [==[
#ifndef ZMQ_HAVE_WINDOWS
#include <unistd.h>
#endif
#ifdef __linux__
#include <linux/sockios.h>
#include <sys/ioctl.h>
#endif
]==])
zmqnative_replace(session_base.hpp [==[
        linger_timer_id = 0x20
    };
]==] [==[
        linger_timer_id = 0x20,
        drain_timer_id = 0x21
    };

    //  True if linger was not zero when the termination began.
    bool _lingering = false;

    //  True while only the engine's output keeps the session: it is looked at
    //  every few milliseconds.
    bool _draining = false;

    bool has_output_to_drain () const
    {
        return _lingering && _engine && _engine->has_output ();
    }
    void end_draining ();
]==])
zmqnative_replace(session_base.cpp [==[
    //  If there's still a pending linger timer, remove it.
]==] [==[
    zmq_assert (!_draining);

    //  If there's still a pending linger timer, remove it.
]==])
zmqnative_replace(session_base.cpp [==[
        _pipe = NULL;
        if (_has_linger_timer) {
            cancel_timer (linger_timer_id);
            _has_linger_timer = false;
        }
    } else if (pipe_ == _zap_pipe)
]==] [==[
        _pipe = NULL;
        if (_has_linger_timer && !has_output_to_drain ()) {
            cancel_timer (linger_timer_id);
            _has_linger_timer = false;
        }
    } else if (pipe_ == _zap_pipe)
]==])
zmqnative_replace(session_base.cpp [==[
    if (_pending && !_pipe && !_zap_pipe && _terminating_pipes.empty ()) {
        _pending = false;
        own_t::process_term (0);
    }
]==] [==[
    if (_pending && !_draining && !_pipe && !_zap_pipe
        && _terminating_pipes.empty ()) {
        if (has_output_to_drain ()) {
            _draining = true;
            add_timer (drain_ivl, drain_timer_id);
            return;
        }
        _pending = false;
        own_t::process_term (0);
    }
]==])
zmqnative_replace(session_base.cpp [==[
void zmq::session_base_t::pipe_terminated (pipe_t *pipe_)
{
]==] [==[
//  How often, in milliseconds, a session looks whether its engine has written
//  the last bytes. It only comes to that when the network does not take them.
static const int drain_ivl = 10;

void zmq::session_base_t::end_draining ()
{
    cancel_timer (drain_timer_id);
    _draining = false;
    if (_has_linger_timer) {
        cancel_timer (linger_timer_id);
        _has_linger_timer = false;
    }
    _pending = false;
    own_t::process_term (0);
}

void zmq::session_base_t::pipe_terminated (pipe_t *pipe_)
{
]==])
zmqnative_replace(session_base.cpp [==[
    //  Engine is dead. Let's forget about it.
    _engine = NULL;
]==] [==[
    //  Engine is dead. Let's forget about it.
    _engine = NULL;

    //  What it had not written is lost, and there is nothing else to do.
    if (_draining) {
        end_draining ();
        return;
    }
]==])
zmqnative_replace(session_base.cpp [==[
    _pending = true;

    if (_pipe != NULL) {
]==] [==[
    _pending = true;

    //  Without a pipe nothing of the engine's output is a message.
    _lingering = linger_ != 0 && _pipe != NULL;

    if (_pipe != NULL) {
]==])
# A session that ends, and whose pipe went with its last connection, still connects again until the socket has let that pipe go. It must not
# make another one, nor wait for the output of a handshake: the process was aborted when both happened.
zmqnative_replace(session_base.cpp [==[
        _terminating_pipes.insert (_pipe);
        _pipe = NULL;
]==] [==[
        _terminating_pipes.insert (_pipe);
        _pipe = NULL;
        _lingering = false;
]==])
zmqnative_replace(session_base.cpp [==[
    if (!_pipe && !is_terminating ()) {
]==] [==[
    if (!_pipe && !is_terminating () && !_pending) {
]==])
zmqnative_replace(session_base.cpp [==[
    zmq_assert (id_ == linger_timer_id);
    _has_linger_timer = false;
]==] [==[
    if (id_ == drain_timer_id) {
        if (has_output_to_drain ())
            add_timer (drain_ivl, drain_timer_id);
        else
            end_draining ();
        return;
    }
    zmq_assert (id_ == linger_timer_id);
    _has_linger_timer = false;
    _lingering = false;
    if (_draining) {
        end_draining ();
        return;
    }
    //  The engine's last bytes outlive the pipe only while a ZAP pipe ends.
    if (!_pipe)
        return;
]==])
