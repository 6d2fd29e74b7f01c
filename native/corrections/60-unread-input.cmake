# An engine whose peer goes while the high-water mark keeps it from reading. It was marked with `_io_error`, and then:
# - a timer of its heartbeats wrote to it: `Assertion failed: !_io_error` ended the process, with 107 bytes of a stranger;
# - when the socket read on, what the kernel still held was thrown away;
# - on a socket that never reads (PUSH, SCATTER) it stayed for ever, with its descriptor;
# - the engine of the next connection was told to resume what it had never stopped: `Assertion failed: _input_stopped`.
# Now polling and timers stop; when the socket reads on, the engine reads to the end of what its peer had sent and closes. Where nobody will ever read,
# and where a socket has more than 256 such engines, it closes at once.
#
# Upstream: zeromq/libzmq issues about `!_io_error` and `_input_stopped` (stream_engine_base.cpp); none is solved.
# Tests: tests/ZmqNative.Tests/Corrections/UnreadInputTests.cs
zmqnative_replace(stream_engine_base.hpp [==[
    bool in_event_internal ();
]==] [==[
    bool in_event_internal ();

    //  The peer is gone while the input is stopped. False if the engine has
    //  ended, and is deleted.
    bool input_lost ();

    void cancel_timers ();
]==])
zmqnative_replace(stream_engine_base.hpp [==[
    bool _io_error;
]==] [==[
    bool _io_error;

    //  Whether this engine is one of those that the socket counts, whose peer
    //  is gone and whose input is unread.
    bool _unread = false;
]==])
zmqnative_replace(socket_base.hpp [==[
    void event_connected (const endpoint_uri_pair_t &endpoint_uri_pair_,
]==] [==[
    //  Engines whose peer is gone and whose input is unread, on whatever I/O
    //  thread they are: see stream_engine_base_t::input_lost.
    bool add_unread_engine ();
    void remove_unread_engine () { _unread_engines.sub (1); }

    void event_connected (const endpoint_uri_pair_t &endpoint_uri_pair_,
]==])
zmqnative_replace(socket_base.hpp [==[
#include "own.hpp"
]==] [==[
#include "own.hpp"
#include "atomic_counter.hpp"
]==])
zmqnative_replace(socket_base.hpp [==[
    // Mutex to synchronize access to the monitor Pair socket
]==] [==[
    atomic_counter_t _unread_engines;

    // Mutex to synchronize access to the monitor Pair socket
]==])
zmqnative_replace(socket_base.cpp [==[
void zmq::socket_base_t::event_connected (
]==] [==[
bool zmq::socket_base_t::add_unread_engine ()
{
    //  Each has a descriptor and what the kernel holds for it. Whoever has this
    //  many of them reads too slowly for its peers, or has hostile ones.
    const uint32_t most = 256;
    if (_unread_engines.add (1) < most)
        return true;
    _unread_engines.sub (1);
    return false;
}

void zmq::socket_base_t::event_connected (
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    //  If there has been an I/O error, stop polling.
    if (_input_stopped) {
        rm_fd (_handle);
        _io_error = true;
        return true; // TODO or return false in this case too?
    }
]==] [==[
    //  If there has been an I/O error, stop polling.
    if (_input_stopped)
        return input_lost ();
]==])
zmqnative_replace(stream_engine_base.cpp [==[
void zmq::stream_engine_base_t::out_event ()
{
    zmq_assert (!_io_error);
]==] [==[
bool zmq::stream_engine_base_t::input_lost ()
{
    //  During the handshake it is ZAP that is waited for, and its timer goes on.
    if (!_mechanism || _mechanism->status () != mechanism_t::handshaking) {
        if (_options.type == ZMQ_PUSH || _options.type == ZMQ_SCATTER
            || !_socket->add_unread_engine ()) {
            error (connection_error);
            return false;
        }
        _unread = true;
        cancel_timers ();
    }

    rm_fd (_handle);
    _io_error = true;
    return true;
}

void zmq::stream_engine_base_t::out_event ()
{
    if (unlikely (_io_error))
        return;
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    //  Cancel all timers.
    if (_has_handshake_timer) {
        cancel_timer (handshake_timer_id);
        _has_handshake_timer = false;
    }

]==] [==[
    if (_unread) {
        _socket->remove_unread_engine ();
        _unread = false;
    }

    cancel_timers ();

    //  Cancel all fd subscriptions.
    if (!_io_error)
        rm_fd (_handle);

    //  Disconnect from I/O threads poller object.
    io_object_t::unplug ();

    _session = NULL;
}

void zmq::stream_engine_base_t::cancel_timers ()
{
    if (_has_handshake_timer) {
        cancel_timer (handshake_timer_id);
        _has_handshake_timer = false;
    }

]==])
zmqnative_replace(stream_engine_base.cpp [==[
        cancel_timer (heartbeat_ivl_timer_id);
        _has_heartbeat_timer = false;
    }
    //  Cancel all fd subscriptions.
    if (!_io_error)
        rm_fd (_handle);

    //  Disconnect from I/O threads poller object.
    io_object_t::unplug ();

    _session = NULL;
}
]==] [==[
        cancel_timer (heartbeat_ivl_timer_id);
        _has_heartbeat_timer = false;
    }
}
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    zmq_assert (_input_stopped);
    zmq_assert (_session != NULL);
]==] [==[
    //  What found no room belonged to the connection before this one.
    if (!_input_stopped)
        return true;
    zmq_assert (_session != NULL);
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    while (_insize > 0) {
        size_t processed = 0;
        rc = _decoder->decode (_inpos, _insize, processed);
        zmq_assert (processed <= _insize);
        _inpos += processed;
        _insize -= processed;
        if (rc == 0 || rc == -1)
            break;
        rc = (this->*_process_msg) (_decoder->msg ());
        if (rc == -1)
            break;
    }

    if (rc == -1 && errno == EAGAIN)
        _session->flush ();
    else if (_io_error) {
        error (connection_error);
        return false;
    } else if (rc == -1) {
]==] [==[
    while (true) {
        while (_insize > 0) {
            size_t processed = 0;
            rc = _decoder->decode (_inpos, _insize, processed);
            zmq_assert (processed <= _insize);
            _inpos += processed;
            _insize -= processed;
            if (rc == 0 || rc == -1)
                break;
            rc = (this->*_process_msg) (_decoder->msg ());
            if (rc == -1)
                break;
        }
        if (rc == -1 || !_io_error)
            break;

        //  The peer is gone. What it had sent is read to its end, which the
        //  kernel tells by an error or by zero bytes.
        size_t size = 0;
        _decoder->get_buffer (&_inpos, &size);
        const int received = read (_inpos, size);
        if (received == -1) {
            error (connection_error);
            return false;
        }
        _insize = static_cast<size_t> (received);
        _decoder->resize_buffer (_insize);
    }

    if (rc == -1 && errno == EAGAIN)
        _session->flush ();
    else if (rc == -1) {
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    if (_options.heartbeat_interval > 0 && !_has_heartbeat_timer) {
]==] [==[
    if (_options.heartbeat_interval > 0 && !_has_heartbeat_timer
        && !_io_error) {
]==])
