# A subscriber decides how much memory its publisher needs: the trie takes about 100 bytes for each byte of a topic, so a topic of 32 MiB took 3.2 GB, and
# 1,000,000 subscriptions of one peer 1.2 GB; and it works in the thread that publishes. The length of a topic, the number of different topics of a peer
# and the sum of their lengths are limited (ZMQNATIVE_MAX_TOPIC_LENGTH, _MAX_SUBSCRIPTIONS, _MAX_TOPIC_BYTES). They are released when the peer goes.
#
# A subscription over a limit is refused and counted (ZMQNATIVE_REFUSED_SUBSCRIPTIONS), and the connection stays: a libzmq peer would connect again at once
# and send all its subscriptions again, for ever, which costs more than to ignore one, and would lose the topics that it may have. Unsubscribing from
# what was refused is not reported either.
#
# Upstream: zeromq/libzmq has no such limit.
# Tests: tests/ZmqNative.Tests/Corrections/SubscriptionLimitTests.cs
zmqnative_replace(options.hpp [==[
    int max_message_frames = -1;
]==] [==[
    int max_message_frames = -1;

    //  Limits of the subscriptions of each peer; -1 for none.
    int max_topic_length = -1;
    int max_subscriptions = -1;
    int64_t max_topic_bytes = -1;
]==])
zmqnative_replace(options.cpp [==[
        case ZMQNATIVE_MAX_MESSAGE_FRAMES:
            return do_setsockopt (optval_, optvallen_, &max_message_frames);
]==] [==[
        case ZMQNATIVE_MAX_MESSAGE_FRAMES:
            return do_setsockopt (optval_, optvallen_, &max_message_frames);

        case ZMQNATIVE_MAX_TOPIC_LENGTH:
            return do_setsockopt (optval_, optvallen_, &max_topic_length);

        case ZMQNATIVE_MAX_SUBSCRIPTIONS:
            return do_setsockopt (optval_, optvallen_, &max_subscriptions);

        case ZMQNATIVE_MAX_TOPIC_BYTES:
            return do_setsockopt (optval_, optvallen_, &max_topic_bytes);
]==])
zmqnative_replace(options.cpp [==[
        case ZMQNATIVE_MAX_MESSAGE_FRAMES:
            if (is_int) {
                *value = max_message_frames;
                return 0;
            }
            break;
]==] [==[
        case ZMQNATIVE_MAX_MESSAGE_FRAMES:
            if (is_int) {
                *value = max_message_frames;
                return 0;
            }
            break;

        case ZMQNATIVE_MAX_TOPIC_LENGTH:
            if (is_int) {
                *value = max_topic_length;
                return 0;
            }
            break;

        case ZMQNATIVE_MAX_SUBSCRIPTIONS:
            if (is_int) {
                *value = max_subscriptions;
                return 0;
            }
            break;

        case ZMQNATIVE_MAX_TOPIC_BYTES:
            if (*optvallen_ == sizeof (int64_t)) {
                *(static_cast<int64_t *> (optval_)) = max_topic_bytes;
                *optvallen_ = sizeof (int64_t);
                return 0;
            }
            break;
]==])

