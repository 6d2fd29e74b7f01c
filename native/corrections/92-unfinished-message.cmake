# A multipart message grows in the queue until its last frame has come, and no code of the program sees it before: ZMQ_MAXMSGSIZE limits a frame, and the
# high-water mark counts complete messages. 12 MB of empty frames on the wire took 415 MB, and the socket's thread several seconds. ZMQNATIVE_MAX_MESSAGE_BYTES
# and ZMQNATIVE_MAX_MESSAGE_FRAMES end the connection, as ZMQ_MAXMSGSIZE does. Frames are counted after they were decrypted, as the flag that says that
# more follow is encrypted. A frame that is larger than the whole message may be is refused by its length, before there is memory for it.
#
# Connections that were ended for their size, by ZMQ_MAXMSGSIZE as well, are counted (ZMQNATIVE_OVERSIZED).
#
# Upstream: zeromq/libzmq has no limit for messages of several frames.
# Tests: tests/ZmqNative.Tests/Corrections/UnfinishedMessageTests.cs
zmqnative_replace(options.hpp [==[
    bool heartbeat_mutual = false;
]==] [==[
    bool heartbeat_mutual = false;

    //  Limits of a message that is received, over all its frames; -1 for none.
    int64_t max_message_bytes = -1;
    int max_message_frames = -1;
]==])
zmqnative_replace(options.cpp [==[
        case ZMQ_MAXMSGSIZE:
            return do_setsockopt (optval_, optvallen_, &maxmsgsize);
]==] [==[
        case ZMQ_MAXMSGSIZE:
            return do_setsockopt (optval_, optvallen_, &maxmsgsize);

        case ZMQNATIVE_MAX_MESSAGE_BYTES:
            return do_setsockopt (optval_, optvallen_, &max_message_bytes);

        case ZMQNATIVE_MAX_MESSAGE_FRAMES:
            return do_setsockopt (optval_, optvallen_, &max_message_frames);
]==])
zmqnative_replace(options.cpp [==[
                *(static_cast<int64_t *> (optval_)) = maxmsgsize;
                *optvallen_ = sizeof (int64_t);
                return 0;
            }
            break;
]==] [==[
                *(static_cast<int64_t *> (optval_)) = maxmsgsize;
                *optvallen_ = sizeof (int64_t);
                return 0;
            }
            break;

        case ZMQNATIVE_MAX_MESSAGE_BYTES:
            if (*optvallen_ == sizeof (int64_t)) {
                *(static_cast<int64_t *> (optval_)) = max_message_bytes;
                *optvallen_ = sizeof (int64_t);
                return 0;
            }
            break;

        case ZMQNATIVE_MAX_MESSAGE_FRAMES:
            if (is_int) {
                *value = max_message_frames;
                return 0;
            }
            break;
]==])

