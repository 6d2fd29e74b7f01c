# A PING without its time to live was answered with what lay behind it in memory, up to 16 bytes for each PING, as its length underflowed; and the time
# to live was read from there. Such a PING ends the connection.
#
# Found by reading; upstream has no issue for it.
# Tests: tests/ZmqNative.Tests/Corrections/ShortPingTests.cs
zmqnative_replace(zmtp_engine.cpp [==[
        uint16_t remote_heartbeat_ttl;

]==] [==[
        uint16_t remote_heartbeat_ttl;
        if (unlikely (msg_->size () < ping_ttl_len)) {
            errno = EPROTO;
            return -1;
        }

]==])
zmqnative_replace(stream_engine_base.cpp [==[
    if (msg_->flags () & msg_t::command) {
        process_command_message (msg_);
    }
]==] [==[
    if (msg_->flags () & msg_t::command) {
        if (process_command_message (msg_) == -1 && msg_->is_ping ()) {
            errno = EPROTO;
            return -1;
        }
    }
]==])
