# A connection that the socket does not want is closed. A PAIR whose place is taken, and a ROUTER that knows the routing id already, ended (or never
# read) the pipe and left the connection open: its peer was connected and dead for ever, also when the place was free later, and 9 KB from
# such a peer stopped an engine that nobody ever resumed. Closed, the peer's side reports the disconnection and tries again with its back-off.
#
# Upstream: zeromq/libzmq has reports of PAIR peers that stay silent after a second connection; no correction.
# Tests: tests/ZmqNative.Tests/Corrections/RefusedConnectionTests.cs
zmqnative_replace(i_engine.hpp [==[
    virtual void zap_msg_available () = 0;
]==] [==[
    virtual void zap_msg_available () = 0;

    //  The socket does not want this connection. Engines of connections end,
    //  and are deleted.
    virtual void refused () {}
]==])
zmqnative_replace(stream_engine_base.hpp [==[
    void zap_msg_available () ZMQ_FINAL;
]==] [==[
    void zap_msg_available () ZMQ_FINAL;
    void refused () ZMQ_FINAL;
]==])
zmqnative_replace(stream_engine_base.cpp [==[
const zmq::endpoint_uri_pair_t &zmq::stream_engine_base_t::get_endpoint () const
]==] [==[
void zmq::stream_engine_base_t::refused ()
{
    error (connection_error);
}

const zmq::endpoint_uri_pair_t &zmq::stream_engine_base_t::get_endpoint () const
]==])
zmqnative_replace(session_base.cpp [==[
    if (!is_terminating () && options.raw_socket) {
]==] [==[
    //  The session did not ask for the end of its pipe: the socket refuses the
    //  connection. Sockets for raw data have their own rule.
    if (pipe_ended && !_pending && !is_terminating () && !options.raw_socket
        && _engine)
        _engine->refused ();

    if (!is_terminating () && options.raw_socket) {
]==])
zmqnative_replace(session_base.cpp [==[
    if (pipe_ == _pipe) {
        // If this is our current pipe, remove it
]==] [==[
    const bool pipe_ended = pipe_ == _pipe;
    if (pipe_ended) {
        // If this is our current pipe, remove it
]==])
zmqnative_replace(router.cpp [==[
                if (!_handover)
                    //  Ignore peers with duplicate ID
                    return false;
]==] [==[
                if (!_handover) {
                    //  Refuse peers with duplicate ID
                    pipe_->terminate (false);
                    return false;
                }
]==])
