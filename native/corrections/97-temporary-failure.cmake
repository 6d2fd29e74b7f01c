# A ZAP handler that answers 300, a temporary failure, wants the peer to try again. libzmq sends no answer then, as the protocols say, and should close the connection,
# but kept it until the time of the handshake was over (ZMQ_HANDSHAKE_IVL, 30 s): the peer waited for so long, and this side kept a descriptor.
#
# Upstream: the comment in zap_client.cpp says "silently disconnected"; no issue.
# Tests: tests/ZmqNative.Tests/Corrections/TemporaryFailureTests.cs
zmqnative_replace(stream_engine_base.cpp [==[
    const int rc = _mechanism->zap_msg_available ();
    if (rc == -1) {
        error (protocol_error);
        return;
    }
]==] [==[
    const int rc = _mechanism->zap_msg_available ();
    if (rc == -1) {
        error (protocol_error);
        return;
    }
    if (_mechanism->status () == mechanism_t::error) {
        error (connection_error);
        return;
    }
]==])
zmqnative_replace(null_mechanism.cpp [==[
        _zap_reply_received = true;
    return rc == -1 ? -1 : 0;
]==] [==[
        _zap_reply_received = true;
    //  Nothing is sent in this case.
    if (_zap_reply_received && status_code == "300")
        _error_command_sent = true;
    return rc == -1 ? -1 : 0;
]==])
zmqnative_replace(null_mechanism.cpp [==[
    const bool command_sent = _ready_command_sent || _error_command_sent;
]==] [==[
    if (_error_command_sent && status_code == "300")
        return error;

    const bool command_sent = _ready_command_sent || _error_command_sent;
]==])
