# An engine whose peer goes while the high-water mark keeps it from reading. It was marked with `_io_error`, and then:
# - a timer of its heartbeats wrote to it: `Assertion failed: !_io_error` ended the process, with 107 bytes of a stranger;
# - when the socket read on, what the kernel still held was thrown away;
# - on a socket that never reads (PUSH, SCATTER) it stayed for ever, with its descriptor;
# - the engine of the next connection was told to resume what it had never stopped: `Assertion failed: _input_stopped`.
# Now polling and timers stop; when the socket reads on, the engine reads to the end of what its peer had sent and closes. Where nobody will ever read,
# and where an I/O thread has 256 such engines already, it closes at once.
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

    //  Whether this engine is one of those that the thread counts, whose peer
    //  is gone and whose input is unread.
    bool _unread = false;
    io_thread_t *_io_thread = NULL;
]==])
zmqnative_replace(io_thread.hpp [==[
    //  Returns load experienced by the I/O thread.
    int get_load () const;
]==] [==[
    //  Returns load experienced by the I/O thread.
    int get_load () const;

    //  Engines of this thread whose peer is gone and whose input is unread: see
    //  stream_engine_base_t::input_lost. Each has a descriptor and what the
    //  kernel holds for it. A process that has this many reads too slowly for
    //  its peers, or has hostile ones. Counted here, not at the socket: that may
    //  be deleted before its engines.
    bool add_unread_engine ()
    {
        const int most = 256;
        if (_unread_engines == most)
            return false;
        _unread_engines++;
        return true;
    }
    void remove_unread_engine () { _unread_engines--; }
]==])
zmqnative_replace(io_thread.hpp [==[
    //  I/O thread accesses incoming commands via this mailbox.
]==] [==[
    int _unread_engines = 0;

    //  I/O thread accesses incoming commands via this mailbox.
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    //  Connect to I/O threads poller object.
    io_object_t::plug (io_thread_);
]==] [==[
    //  Connect to I/O threads poller object.
    _io_thread = io_thread_;
    io_object_t::plug (io_thread_);
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
            || !_io_thread->add_unread_engine ()) {
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
        _io_thread->remove_unread_engine ();
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
