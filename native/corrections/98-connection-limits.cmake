# Limits of the connections that the listeners of a socket accept, in total and for each address. Without them one host takes all descriptors of the
# process. A connection above a limit is closed at once, before it costs more than its descriptor, and counted.
#
# What counts is that the descriptor exists: handshakes that do not end count, too. The counts are shared by the socket, its listeners, which may be on several
# I/O threads, and the engines, which may end after the socket.
#
# Upstream: zeromq/libzmq has requests for such a limit; there is none.
# Tests: tests/ZmqNative.Tests/Corrections/ConnectionLimitTests.cs
zmqnative_add(connection_counts.hpp [==[
#ifndef __ZMQNATIVE_CONNECTION_COUNTS_HPP_INCLUDED__
#define __ZMQNATIVE_CONNECTION_COUNTS_HPP_INCLUDED__

#include <map>
#include <string>

#include "clock.hpp"
#include "fd.hpp"
#include "mutex.hpp"
#include "stdint.hpp"

namespace zmq
{
//  The accepted connections of a socket. Used by several threads.
class connection_counts_t
{
  public:
    //  Counts a connection, unless that is above a limit; then it is counted as
    //  refused. The key stands for the peer's address; empty for none.
    bool admit (fd_t fd_, const std::string &key_)
    {
        scoped_lock_t lock (_sync);
        if (_max && _keys.size () >= static_cast<size_t> (_max)) {
            _refused++;
            return false;
        }
        if (!key_.empty ()) {
            int &count = _by_key[key_];
            if (_max_per_key && count >= _max_per_key) {
                _refused++;
                return false;
            }
            count++;
        }
        _keys[fd_] = key_;
        return true;
    }

    void refuse ()
    {
        scoped_lock_t lock (_sync);
        _refused++;
    }

    //  The descriptor is about to be closed. It may be one that was not
    //  accepted.
    void release (fd_t fd_)
    {
        scoped_lock_t lock (_sync);
        const std::map<fd_t, std::string>::iterator it = _keys.find (fd_);
        if (it == _keys.end ())
            return;
        const std::map<std::string, int>::iterator count =
          _by_key.find (it->second);
        if (count != _by_key.end () && --count->second == 0)
            _by_key.erase (count);
        _keys.erase (it);
    }

    //  Whether a refusal is to be reported: events are not to flood their
    //  reader, too.
    bool may_report ()
    {
        const uint64_t interval_us = 100000;
        const uint64_t now = clock_t::now_us ();
        scoped_lock_t lock (_sync);
        if (_reported && now - _reported < interval_us)
            return false;
        _reported = now;
        return true;
    }

    void set_max (int max_)
    {
        scoped_lock_t lock (_sync);
        _max = max_;
    }
    void set_max_per_key (int max_)
    {
        scoped_lock_t lock (_sync);
        _max_per_key = max_;
    }
    int get_max ()
    {
        scoped_lock_t lock (_sync);
        return _max;
    }
    int get_max_per_key ()
    {
        scoped_lock_t lock (_sync);
        return _max_per_key;
    }
    int get_count ()
    {
        scoped_lock_t lock (_sync);
        return static_cast<int> (_keys.size ());
    }
    uint64_t get_refused ()
    {
        scoped_lock_t lock (_sync);
        return _refused;
    }

  private:
    mutex_t _sync;
    int _max = 0;
    int _max_per_key = 0;
    uint64_t _refused = 0;
    uint64_t _reported = 0;
    std::map<fd_t, std::string> _keys;
    std::map<std::string, int> _by_key;
};
}

#endif
]==])
zmqnative_replace(options.hpp [==[
#include <string>
#include <vector>
#include <map>
]==] [==[
#include <string>
#include <vector>
#include <map>
#include <memory>

#include "connection_counts.hpp"
]==])
zmqnative_replace(options.hpp [==[
    //  Maximum backlog for pending connections.
]==] [==[
    //  The connections that the listeners of the socket have accepted.
    std::shared_ptr<connection_counts_t> connections;

    //  Maximum backlog for pending connections.
]==])
zmqnative_replace(socket_base.cpp [==[
    options.socket_id = sid_;
]==] [==[
    options.connections = std::make_shared<connection_counts_t> ();
    options.socket_id = sid_;
]==])
zmqnative_replace(socket_base.cpp [==[
    if (option_ == ZMQNATIVE_END_PEERS)
        return end_peers (optval_, optvallen_);
]==] [==[
    if (option_ == ZMQNATIVE_END_PEERS)
        return end_peers (optval_, optvallen_);

    if (option_ == ZMQNATIVE_MAX_CONNECTIONS
        || option_ == ZMQNATIVE_MAX_CONNECTIONS_PER_ADDRESS) {
        int max;
        if (!optval_ || optvallen_ != sizeof max
            || (memcpy (&max, optval_, sizeof max), max < 0)) {
            errno = EINVAL;
            return -1;
        }
        if (option_ == ZMQNATIVE_MAX_CONNECTIONS)
            options.connections->set_max (max);
        else
            options.connections->set_max_per_key (max);
        return 0;
    }
]==])
zmqnative_replace(socket_base.cpp [==[
    if (option_ == ZMQNATIVE_ENDED_PEERS) {
]==] [==[
    if (option_ == ZMQNATIVE_MAX_CONNECTIONS) {
        return do_getsockopt<int> (optval_, optvallen_,
                                   options.connections->get_max ());
    }

    if (option_ == ZMQNATIVE_MAX_CONNECTIONS_PER_ADDRESS) {
        return do_getsockopt<int> (optval_, optvallen_,
                                   options.connections->get_max_per_key ());
    }

    if (option_ == ZMQNATIVE_CONNECTIONS) {
        return do_getsockopt<int> (optval_, optvallen_,
                                   options.connections->get_count ());
    }

    if (option_ == ZMQNATIVE_REFUSED_CONNECTIONS) {
        return do_getsockopt<uint64_t> (optval_, optvallen_,
                                        options.connections->get_refused ());
    }

    if (option_ == ZMQNATIVE_ENDED_PEERS) {
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    if (_s != retired_fd) {
#ifdef ZMQ_HAVE_WINDOWS
]==] [==[
    if (_s != retired_fd) {
        //  Before the number is that of another descriptor.
        _options.connections->release (_s);
#ifdef ZMQ_HAVE_WINDOWS
]==])
zmqnative_replace(stream_listener_base.hpp [==[
    virtual void create_engine (fd_t fd);
]==] [==[
    virtual void create_engine (fd_t fd);

    //  Closes a connection that was accepted, and reports it as not accepted,
    //  unless that was done just before.
    void refuse (fd_t fd_, int error_);
]==])
zmqnative_replace(stream_listener_base.cpp [==[
void zmq::stream_listener_base_t::create_engine (fd_t fd_)
{
]==] [==[
//  What the connections of a peer are counted by: the address for IPv4, the
//  network of 64 bits for IPv6, within which a host chooses its address itself.
static std::string get_connection_key (zmq::fd_t fd_)
{
    struct sockaddr_storage ss;
    if (zmq::get_socket_address (fd_, zmq::socket_end_remote, &ss) == 0)
        return std::string ();

    if (ss.ss_family == AF_INET) {
        const struct sockaddr_in *const address =
          reinterpret_cast<const struct sockaddr_in *> (&ss);
        return std::string (
          reinterpret_cast<const char *> (&address->sin_addr), 4);
    }
    if (ss.ss_family == AF_INET6) {
        const struct in6_addr *const address =
          &reinterpret_cast<const struct sockaddr_in6 *> (&ss)->sin6_addr;
        const char *const bytes = reinterpret_cast<const char *> (address);
        return IN6_IS_ADDR_V4MAPPED (address) ? std::string (bytes + 12, 4)
                                              : std::string (bytes, 8);
    }
    return std::string ();
}

void zmq::stream_listener_base_t::refuse (fd_t fd_, int error_)
{
#ifdef ZMQ_HAVE_WINDOWS
    const int rc = closesocket (fd_);
    wsa_assert (rc != SOCKET_ERROR);
#else
    const int rc = ::close (fd_);
    errno_assert (rc == 0 || errno == ECONNRESET);
#endif
    if (options.connections->may_report ())
        _socket->event_accept_failed (
          make_unconnected_bind_endpoint_pair (_endpoint), error_);
}

void zmq::stream_listener_base_t::create_engine (fd_t fd_)
{
    if (!options.connections->admit (fd_, get_connection_key (fd_))) {
        refuse (fd_, ECONNREFUSED);
        return;
    }

]==])
zmqnative_replace(stream_listener_base.cpp [==[
#ifndef ZMQ_HAVE_WINDOWS
#include <unistd.h>
#else
#include <winsock2.h>
#endif
]==] [==[
#ifndef ZMQ_HAVE_WINDOWS
#include <unistd.h>
#include <netinet/in.h>
#include <sys/socket.h>
#else
#include <winsock2.h>
#include <ws2tcpip.h>
#endif
]==])
