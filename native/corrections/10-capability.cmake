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

//  bytes, get: the values of a property that the ZAP handler has given to connections, each value once. The buffer has, before, a uint64_t and the
//  name of the property with its NUL: connections whose number is not above the former are left out. It has, after, a uint64_t, the number of the
//  newest connection, and for each value its length, a uint32_t, and its bytes. EINVAL, and the length that is needed, if the buffer is too short.
#define ZMQNATIVE_PEER_PROPERTY 0x5A4D0010

//  bytes, set: the name of a property with its NUL, and a value. The connections end to which the ZAP handler has given the property with this value.
#define ZMQNATIVE_END_PEERS 0x5A4D0011

//  uint64_t, get: how many connections were ended by ZMQNATIVE_END_PEERS.
#define ZMQNATIVE_ENDED_PEERS 0x5A4D0012

//  int, get and set: the largest number of connections that the listeners of the socket have accepted and that exist; 0 for no limit.
#define ZMQNATIVE_MAX_CONNECTIONS 0x5A4D0013

//  int, get and set: the same for connections of one IPv4 address, or of one IPv6 network of 64 bits. Of no effect on other transports.
#define ZMQNATIVE_MAX_CONNECTIONS_PER_ADDRESS 0x5A4D0014

//  uint64_t, get: how many connections the listeners of the socket have closed at once, because of the limits, or because the descriptors of the
//  process were used up but for the reserve.
#define ZMQNATIVE_REFUSED_CONNECTIONS 0x5A4D0015

//  int, get: how many connections that the listeners of the socket have accepted exist.
#define ZMQNATIVE_CONNECTIONS 0x5A4D0016

//  int64_t, get and set: the largest message that is received, in bytes of all its frames, and int, get and set: the largest number of its frames; -1, the
//  default, for no limit. A peer that sends more is disconnected. For connections that are made, and endpoints that are bound, afterwards.
#define ZMQNATIVE_MAX_MESSAGE_BYTES 0x5A4D0020
#define ZMQNATIVE_MAX_MESSAGE_FRAMES 0x5A4D0021

//  uint64_t, get: how many connections were ended because a frame or message of their peer was over one of these limits, or ZMQ_MAXMSGSIZE.
#define ZMQNATIVE_OVERSIZED 0x5A4D0022

//  PUB and XPUB, of each peer; get and set: int, the length of a topic in bytes; int, the number of different topics; int64_t, the bytes of all its
//  topics. -1, the default, for no limit. A subscription over a limit has no effect.
#define ZMQNATIVE_MAX_TOPIC_LENGTH 0x5A4D0023
#define ZMQNATIVE_MAX_SUBSCRIPTIONS 0x5A4D0024
#define ZMQNATIVE_MAX_TOPIC_BYTES 0x5A4D0025

//  uint64_t, get, PUB and XPUB: how many subscriptions were over a limit.
#define ZMQNATIVE_REFUSED_SUBSCRIPTIONS 0x5A4D0026

//  int64_t, get and set: how many bytes of memory the messages of a peer take that wait to be received, until no more are read from its connection; -1, the
//  default, for no limit. For connections that are made, and endpoints that are bound, afterwards.
#define ZMQNATIVE_RCVHWM_BYTES 0x5A4D0027

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