zmqnative_replace(socket_base.hpp [==[
    bool is_disconnected () const;
]==] [==[
    bool is_disconnected () const;

    //  A connection ends because of the size of what its peer sent. Called by
    //  I/O threads.
    void count_oversized () { _oversized++; }
]==])
zmqnative_replace(socket_base.hpp [==[
    // Mutex to synchronize access to the monitor Pair socket
]==] [==[
    std::atomic<uint64_t> _oversized{0};

    // Mutex to synchronize access to the monitor Pair socket
]==])
zmqnative_replace(socket_base.hpp [==[
#include <string>
]==] [==[
#include <atomic>
#include <string>
]==])
zmqnative_replace(socket_base.cpp [==[
    if (option_ == ZMQNATIVE_DROPPED) {
]==] [==[
    if (option_ == ZMQNATIVE_OVERSIZED) {
        return do_getsockopt<uint64_t> (optval_, optvallen_, _oversized);
    }

    if (option_ == ZMQNATIVE_DROPPED) {
]==])

zmqnative_replace(stream_engine_base.hpp [==[
    void peer_pinged ();
]==] [==[
    //  The frames, and their bytes, that were received of a message.
    uint64_t _message_bytes = 0;
    uint64_t _message_frames = 0;

    //  Fails with EMSGSIZE if a frame makes its message too large.
    int check_message (const msg_t *msg_) const;

    //  Adds a frame that was checked.
    void add_to_message (size_t size_, unsigned char flags_);

    //  Ends the connection because of what its peer sent.
    void refuse_input ();

    void peer_pinged ();
]==])
zmqnative_replace(stream_engine_base.cpp [==[
zmq::stream_engine_base_t::stream_engine_base_t (
  fd_t fd_,
  const options_t &options_,
]==] [==[
//  What the decoder refuses by its length. Encryption adds a few bytes to a
//  frame, and the messages of a handshake have a size of their own.
static zmq::options_t with_frame_limit (zmq::options_t options_)
{
    const int64_t least = 64 * 1024;
    if (options_.max_message_bytes >= 0) {
        const int64_t limit =
          std::max (options_.max_message_bytes, least)
          + (options_.max_message_bytes < INT64_MAX - 64 ? 64 : 0);
        if (options_.maxmsgsize < 0 || options_.maxmsgsize > limit)
            options_.maxmsgsize = limit;
    }
    return options_;
}

zmq::stream_engine_base_t::stream_engine_base_t (
  fd_t fd_,
  const options_t &options_,
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    _options (options_),
    _inpos (NULL),
]==] [==[
    _options (with_frame_limit (options_)),
    _inpos (NULL),
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    //  Tear down the connection if we have failed to decode input data
    //  or the session has rejected the message.
    if (rc == -1) {
        if (errno != EAGAIN) {
            error (protocol_error);
            return false;
        }
]==] [==[
    //  Tear down the connection if we have failed to decode input data
    //  or the session has rejected the message.
    if (rc == -1) {
        if (errno != EAGAIN) {
            refuse_input ();
            return false;
        }
]==])
zmqnative_replace(stream_engine_base.cpp [==[
        if (errno == EAGAIN)
            _session->flush ();
        else {
            error (protocol_error);
            return false;
        }
        return true;
]==] [==[
        if (errno == EAGAIN)
            _session->flush ();
        else {
            refuse_input ();
            return false;
        }
        return true;
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    else if (rc == -1) {
        error (protocol_error);
        return false;
    }
]==] [==[
    else if (rc == -1) {
        refuse_input ();
        return false;
    }
]==])
zmqnative_replace(stream_engine_base.cpp [==[
int zmq::stream_engine_base_t::decode_and_push (msg_t *msg_)
{
    zmq_assert (_mechanism != NULL);

    if (_mechanism->decode (msg_) == -1)
        return -1;
]==] [==[
//  Other commands than those of subscriptions do not reach the socket.
static bool is_in_message (unsigned char flags_)
{
    const unsigned char kind = flags_ & (CMD_TYPE_MASK | zmq::msg_t::command);
    return !(flags_ & zmq::msg_t::command)
           || kind == (zmq::msg_t::command | zmq::msg_t::subscribe)
           || kind == (zmq::msg_t::command | zmq::msg_t::cancel);
}

int zmq::stream_engine_base_t::check_message (const msg_t *msg_) const
{
    //  Raw data has no messages.
    const uint64_t most_bytes = _options.max_message_bytes;
    const uint64_t most_frames = _options.max_message_frames;
    if (likely (_message_bytes + msg_->size () <= most_bytes
                && _message_frames < most_frames)
        || _options.raw_socket)
        return 0;

    if (!is_in_message (msg_->flags ()))
        return 0;
    errno = EMSGSIZE;
    return -1;
}

void zmq::stream_engine_base_t::add_to_message (size_t size_,
                                                unsigned char flags_)
{
    if (unlikely (!is_in_message (flags_)))
        return;
    if (flags_ & msg_t::more) {
        _message_bytes += size_;
        _message_frames++;
    } else {
        _message_bytes = 0;
        _message_frames = 0;
    }
}

void zmq::stream_engine_base_t::refuse_input ()
{
    if (errno == EMSGSIZE)
        _socket->count_oversized ();
    error (protocol_error);
}

int zmq::stream_engine_base_t::decode_and_push (msg_t *msg_)
{
    zmq_assert (_mechanism != NULL);

    if (_mechanism->decode (msg_) == -1)
        return -1;
]==])
zmqnative_replace(stream_engine_base.cpp [==[
    if (_metadata)
        msg_->set_metadata (_metadata);
    if (_session->push_msg (msg_) == -1) {
]==] [==[
    if (check_message (msg_) == -1)
        return -1;
    add_to_message (msg_->size (), msg_->flags ());

    if (_metadata)
        msg_->set_metadata (_metadata);
    if (_session->push_msg (msg_) == -1) {
]==])
zmqnative_replace(stream_engine_base.cpp [==[
int zmq::stream_engine_base_t::push_msg_to_session (msg_t *msg_)
{
    return _session->push_msg (msg_);
}
]==] [==[
int zmq::stream_engine_base_t::push_msg_to_session (msg_t *msg_)
{
    //  A frame that finds no space comes again; one that does is gone.
    const size_t size = msg_->size ();
    const unsigned char flags = msg_->flags ();
    if (check_message (msg_) == -1 || _session->push_msg (msg_) == -1)
        return -1;
    add_to_message (size, flags);
    return 0;
}
]==])
