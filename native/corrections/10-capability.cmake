# Tells a program that it has loaded a corrected library: zmq_has ("zmqnative"). What behaves differently because of the corrections is switched on
# by that alone (ZMTP heartbeats by default), and tests of what an uncorrected library cannot do ask for it.
#
# The numbers of the options that this library adds are far away from libzmq's own.
# Tests: tests/ZmqNative.Tests/Corrections/CapabilityTests.cs
zmqnative_add(zmqnative.hpp [==[
#ifndef __ZMQNATIVE_HPP_INCLUDED__
#define __ZMQNATIVE_HPP_INCLUDED__

//  uint64_t, get, PUB, XPUB and RADIO: how many messages were not sent to a peer that subscribes, because its pipe was full.
#define ZMQNATIVE_DROPPED 0x5A4D0001

//  int, get and set: if 1, the heartbeat time-out ends only connections whose peer has sent a heartbeat of its own.
#define ZMQNATIVE_HEARTBEAT_MUTUAL 0x5A4D0002

//  int, set, XPUB: if 1, messages go to the peer of the message that was received last, and to nobody else. EAGAIN when that has gone, is full, or is
//  not subscribed.
#define ZMQNATIVE_XPUB_ONLY_LAST 0x5A4D0003

#endif
]==])
zmqnative_replace(options.hpp [==[
#include "stdint.hpp"
]==] [==[
#include "stdint.hpp"
#include "zmqnative.hpp"
]==])
zmqnative_replace(zmq.cpp [==[
#if defined(ZMQ_HAVE_IPC)
    if (strcmp (capability_, zmq::protocol_name::ipc) == 0)
        return true;
#endif
]==] [==[
    if (strcmp (capability_, "zmqnative") == 0)
        return true;
#if defined(ZMQ_HAVE_IPC)
    if (strcmp (capability_, zmq::protocol_name::ipc) == 0)
        return true;
#endif
]==])
