# A peer of ZMTP 1.0 or 2.0 that connected while the socket closed ended the process (`Resource temporarily unavailable`, zmtp_engine.cpp): its routing
# id, or the subscription that is made up for it, found the pipe ending. libzmq drops the routing id of newer peers there, and so it does with these now.
#
# Found by strangers at sockets that come and go; upstream has no issue for it.
# Tests: tests/interop/strangers.py, tests/ZmqNative.Tests/Corrections/OldPeerTests.cs
zmqnative_replace(zmtp_engine.cpp [==[
        msg_->set_flags (msg_t::routing_id);
        const int rc = session ()->push_msg (msg_);
        errno_assert (rc == 0);
    } else {
]==] [==[
        msg_->set_flags (msg_t::routing_id);
        if (session ()->push_msg (msg_) != 0) {
            errno_assert (errno == EAGAIN);
            int rc = msg_->close ();
            errno_assert (rc == 0);
            rc = msg_->init ();
            errno_assert (rc == 0);
        }
    } else {
]==])
zmqnative_replace(zmtp_engine.cpp [==[
        rc = session ()->push_msg (&subscription);
        errno_assert (rc == 0);
]==] [==[
        rc = session ()->push_msg (&subscription);
        errno_assert (rc == 0 || errno == EAGAIN);
        rc = subscription.close ();
        errno_assert (rc == 0);
]==])
