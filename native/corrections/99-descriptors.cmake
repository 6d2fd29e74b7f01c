# A listener whose process has no descriptor left was told about the connection that waits again and again: its I/O thread did nothing else, and reported
# ACCEPT_FAILED some 100,000 times a second. Now it stops to accept for a tenth of a second; connections wait in the backlog meanwhile. And it keeps a
# reserve, a sixteenth of the limit and at most 64 descriptors, for the rest of the process: a connection that would take one of them is closed at
# once. The system gives the smallest free number, so the number of a new descriptor tells how many are in use.
#
# A connection that was accepted, and whose options could not be set, kept its descriptor for ever.
#
# Upstream: "TODO: Handle specific errors like ENFILE/EMFILE etc." in the listeners.
# Tests: tests/ZmqNative.Tests/Endpoints/DescriptorTests.cs
zmqnative_replace(stream_listener_base.hpp [==[
    //  Closes a connection that was accepted, and reports it as not accepted,
]==] [==[
    //  No connection was accepted, for the reason that errno has. Without
    //  descriptors or memory, none is accepted for a while.
    void accept_failed ();

    //  Whether the process may use this descriptor, or it is one of the reserve;
    //  then it is closed, and no connection is accepted for a while.
    bool within_reserve (fd_t fd_);

    //  Closes a connection that was accepted, and reports it as not accepted,
]==])
zmqnative_replace(stream_listener_base.hpp [==[
    void process_plug () ZMQ_FINAL;
    void process_term (int linger_) ZMQ_FINAL;
]==] [==[
    void process_plug () ZMQ_FINAL;
    void process_term (int linger_) ZMQ_FINAL;

    //  The end of a pause.
    void timer_event (int id_) ZMQ_FINAL;

    void pause ();

    bool _paused = false;
]==])
zmqnative_replace(stream_listener_base.cpp [==[
void zmq::stream_listener_base_t::process_term (int linger_)
{
]==] [==[
//  How long, in milliseconds, a listener does not accept connections when there
//  are no descriptors.
static const int pause_ivl = 100;
static const int pause_timer_id = 0x50;

void zmq::stream_listener_base_t::pause ()
{
    if (_paused)
        return;
    reset_pollin (_handle);
    add_timer (pause_ivl, pause_timer_id);
    _paused = true;
}

void zmq::stream_listener_base_t::timer_event (int id_)
{
    zmq_assert (id_ == pause_timer_id);
    _paused = false;
    set_pollin (_handle);
}

void zmq::stream_listener_base_t::accept_failed ()
{
    const int error = zmq_errno ();
    _socket->event_accept_failed (
      make_unconnected_bind_endpoint_pair (_endpoint), error);
    if (error == EMFILE || error == ENFILE || error == ENOBUFS
        || error == ENOMEM)
        pause ();
}

bool zmq::stream_listener_base_t::within_reserve (fd_t fd_)
{
#ifndef ZMQ_HAVE_WINDOWS
    struct rlimit limit;
    if (getrlimit (RLIMIT_NOFILE, &limit) != 0
        || limit.rlim_cur == RLIM_INFINITY)
        return false;
    const rlim_t most = 64;
    const rlim_t reserve = std::min (limit.rlim_cur / 16, most);
    if (static_cast<rlim_t> (fd_) < limit.rlim_cur - reserve)
        return false;
    options.connections->refuse ();
    refuse (fd_, EMFILE);
    pause ();
    return true;
#else
    LIBZMQ_UNUSED (fd_);
    return false;
#endif
}

void zmq::stream_listener_base_t::process_term (int linger_)
{
    if (_paused) {
        cancel_timer (pause_timer_id);
        _paused = false;
    }
]==])
zmqnative_replace(stream_listener_base.cpp [==[
    if (!options.connections->admit (fd_, get_connection_key (fd_))) {
]==] [==[
    if (within_reserve (fd_))
        return;
    if (!options.connections->admit (fd_, get_connection_key (fd_))) {
]==])
zmqnative_replace(stream_listener_base.cpp [==[
#include <netinet/in.h>
#include <sys/socket.h>
]==] [==[
#include <algorithm>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
]==])
zmqnative_replace(tcp_listener.cpp [==[
    const fd_t fd = accept ();
]==] [==[
    //  accept does not set it for a connection that a filter refuses.
    errno = 0;
    const fd_t fd = accept ();
]==])
zmqnative_replace(tcp_listener.cpp [==[
    if (fd == retired_fd) {
        _socket->event_accept_failed (
          make_unconnected_bind_endpoint_pair (_endpoint), zmq_errno ());
        return;
    }
]==] [==[
    if (fd == retired_fd) {
        accept_failed ();
        return;
    }
]==])
zmqnative_replace(ipc_listener.cpp [==[
    const fd_t fd = accept ();
]==] [==[
    //  accept does not set it for a connection that a filter refuses.
    errno = 0;
    const fd_t fd = accept ();
]==])
zmqnative_replace(ipc_listener.cpp [==[
    if (fd == retired_fd) {
        _socket->event_accept_failed (
          make_unconnected_bind_endpoint_pair (_endpoint), zmq_errno ());
        return;
    }
]==] [==[
    if (fd == retired_fd) {
        accept_failed ();
        return;
    }
]==])
zmqnative_replace(tipc_listener.cpp [==[
    fd_t fd = accept ();
]==] [==[
    //  accept does not set it for a connection that a filter refuses.
    errno = 0;
    fd_t fd = accept ();
]==])
zmqnative_replace(tipc_listener.cpp [==[
    if (fd == retired_fd) {
        _socket->event_accept_failed (
          make_unconnected_bind_endpoint_pair (_endpoint), zmq_errno ());
        return;
    }
]==] [==[
    if (fd == retired_fd) {
        accept_failed ();
        return;
    }
]==])
zmqnative_replace(tcp_listener.cpp [==[
    if (rc != 0) {
        _socket->event_accept_failed (
          make_unconnected_bind_endpoint_pair (_endpoint), zmq_errno ());
        return;
    }

    //  Create the engine object for this connection.
]==] [==[
    if (rc != 0) {
        refuse (fd, zmq_errno ());
        return;
    }

    //  Create the engine object for this connection.
]==])