zmqnative_replace(generic_mtrie.hpp [==[
    bool add (prefix_t prefix_, size_t size_, value_t *value_);
]==] [==[
    //  *new_ tells whether the value did not have the prefix before.
    bool
    add (prefix_t prefix_, size_t size_, value_t *value_, bool *new_ = NULL);
]==])
zmqnative_replace(generic_mtrie_impl.hpp [==[
bool generic_mtrie_t<T>::add (prefix_t prefix_, size_t size_, value_t *pipe_)
{
]==] [==[
bool generic_mtrie_t<T>::add (prefix_t prefix_,
                              size_t size_,
                              value_t *pipe_,
                              bool *new_)
{
]==])
zmqnative_replace(generic_mtrie_impl.hpp [==[
    it->_pipes->insert (pipe_);

    return result;
]==] [==[
    const bool inserted = it->_pipes->insert (pipe_).second;
    if (new_)
        *new_ = inserted;

    return result;
]==])

zmqnative_replace(pipe.hpp [==[
    //  Reads the next frame of a message whose first frame was read, also
    //  when the pipe is ending.
]==] [==[
    //  The subscriptions of the peer that a PUB or XPUB has taken, the bytes of
    //  their topics, and how many it has refused.
    struct subscriptions_t
    {
        uint64_t count = 0;
        uint64_t bytes = 0;
        uint64_t refused = 0;
    } subscriptions;

    //  Reads the next frame of a message whose first frame was read, also
    //  when the pipe is ending.
]==])
zmqnative_replace(xpub.hpp [==[
    //  If true, messages go to the last pipe alone (ZMQNATIVE_XPUB_ONLY_LAST).
]==] [==[
    //  Whether a peer may subscribe to one topic more.
    bool may_subscribe (const pipe_t *pipe_, size_t size_) const;

    //  Changes the subscriptions of a peer, and returns as the trie does.
    bool subscribe_pipe (mtrie_t *subscriptions_,
                         unsigned char *data_,
                         size_t size_,
                         pipe_t *pipe_);
    mtrie_t::rm_result unsubscribe_pipe (mtrie_t *subscriptions_,
                                         unsigned char *data_,
                                         size_t size_,
                                         pipe_t *pipe_);

    uint64_t _refused_subscriptions = 0;

    //  If true, messages go to the last pipe alone (ZMQNATIVE_XPUB_ONLY_LAST).
]==])
zmqnative_replace(xpub.hpp [==[
    uint64_t xdropped () const ZMQ_FINAL { return _dist.dropped (); }
]==] [==[
    uint64_t xdropped () const ZMQ_FINAL { return _dist.dropped (); }
    uint64_t xrefused_subscriptions () const ZMQ_FINAL
    {
        return _refused_subscriptions;
    }
]==])
zmqnative_replace(socket_base.hpp [==[
    virtual uint64_t xdropped () const { return 0; }
]==] [==[
    virtual uint64_t xdropped () const { return 0; }

    //  Subscriptions that were over a limit.
    virtual uint64_t xrefused_subscriptions () const { return 0; }
]==])
zmqnative_replace(socket_base.cpp [==[
    if (option_ == ZMQNATIVE_OVERSIZED) {
]==] [==[
    if (option_ == ZMQNATIVE_REFUSED_SUBSCRIPTIONS) {
        return do_getsockopt<uint64_t> (optval_, optvallen_,
                                        xrefused_subscriptions ());
    }

    if (option_ == ZMQNATIVE_OVERSIZED) {
]==])
zmqnative_replace(xpub.cpp [==[
void zmq::xpub_t::xread_activated (pipe_t *pipe_)
{
]==] [==[
bool zmq::xpub_t::may_subscribe (const pipe_t *pipe_, size_t size_) const
{
    //  -1 is the largest number.
    const uint64_t most_bytes = options.max_topic_bytes;
    const uint64_t most_topics = options.max_subscriptions;
    const uint64_t longest = options.max_topic_length;
    const pipe_t::subscriptions_t &present = pipe_->subscriptions;
    return size_ <= longest && present.count < most_topics
           && present.bytes + size_ <= most_bytes;
}

bool zmq::xpub_t::subscribe_pipe (mtrie_t *subscriptions_,
                                  unsigned char *data_,
                                  size_t size_,
                                  pipe_t *pipe_)
{
    bool is_new = false;
    const bool result = subscriptions_->add (data_, size_, pipe_, &is_new);
    if (is_new) {
        pipe_->subscriptions.count++;
        pipe_->subscriptions.bytes += size_;
    }
    return result;
}

zmq::mtrie_t::rm_result zmq::xpub_t::unsubscribe_pipe (mtrie_t *subscriptions_,
                                                       unsigned char *data_,
                                                       size_t size_,
                                                       pipe_t *pipe_)
{
    const mtrie_t::rm_result result =
      subscriptions_->rm (data_, size_, pipe_);
    //  Subscriptions that were made without the peer are not counted.
    if (result != mtrie_t::not_found && pipe_->subscriptions.count > 0) {
        pipe_->subscriptions.count--;
        pipe_->subscriptions.bytes -=
          std::min<uint64_t> (size_, pipe_->subscriptions.bytes);
    }
    return result;
}

void zmq::xpub_t::xread_activated (pipe_t *pipe_)
{
]==])
zmqnative_replace(xpub.cpp [==[
        if (is_subscribe_or_cancel) {
            if (_manual) {
                // Store manual subscription to use on termination
                if (!subscribe)
                    _manual_subscriptions.rm (data, size, pipe_);
                else
                    _manual_subscriptions.add (data, size, pipe_);
]==] [==[
        if (is_subscribe_or_cancel && subscribe
            && unlikely (!may_subscribe (pipe_, size))) {
            pipe_->subscriptions.refused++;
            _refused_subscriptions++;
        } else if (is_subscribe_or_cancel) {
            mtrie_t::rm_result rm_result = mtrie_t::values_remain;
            if (!subscribe) {
                rm_result = unsubscribe_pipe (
                  _manual ? &_manual_subscriptions : &_subscriptions, data,
                  size, pipe_);
                if (rm_result == mtrie_t::not_found
                    && unlikely (pipe_->subscriptions.refused > 0)) {
                    pipe_->subscriptions.refused--;
                    msg.close ();
                    continue;
                }
            }
            if (_manual) {
                // Store manual subscription to use on termination
                if (subscribe)
                    subscribe_pipe (&_manual_subscriptions, data, size, pipe_);
]==])
zmqnative_replace(xpub.cpp [==[
                    const mtrie_t::rm_result rm_result =
                      _subscriptions.rm (data, size, pipe_);
                    //  TODO reconsider what to do if rm_result == mtrie_t::not_found
]==] [==[
                    //  TODO reconsider what to do if rm_result == mtrie_t::not_found
]==])
zmqnative_replace(xpub.cpp [==[
                    const bool first_added =
                      _subscriptions.add (data, size, pipe_);
]==] [==[
                    const bool first_added =
                      subscribe_pipe (&_subscriptions, data, size, pipe_);
]==])
zmqnative_replace(xpub.cpp [==[
#include "generic_mtrie_impl.hpp"
]==] [==[
#include "likely.hpp"
#include "generic_mtrie_impl.hpp"
]==])

# The groups of a RADIO are subscriptions, too; each join counts, as libzmq keeps it even if the group is joined already.
zmqnative_replace(radio.hpp [==[
    uint64_t xdropped () const { return _dist.dropped (); }
]==] [==[
    uint64_t xdropped () const { return _dist.dropped (); }
    uint64_t xrefused_subscriptions () const { return _refused_joins; }
]==])
zmqnative_replace(radio.hpp [==[
    //  List of udp pipes
]==] [==[
    //  Changes the groups of a peer.
    void join (const std::string &group_, pipe_t *pipe_);
    void leave (const std::string &group_, pipe_t *pipe_);

    uint64_t _refused_joins = 0;

    //  List of udp pipes
]==])
zmqnative_replace(radio.cpp [==[
void zmq::radio_t::xread_activated (pipe_t *pipe_)
{
]==] [==[
void zmq::radio_t::join (const std::string &group_, pipe_t *pipe_)
{
    //  -1 is the largest number.
    const uint64_t most_bytes = options.max_topic_bytes;
    const uint64_t most_groups = options.max_subscriptions;
    const uint64_t longest = options.max_topic_length;
    pipe_t::subscriptions_t &present = pipe_->subscriptions;
    if (group_.size () > longest || present.count >= most_groups
        || present.bytes + group_.size () > most_bytes) {
        _refused_joins++;
        return;
    }
    _subscriptions.insert (subscriptions_t::value_type (group_, pipe_));
    present.count++;
    present.bytes += group_.size ();
}

void zmq::radio_t::leave (const std::string &group_, pipe_t *pipe_)
{
    const std::pair<subscriptions_t::iterator, subscriptions_t::iterator>
      range = _subscriptions.equal_range (group_);
    for (subscriptions_t::iterator it = range.first; it != range.second; ++it) {
        if (it->second == pipe_) {
            _subscriptions.erase (it);
            pipe_->subscriptions.count--;
            pipe_->subscriptions.bytes -= group_.size ();
            return;
        }
    }
}

void zmq::radio_t::xread_activated (pipe_t *pipe_)
{
]==])
zmqnative_replace(radio.cpp [==[
            if (msg.is_join ())
                _subscriptions.ZMQ_MAP_INSERT_OR_EMPLACE (ZMQ_MOVE (group),
                                                          pipe_);
            else {
                std::pair<subscriptions_t::iterator, subscriptions_t::iterator>
                  range = _subscriptions.equal_range (group);

                for (subscriptions_t::iterator it = range.first;
                     it != range.second; ++it) {
                    if (it->second == pipe_) {
                        _subscriptions.erase (it);
                        break;
                    }
                }
            }
]==] [==[
            if (msg.is_join ())
                join (group, pipe_);
            else
                leave (group, pipe_);
]==])
