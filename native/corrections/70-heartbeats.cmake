# Heartbeats end dead connections, not slow ones. While the high-water mark keeps an engine from reading, it reads neither PING nor PONG, and its
# timers went on: with a heartbeat every 10 s, one handler call of 60 s at a PULL lost 3,500 to 4,000 of 20,000 messages, and a frame of 64 MiB over a
# slow link never arrived.
# - A time-out does not end a connection whose input this side has stopped; it begins again.
# - Bytes that arrive are a sign of life, also those of a frame that is not complete; and what has arrived is read before a time-out ends a
#   connection: a process or an I/O thread that was stopped finds its peers alive.
# - While the input is stopped, a peer with heartbeats gets PONGs unasked, at twice their rate, so that it does not end this side.
# - A stock peer whose input is stopped answers no PING. With ZMQNATIVE_HEARTBEAT_MUTUAL a time-out ends a connection only if its peer has sent a PING,
#   which a living peer goes on to do; and a peer that has sent none is sent nothing while the input is stopped. It may have closed with
#   messages on their way, which its system throws away when anything arrives. For the same reason a peer that is known to have closed is sent nothing.
# - A PING or PONG that finds the kernel's buffer full is sent when there is room, not with the next message.
# - A TTL of 65.6 s or more in a PING overflowed 16 bits, and ended the connection within milliseconds.
#
# Upstream: zeromq/libzmq issues about heartbeats at the high-water mark; none is solved.
# Tests: tests/ZmqNative.Tests/Corrections/HeartbeatTests.cs, StalledPeerTests.cs
zmqnative_replace(options.hpp [==[
    int heartbeat_timeout;
]==] [==[
    int heartbeat_timeout;
    //  Whether the time-out ends only connections whose peer has sent a PING.
    bool heartbeat_mutual = false;
]==])
zmqnative_replace(options.cpp [==[
                heartbeat_timeout = value;
                return 0;
            }
            break;
]==] [==[
                heartbeat_timeout = value;
                return 0;
            }
            break;

        case ZMQNATIVE_HEARTBEAT_MUTUAL:
            return do_setsockopt_int_as_bool_strict (optval_, optvallen_,
                                                     &heartbeat_mutual);
]==])
zmqnative_replace(options.cpp [==[
                *value = heartbeat_timeout;
                return 0;
            }
            break;
]==] [==[
                *value = heartbeat_timeout;
                return 0;
            }
            break;

        case ZMQNATIVE_HEARTBEAT_MUTUAL:
            if (is_int) {
                *value = heartbeat_mutual;
                return 0;
            }
            break;
]==])

