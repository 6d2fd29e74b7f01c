# ZMQ_RCVHWM counts messages: one peer could queue 1,000 times the largest message, 1,018 messages of 1 MiB by default. ZMQNATIVE_RCVHWM_BYTES limits
# the memory of what waits in the queue of a peer as well: when it is reached the engine stops reading, as at the high-water mark, until half of it is read.
# A message is queued whole, so the queue holds one message more at most.
#
# Counted are 64 bytes for a frame, its bytes, and for frames that the decoder leaves in its buffer that buffer, once: 36 bytes that come alone keep
# one of 18 KB. Both ends of a pipe see the same frames, and so count the same.
#
# Only for receiving over connections. What is sent is decided by the program; PUB shares one copy among all its peers, which would be counted for each.
#
# Upstream: zeromq/libzmq has no such limit.
# Tests: tests/ZmqNative.Tests/Corrections/QueuedBytesTests.cs
zmqnative_replace(options.hpp [==[
    //  Limits of the subscriptions of each peer; -1 for none.
]==] [==[
    //  Limits the memory of a queue for receiving; -1 for none.
    int64_t rcvhwm_bytes = -1;

    //  Limits of the subscriptions of each peer; -1 for none.
]==])
zmqnative_replace(options.cpp [==[
        case ZMQNATIVE_MAX_TOPIC_LENGTH:
            return do_setsockopt (optval_, optvallen_, &max_topic_length);
]==] [==[
        case ZMQNATIVE_RCVHWM_BYTES:
            return do_setsockopt (optval_, optvallen_, &rcvhwm_bytes);

        case ZMQNATIVE_MAX_TOPIC_LENGTH:
            return do_setsockopt (optval_, optvallen_, &max_topic_length);
]==])
zmqnative_replace(options.cpp [==[
        case ZMQNATIVE_MAX_TOPIC_LENGTH:
            if (is_int) {
]==] [==[
        case ZMQNATIVE_RCVHWM_BYTES:
            if (*optvallen_ == sizeof (int64_t)) {
                *(static_cast<int64_t *> (optval_)) = rcvhwm_bytes;
                *optvallen_ = sizeof (int64_t);
                return 0;
            }
            break;

        case ZMQNATIVE_MAX_TOPIC_LENGTH:
            if (is_int) {
]==])

zmqnative_replace(command.hpp [==[
            uint64_t msgs_read;
        } activate_write;
]==] [==[
            uint64_t msgs_read;
            uint64_t bytes_read;
        } activate_write;
]==])
zmqnative_replace(object.hpp [==[
    void send_activate_write (zmq::pipe_t *destination_, uint64_t msgs_read_);
]==] [==[
    void send_activate_write (zmq::pipe_t *destination_,
                              uint64_t msgs_read_,
                              uint64_t bytes_read_);
]==])
zmqnative_replace(object.hpp [==[
    virtual void process_activate_write (uint64_t msgs_read_);
]==] [==[
    virtual void process_activate_write (uint64_t msgs_read_,
                                         uint64_t bytes_read_);
]==])
zmqnative_replace(object.cpp [==[
            process_activate_write (cmd_.args.activate_write.msgs_read);
]==] [==[
            process_activate_write (cmd_.args.activate_write.msgs_read,
                                    cmd_.args.activate_write.bytes_read);
]==])
zmqnative_replace(object.cpp [==[
void zmq::object_t::send_activate_write (pipe_t *destination_,
                                         uint64_t msgs_read_)
{
]==] [==[
void zmq::object_t::send_activate_write (pipe_t *destination_,
                                         uint64_t msgs_read_,
                                         uint64_t bytes_read_)
{
]==])
zmqnative_replace(object.cpp [==[
    cmd.args.activate_write.msgs_read = msgs_read_;
]==] [==[
    cmd.args.activate_write.msgs_read = msgs_read_;
    cmd.args.activate_write.bytes_read = bytes_read_;
]==])
zmqnative_replace(object.cpp [==[
void zmq::object_t::process_activate_write (uint64_t)
]==] [==[
void zmq::object_t::process_activate_write (uint64_t, uint64_t)
]==])

zmqnative_replace(msg.hpp [==[
    bool is_zcmsg () const;
]==] [==[
    bool is_zcmsg () const;

    //  The buffer of a decoder that holds the data; NULL for other messages.
    const void *decoder_buffer () const
    {
        return is_zcmsg () ? _u.zclmsg.content->hint : NULL;
    }
]==])
zmqnative_replace(pipe.hpp [==[
    //  The subscriptions of the peer that a PUB or XPUB has taken, the bytes of
]==] [==[
    //  Limits the memory of what is in the pipe, in bytes; negative for no
    //  limit. Called before the pipe is used.
    static void limit_bytes (pipe_t *writer_,
                             pipe_t *reader_,
                             const options_t &options_);

    //  The subscriptions of the peer that a PUB or XPUB has taken, the bytes of
]==])
zmqnative_replace(pipe.hpp [==[
    void process_activate_write (uint64_t msgs_read_) ZMQ_OVERRIDE;
]==] [==[
    void process_activate_write (uint64_t msgs_read_,
                                 uint64_t bytes_read_) ZMQ_OVERRIDE;
]==])
zmqnative_replace(pipe.hpp [==[
    //  Number of messages read and written so far.
]==] [==[
    //  The limits of the bytes in both directions; 0 for none.
    uint64_t _max_bytes_in = 0;
    uint64_t _max_bytes_out = 0;
    uint64_t _decoder_buffer_size = 0;

    //  The bytes read and written so far. Those written are of complete
    //  messages; others can be taken back.
    uint64_t _bytes_read = 0;
    uint64_t _bytes_reported = 0;
    uint64_t _bytes_written = 0;
    uint64_t _peers_bytes_read = 0;
    mutable uint64_t _bytes_incomplete = 0;

    //  The buffers of the decoder that were counted last.
    const void *_buffer_read = NULL;
    mutable const void *_buffer_written = NULL;
    const void *_buffer_complete = NULL;

    //  The memory of a frame.
    uint64_t bytes_of (const msg_t *msg_, const void **buffer_) const;

    //  Number of messages read and written so far.
]==])
zmqnative_replace(pipe.cpp [==[
bool zmq::pipe_t::check_read ()
{
]==] [==[
void zmq::pipe_t::limit_bytes (pipe_t *writer_,
                               pipe_t *reader_,
                               const options_t &options_)
{
    //  A message that replaces another one is not read.
    if (options_.rcvhwm_bytes < 0 || writer_->_conflate)
        return;
    const uint64_t most = std::max<int64_t> (options_.rcvhwm_bytes, 1);
    writer_->_max_bytes_out = most;
    reader_->_max_bytes_in = most;

    //  The decoder adds space for as many messages as fit.
    writer_->_decoder_buffer_size = 2 * options_.in_batch_size;
    reader_->_decoder_buffer_size = 2 * options_.in_batch_size;
}

uint64_t zmq::pipe_t::bytes_of (const msg_t *msg_, const void **buffer_) const
{
    if (msg_->is_vsm ())
        return sizeof (msg_t);
    const void *const buffer = msg_->decoder_buffer ();
    if (!buffer)
        return sizeof (msg_t) + msg_->size ();
    if (buffer == *buffer_)
        return sizeof (msg_t);
    *buffer_ = buffer;
    return sizeof (msg_t) + _decoder_buffer_size;
}

bool zmq::pipe_t::check_read ()
{
]==])
zmqnative_replace(pipe.cpp [==[
    if (_lwm > 0 && _msgs_read % _lwm == 0)
        send_activate_write (_peer, _msgs_read);
]==] [==[
    if (_max_bytes_in)
        _bytes_read += bytes_of (msg_, &_buffer_read);

    if ((_lwm > 0 && _msgs_read % _lwm == 0)
        || (_max_bytes_in
            && _bytes_read - _bytes_reported >= (_max_bytes_in + 1) / 2)) {
        _bytes_reported = _bytes_read;
        send_activate_write (_peer, _msgs_read, _bytes_read);
    }
]==])
zmqnative_replace(pipe.cpp [==[
    const bool is_routing_id = msg_->is_routing_id ();
    _out_pipe->write (*msg_, more);
]==] [==[
    const bool is_routing_id = msg_->is_routing_id ();
    if (_max_bytes_out) {
        //  The reader does not see credentials.
        if (!msg_->is_credential ())
            _bytes_incomplete += bytes_of (msg_, &_buffer_written);
        if (!more) {
            _bytes_written += _bytes_incomplete;
            _bytes_incomplete = 0;
            _buffer_complete = _buffer_written;
        }
    }
    _out_pipe->write (*msg_, more);
]==])
zmqnative_replace(pipe.cpp [==[
    //  Remove incomplete message from the outbound pipe.
    msg_t msg;
]==] [==[
    //  Remove incomplete message from the outbound pipe.
    _bytes_incomplete = 0;
    _buffer_written = _buffer_complete;
    msg_t msg;
]==])
zmqnative_replace(pipe.cpp [==[
void zmq::pipe_t::process_activate_write (uint64_t msgs_read_)
{
    //  Remember the peer's message sequence number.
    _peers_msgs_read = msgs_read_;
]==] [==[
void zmq::pipe_t::process_activate_write (uint64_t msgs_read_,
                                          uint64_t bytes_read_)
{
    //  Remember the peer's message sequence number.
    _peers_msgs_read = msgs_read_;
    _peers_bytes_read = bytes_read_;
]==])
zmqnative_replace(pipe.cpp [==[
      _hwm > 0 && _msgs_written - _peers_msgs_read >= uint64_t (_hwm);
    return !full;
]==] [==[
      _hwm > 0 && _msgs_written - _peers_msgs_read >= uint64_t (_hwm);
    return !full
           && (!_max_bytes_out
               || _bytes_written - _peers_bytes_read < _max_bytes_out);
]==])
zmqnative_replace(session_base.cpp [==[
        //  Plug the local end of the pipe.
        pipes[0]->set_event_sink (this);
]==] [==[
        pipe_t::limit_bytes (pipes[0], pipes[1], options);

        //  Plug the local end of the pipe.
        pipes[0]->set_event_sink (this);
]==])
zmqnative_replace(socket_base.cpp [==[
        //  Attach local end of the pipe to the socket object.
        attach_pipe (new_pipes[0], subscribe_to_all, true);
        newpipe = new_pipes[0];
]==] [==[
        pipe_t::limit_bytes (new_pipes[1], new_pipes[0], options);

        //  Attach local end of the pipe to the socket object.
        attach_pipe (new_pipes[0], subscribe_to_all, true);
        newpipe = new_pipes[0];
]==])
