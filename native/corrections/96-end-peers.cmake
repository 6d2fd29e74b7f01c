# Ends the connections of a user. libzmq has no call for it: a peer that was let in stays until it goes by itself, so what a PUB, PUSH, PAIR or ROUTER sends
# reaches a user whose access was revoked.
#
# A connection that was accepted gets its pipe after the handshake. The socket's end of the pipe keeps the properties that the ZAP handler has given to the
# connection, and not those that the peer itself has sent. ZMQNATIVE_PEER_PROPERTY lists the values of a property; ZMQNATIVE_END_PEERS ends the
# pipes that have one of them, and with them, at once, their connections: what was not sent yet is dropped, also when the peer does not read. A pipe
# that ends meanwhile acknowledges as it always does. Pipes are numbered, so that those that came since an earlier look can be looked at alone.
#
# Upstream: zeromq/libzmq 4.3.5 has zmq_disconnect_peer, for one routing id of a ROUTER or SERVER; it sends first what is queued.
# Tests: tests/ZmqNative.Tests/Corrections/EndPeersTests.cs
zmqnative_replace(i_engine.hpp [==[
#include "endpoint.hpp"
#include "macros.hpp"
]==] [==[
#include "endpoint.hpp"
#include "macros.hpp"
#include "metadata.hpp"
]==])
zmqnative_replace(i_engine.hpp [==[
    //  Whether there are bytes that were taken from the session and have not
]==] [==[
    //  The properties that the ZAP handler has given to the connection; NULL
    //  if there was no handshake.
    virtual const metadata_t::dict_t *zap_properties () const { return NULL; }

    //  Whether there are bytes that were taken from the session and have not
]==])
zmqnative_replace(stream_engine_base.hpp [==[
    bool has_output () const ZMQ_FINAL;
]==] [==[
    const metadata_t::dict_t *zap_properties () const ZMQ_FINAL;
    bool has_output () const ZMQ_FINAL;
]==])
zmqnative_replace(stream_engine_base.cpp [==[
void zmq::stream_engine_base_t::refused ()
]==] [==[
const zmq::metadata_t::dict_t *
zmq::stream_engine_base_t::zap_properties () const
{
    return _mechanism ? &_mechanism->get_zap_properties () : NULL;
}

void zmq::stream_engine_base_t::refused ()
]==])
zmqnative_replace(session_base.cpp [==[
        //  Ask socket to plug into the remote end of the pipe.
]==] [==[
        //  Set before the socket has it: it is read by the socket's thread.
        if (const metadata_t::dict_t *properties = _engine->zap_properties ())
            pipes[1]->set_zap_properties (*properties);

        //  Ask socket to plug into the remote end of the pipe.
]==])
zmqnative_replace(session_base.hpp [==[
    void pipe_terminated (zmq::pipe_t *pipe_) ZMQ_FINAL;

    //  Delivers a message. Returns 0 if successful; -1 otherwise.
]==] [==[
    void pipe_terminated (zmq::pipe_t *pipe_) ZMQ_FINAL;
    void pipe_abandoned (zmq::pipe_t *pipe_) ZMQ_FINAL;

    //  Delivers a message. Returns 0 if successful; -1 otherwise.
]==])
zmqnative_replace(session_base.cpp [==[
void zmq::session_base_t::read_activated (pipe_t *pipe_)
{
]==] [==[
void zmq::session_base_t::pipe_abandoned (pipe_t *pipe_)
{
    //  A connection that this side has made is made again, which needs that the
    //  pipe is gone: pipe_terminated does it.
    if (pipe_ == _pipe && !_active && _engine)
        _engine->refused ();
}

void zmq::session_base_t::read_activated (pipe_t *pipe_)
{
]==])
zmqnative_replace(pipe.hpp [==[
    virtual void pipe_terminated (zmq::pipe_t *pipe_) = 0;
};
]==] [==[
    virtual void pipe_terminated (zmq::pipe_t *pipe_) = 0;

    //  The other end wants the connection to end at once. The pipe is still
    //  there; pipe_terminated follows.
    virtual void pipe_abandoned (zmq::pipe_t *) {}
};
]==])
zmqnative_replace(pipe.hpp [==[
#include "endpoint.hpp"
#include "msg.hpp"
]==] [==[
#include "endpoint.hpp"
#include "metadata.hpp"
#include "msg.hpp"
]==])
zmqnative_replace(pipe.hpp [==[
    //  Ask pipe to terminate. The termination will happen asynchronously
]==] [==[
    //  What the ZAP handler has given to the connection of this pipe.
    void set_zap_properties (const metadata_t::dict_t &properties_)
    {
        _zap_properties = properties_;
    }

    //  The value of such a property; NULL if there is none.
    const std::string *zap_property (const std::string &name_) const
    {
        const metadata_t::dict_t::const_iterator it =
          _zap_properties.find (name_);
        return it == _zap_properties.end () ? NULL : &it->second;
    }

    //  The number of the pipe at its socket.
    void set_number (uint64_t number_) { _number = number_; }
    uint64_t get_number () const { return _number; }

    //  Terminates the pipe, and the connection at its other end with what was
    //  not sent. False if the pipe was ending.
    bool abandon ();

    //  Ask pipe to terminate. The termination will happen asynchronously
]==])
zmqnative_replace(pipe.hpp [==[
    //  Routing id of the writer. Used uniquely by the reader side.
    blob_t _router_socket_routing_id;
]==] [==[
    //  Set by the thread of the other end before it sends pipe_term, and read
    //  after that.
    bool _abandoned = false;

    metadata_t::dict_t _zap_properties;
    uint64_t _number = 0;

    //  Routing id of the writer. Used uniquely by the reader side.
    blob_t _router_socket_routing_id;
]==])
zmqnative_replace(pipe.cpp [==[
    if (_state == active) {
        if (_delay)
            _state = waiting_for_delimiter;
]==] [==[
    if (_state == active) {
        if (_delay && !_abandoned)
            _state = waiting_for_delimiter;
]==])
zmqnative_replace(pipe.cpp [==[
        _state = term_req_sent2;
        _out_pipe = NULL;
        send_pipe_term_ack (_peer);
    }
}

void zmq::pipe_t::process_pipe_term_ack ()
]==] [==[
        _state = term_req_sent2;
        _out_pipe = NULL;
        send_pipe_term_ack (_peer);
    }

    if (_abandoned)
        _sink->pipe_abandoned (this);
}

bool zmq::pipe_t::abandon ()
{
    if (_state != active)
        return false;

    //  The other end exists for as long as this one has not acknowledged its
    //  end.
    _peer->_abandoned = true;
    terminate (false);
    return true;
}

void zmq::pipe_t::process_pipe_term_ack ()
]==])
zmqnative_replace(socket_base.hpp [==[
    //  Messages that were not written to a full pipe.
]==] [==[
    //  See zmqnative.hpp.
    int get_peer_property (void *buffer_, size_t *size_);
    int end_peers (const void *property_, size_t size_);

    //  Messages that were not written to a full pipe.
]==])
zmqnative_replace(socket_base.hpp [==[
    pipes_t _pipes;
]==] [==[
    pipes_t _pipes;

    //  The number of the newest pipe, and how many were ended by end_peers.
    uint64_t _last_pipe_number = 0;
    uint64_t _ended_peers = 0;
]==])
zmqnative_replace(socket_base.cpp [==[
    pipe_->set_event_sink (this);
    _pipes.push_back (pipe_);
]==] [==[
    pipe_->set_event_sink (this);
    pipe_->set_number (++_last_pipe_number);
    _pipes.push_back (pipe_);
]==])
zmqnative_replace(socket_base.cpp [==[
    //  First, check whether specific socket type overloads the option.
    int rc = xsetsockopt (option_, optval_, optvallen_);
]==] [==[
    if (option_ == ZMQNATIVE_END_PEERS)
        return end_peers (optval_, optvallen_);

    //  First, check whether specific socket type overloads the option.
    int rc = xsetsockopt (option_, optval_, optvallen_);
]==])
zmqnative_replace(socket_base.cpp [==[
    if (option_ == ZMQNATIVE_DROPPED) {
]==] [==[
    if (option_ == ZMQNATIVE_PEER_PROPERTY) {
        return get_peer_property (optval_, optvallen_);
    }

    if (option_ == ZMQNATIVE_ENDED_PEERS) {
        return do_getsockopt<uint64_t> (optval_, optvallen_, _ended_peers);
    }

    if (option_ == ZMQNATIVE_DROPPED) {
]==])
zmqnative_replace(socket_base.cpp [==[
int zmq::socket_base_t::join (const char *group_)
{
]==] [==[
int zmq::socket_base_t::get_peer_property (void *buffer_, size_t *size_)
{
    uint64_t since;
    const char *const input = static_cast<const char *> (buffer_);
    if (!buffer_ || *size_ <= sizeof since
        || !memchr (input + sizeof since, 0, *size_ - sizeof since)) {
        errno = EINVAL;
        return -1;
    }
    memcpy (&since, input, sizeof since);
    const std::string name (input + sizeof since);

    //  Pipes whose bind command has arrived.
    if (process_commands (0, false) != 0)
        return -1;

    std::set<std::string> values;
    size_t needed = sizeof since;
    for (pipes_t::size_type i = 0, size = _pipes.size (); i != size; ++i) {
        if (_pipes[i]->get_number () <= since)
            continue;
        const std::string *const value = _pipes[i]->zap_property (name);
        if (value && values.insert (*value).second)
            needed += sizeof (uint32_t) + value->size ();
    }

    const size_t available = *size_;
    *size_ = needed;
    if (available < needed) {
        errno = EINVAL;
        return -1;
    }

    char *output = static_cast<char *> (buffer_);
    memcpy (output, &_last_pipe_number, sizeof _last_pipe_number);
    output += sizeof _last_pipe_number;
    for (std::set<std::string>::const_iterator it = values.begin ();
         it != values.end (); ++it) {
        const uint32_t length = static_cast<uint32_t> (it->size ());
        memcpy (output, &length, sizeof length);
        memcpy (output + sizeof length, it->data (), length);
        output += sizeof length + length;
    }
    return 0;
}

int zmq::socket_base_t::end_peers (const void *property_, size_t size_)
{
    const char *const name = static_cast<const char *> (property_);
    const void *const end = property_ ? memchr (property_, 0, size_) : NULL;
    if (!end) {
        errno = EINVAL;
        return -1;
    }
    const char *const begin = static_cast<const char *> (end) + 1;
    const std::string value (begin, size_ - (begin - name));

    if (process_commands (0, false) != 0)
        return -1;

    for (pipes_t::size_type i = 0, size = _pipes.size (); i != size; ++i) {
        const std::string *const has = _pipes[i]->zap_property (name);
        if (has && *has == value && _pipes[i]->abandon ())
            _ended_peers++;
    }
    return 0;
}

int zmq::socket_base_t::join (const char *group_)
{
]==])
zmqnative_replace(socket_base.cpp [==[
#include "io_thread.hpp"
#include "session_base.hpp"
]==] [==[
#include <set>

#include "io_thread.hpp"
#include "session_base.hpp"
]==])
