# CURVE decides the flags of a message. A frame has its flags (more frames follow; a command) twice: in the clear, where CURVE leaves them 0, and encrypted. Those in
# the clear were added to the encrypted ones, so that an attacker who can write to the network made one message of two, or a command of a message, without its keys.
#
# Upstream: the same in 4.3.5 and master; builds without the easy functions of libsodium make a new message, and are not affected.
# Tests: tests/ZmqNative.Tests/Corrections/CurveFlagTests.cs
zmqnative_replace(curve_mechanism_base.cpp [==[
        msg_->set_flags (flags & flag_mask);
]==] [==[
        msg_->reset_flags (flag_mask);
        msg_->set_flags (flags & flag_mask);
]==])