zmqnative_replace(stream_engine_base.hpp [==[
        heartbeat_ttl_timer_id = 0x82
    };
]==] [==[
        heartbeat_ttl_timer_id = 0x82,
        unasked_pong_timer_id = 0x83
    };
    bool _has_pong_timer = false;

    //  How long the timers run, in milliseconds, when they begin again.
    int _timeout_duration = 0;
    int _ttl_duration = 0;

    //  When the peer's last PING came (at first: when the handshake ended) and
    //  the shortest time between two, in milliseconds. 0 before the first PING.
    uint64_t _last_ping = 0;
    uint64_t _ping_interval = 0;

    void peer_pinged ();
    virtual void send_unasked_pong () {}
]==])
zmqnative_replace(stream_engine_base.hpp [==[
    void cancel_timers ();
]==] [==[
    void cancel_timers ();

    //  The peer lives.
    void cancel_time_outs ();

    //  Sends a sign of life again and again while the input is stopped.
    void start_pongs ();

    //  Whether a heartbeat that is sent while the input is stopped does good.
    bool wants_heartbeats () const;

    //  True if a time-out of the heartbeats has to end the connection, false
    //  if not, or if the engine has ended meanwhile and is deleted.
    bool is_dead (bool *timer_, int id_, int duration_);
]==])
zmqnative_replace(stream_engine_base.cpp [==[
void zmq::stream_engine_base_t::cancel_timers ()
{
]==] [==[
void zmq::stream_engine_base_t::cancel_time_outs ()
{
    if (_has_timeout_timer) {
        _has_timeout_timer = false;
        cancel_timer (heartbeat_timeout_timer_id);
    }

    if (_has_ttl_timer) {
        _has_ttl_timer = false;
        cancel_timer (heartbeat_ttl_timer_id);
    }
}

void zmq::stream_engine_base_t::start_pongs ()
{
    if (_has_pong_timer || !wants_heartbeats ())
        return;

    //  The peer's own interval, if a PING has shown it; otherwise it is
    //  likely to be no shorter than this side's.
    uint64_t interval = _options.heartbeat_interval;
    if (_ping_interval && (!interval || _ping_interval < interval))
        interval = _ping_interval;
    add_timer (static_cast<int> ((interval + 1) / 2), unasked_pong_timer_id);
    _has_pong_timer = true;
}

bool zmq::stream_engine_base_t::wants_heartbeats () const
{
    //  Heartbeats begin when the handshake has ended. Peers that speak a version
    //  without one have none.
    if (!_mechanism || _mechanism->status () != mechanism_t::ready)
        return false;

    //  A peer that was told a time to live expects to hear within it.
    const bool promised =
      _options.heartbeat_interval
      && (!_options.heartbeat_mutual || _options.heartbeat_ttl);
    if (!_ping_interval && !promised)
        return false;
#ifdef __linux__
    //  Fails for what is not TCP.
    struct tcp_info info;
    socklen_t size = sizeof info;
    if (getsockopt (_s, IPPROTO_TCP, TCP_INFO, &info, &size) == 0
        && info.tcpi_state == TCP_CLOSE_WAIT)
        return false;
#endif
    return true;
}

bool zmq::stream_engine_base_t::is_dead (bool *timer_, int id_, int duration_)
{
    if (_input_stopped) {
        add_timer (duration_, id_);
        return false;
    }

    //  What arrived while this thread did something else. It clears the timer.
    if (!in_event_internal () || !*timer_)
        return false;
    if (_input_stopped) {
        add_timer (duration_, id_);
        return false;
    }
    *timer_ = false;
    return true;
}

void zmq::stream_engine_base_t::peer_pinged ()
{
    //  PINGs that waited in the kernel come at once and say nothing about the
    //  interval: hence a lower limit.
    const uint64_t now = clock_t::now_us () / 1000;
    const uint64_t passed = std::max<uint64_t> (now - _last_ping, 100);
    _ping_interval =
      _ping_interval ? std::min (_ping_interval, passed) : passed;
    _last_ping = now;
}

void zmq::stream_engine_base_t::cancel_timers ()
{
    if (_has_pong_timer) {
        cancel_timer (unasked_pong_timer_id);
        _has_pong_timer = false;
    }

]==])
zmqnative_replace(stream_engine_base.cpp [==[
        //  Adjust input size
        _insize = static_cast<size_t> (rc);
]==] [==[
        cancel_time_outs ();

        //  Adjust input size
        _insize = static_cast<size_t> (rc);
]==])
zmqnative_replace(stream_engine_base.cpp [==[
        _input_stopped = true;
        reset_pollin (_handle);
]==] [==[
        _input_stopped = true;
        reset_pollin (_handle);
        start_pongs ();
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    if (_has_timeout_timer) {
        _has_timeout_timer = false;
        cancel_timer (heartbeat_timeout_timer_id);
    }

    if (_has_ttl_timer) {
        _has_ttl_timer = false;
        cancel_timer (heartbeat_ttl_timer_id);
    }

    if (msg_->flags () & msg_t::command) {
]==] [==[
    cancel_time_outs ();

    if (msg_->flags () & msg_t::command) {
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    if (_has_handshake_stage)
        _session->engine_ready ();

    bool flush_session = false;
]==] [==[
    _last_ping = clock_t::now_us () / 1000;

    if (_has_handshake_stage)
        _session->engine_ready ();

    bool flush_session = false;
]==])
zmqnative_replace(stream_engine_base.cpp [==[
        _next_msg = &stream_engine_base_t::produce_ping_message;
        out_event ();
        add_timer (_options.heartbeat_interval, heartbeat_ivl_timer_id);
    } else if (id_ == heartbeat_ttl_timer_id) {
        _has_ttl_timer = false;
        error (timeout_error);
    } else if (id_ == heartbeat_timeout_timer_id) {
        _has_timeout_timer = false;
        error (timeout_error);
    } else
]==] [==[
        if (!_input_stopped || wants_heartbeats ()) {
            _next_msg = &stream_engine_base_t::produce_ping_message;
            restart_output ();
        }
        add_timer (_options.heartbeat_interval, heartbeat_ivl_timer_id);
    } else if (id_ == heartbeat_ttl_timer_id) {
        if (is_dead (&_has_ttl_timer, id_, _ttl_duration))
            error (timeout_error);
    } else if (id_ == heartbeat_timeout_timer_id) {
        if (is_dead (&_has_timeout_timer, id_, _timeout_duration)
            && (!_options.heartbeat_mutual || _ping_interval))
            error (timeout_error);
    } else if (id_ == unasked_pong_timer_id) {
        _has_pong_timer = false;
        if (_input_stopped && wants_heartbeats ()) {
            send_unasked_pong ();
            start_pongs ();
        }
    } else
]==])
zmqnative_replace(stream_engine_base.cpp [==[
#include "likely.hpp"
]==] [==[
#include "likely.hpp"
#include "clock.hpp"
#ifdef __linux__
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif
]==])

zmqnative_replace(zmtp_engine.hpp [==[
    int process_heartbeat_message (msg_t *msg_);
]==] [==[
    int process_heartbeat_message (msg_t *msg_);
    void send_unasked_pong ();
]==])
zmqnative_replace(zmtp_engine.cpp [==[
        add_timer (_heartbeat_timeout, heartbeat_timeout_timer_id);
        _has_timeout_timer = true;
]==] [==[
        _timeout_duration = _heartbeat_timeout;
        add_timer (_heartbeat_timeout, heartbeat_timeout_timer_id);
        _has_timeout_timer = true;
]==])
zmqnative_replace(zmtp_engine.cpp [==[
        // so we multiply it by 100 to get the timer interval in ms.
        remote_heartbeat_ttl *= 100;

        if (!_has_ttl_timer && remote_heartbeat_ttl > 0) {
            add_timer (remote_heartbeat_ttl, heartbeat_ttl_timer_id);
            _has_ttl_timer = true;
        }
]==] [==[
        // so we multiply it by 100 to get the timer interval in ms.
        if (!_has_ttl_timer && remote_heartbeat_ttl > 0) {
            _ttl_duration = remote_heartbeat_ttl * 100;
            add_timer (_ttl_duration, heartbeat_ttl_timer_id);
            _has_ttl_timer = true;
        }
        peer_pinged ();
]==])
zmqnative_replace(zmtp_engine.cpp [==[
          &zmtp_engine_t::produce_pong_message);
        out_event ();
    }

    return 0;
}
]==] [==[
          &zmtp_engine_t::produce_pong_message);
        restart_output ();
    }

    return 0;
}

void zmq::zmtp_engine_t::send_unasked_pong ()
{
    const int rc = _pong_msg.init_size (msg_t::ping_cmd_name_size);
    errno_assert (rc == 0);
    _pong_msg.set_flags (msg_t::command);
    memcpy (_pong_msg.data (), "\4PONG", msg_t::ping_cmd_name_size);
    _next_msg = static_cast<int (stream_engine_base_t::*) (msg_t *)> (
      &zmtp_engine_t::produce_pong_message);
    restart_output ();
}
]==])
