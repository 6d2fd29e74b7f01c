"""Faulty and correct peers that connect to sockets of the loaded libzmq, for some time. The process ends if libzmq aborts.

    LD_PRELOAD=native/runtimes/linux-x64/native/libzmq.so python3 tests/interop/strangers.py SECONDS SEED

For an AddressSanitizer build of the library, put libasan in front of it in LD_PRELOAD (native/README.md).
"""

import os
import random
import socket
import struct
import sys
import threading
import time

import zmq

# For each type: the name in the handshake of a faulty peer, and the type of a correct one.
TYPES = {
    zmq.PULL: (b"PUSH", zmq.PUSH),
    zmq.PUSH: (b"PULL", zmq.PULL),
    zmq.ROUTER: (b"DEALER", zmq.DEALER),
    zmq.DEALER: (b"ROUTER", zmq.ROUTER),
    zmq.PAIR: (b"PAIR", zmq.PAIR),
    zmq.SUB: (b"PUB", zmq.PUB),
    zmq.XPUB: (b"SUB", zmq.SUB),
    zmq.REP: (b"REQ", zmq.REQ),
}
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01NULL" + bytes(48)
OLD_GREETING = b"\xff" + bytes(7) + b"\x01\x7f\x01\x08\x00\x00"

context = zmq.Context(io_threads=2)
end = time.monotonic() + float(sys.argv[1])
seed = int(sys.argv[2])
ports = {}


def ready(name, routing_id):
    def field(key, value):
        return bytes([len(key)]) + key + struct.pack(">I", len(value)) + value

    body = b"\x05READY" + field(b"Socket-Type", name) + field(b"Identity", routing_id)
    return b"\x04" + bytes([len(body)]) + body


def visit(rand, port, name):
    """One faulty peer: at most a handshake, then whole and partial messages, PINGs and incomplete frames."""
    with socket.create_connection(("127.0.0.1", port), timeout=1) as peer:
        kind = rand.random()
        if kind < 0.05:
            peer.sendall(rand.randbytes(200))
            return
        if kind < 0.15:
            peer.sendall(OLD_GREETING)
        else:
            peer.sendall(GREETING)
            if kind > 0.2:
                peer.sendall(ready(name, rand.choice([b"", b"twin", b"x%d" % rand.randrange(5)])))
        for _ in range(rand.randrange(40)):
            kind = rand.random()
            if kind < 0.1:
                peer.sendall(b"\x04\x07\x04PING" + struct.pack(">H", rand.choice([0, 1, 5, 656])))
            elif kind < 0.15:
                peer.sendall(b"\x02" + struct.pack(">Q", rand.choice([300, 70000])) + rand.randbytes(200))
            else:
                frames = [rand.choice([b"\x01\x03abc", b"\x00\x03xyz"]) for _ in range(rand.randrange(100))]
                peer.sendall(b"".join(frames) + b"\x00\x01e")
        if rand.random() < 0.3:
            peer.settimeout(0.1)
            peer.recv(10000)
        if rand.random() < 0.5:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def faulty_peers(kind):
    rand = random.Random(seed * 100 + kind)
    while time.monotonic() < end:
        try:
            visit(rand, ports[kind], TYPES[kind][0])
        except (OSError, KeyError):
            time.sleep(0.001)


def step(rand, server, client, endpoint):
    kind = rand.random()
    if kind < 0.3:
        server.send_multipart([b"twin", b"x", b"y"][rand.randrange(2) :], zmq.DONTWAIT)
    elif kind < 0.6:
        client.send_multipart([b"x"] * rand.randrange(1, 5), zmq.DONTWAIT)
    elif kind < 0.7:
        client.recv_multipart(zmq.DONTWAIT)
    elif kind < 0.72:
        client.disconnect(endpoint)
        client.connect(endpoint)
    elif kind < 0.75:
        time.sleep(0.1)
    else:
        server.recv(zmq.DONTWAIT)
        while server.rcvmore:
            if rand.random() < 0.2:
                server.getsockopt(zmq.EVENTS)
            server.recv(zmq.DONTWAIT)


def owner(kind):
    """One server after the other, each with a correct client and different options."""
    rand = random.Random(seed * 1000 + kind)
    while time.monotonic() < end:
        with context.socket(kind) as server, context.socket(TYPES[kind][1]) as client:
            server.linger, client.linger = rand.choice([0, 50]), 0
            server.rcvhwm, server.sndhwm = rand.choice([1, 5, 1000]), 5
            server.setsockopt(zmq.HEARTBEAT_IVL, rand.choice([0, 5, 20]))
            client.setsockopt(zmq.HEARTBEAT_IVL, rand.choice([0, 10]))
            client.setsockopt(zmq.IMMEDIATE, rand.choice([0, 1]))
            client.setsockopt(zmq.RECONNECT_IVL, 5)
            server.setsockopt(zmq.MAXMSGSIZE, 1 << 20)
            for subscriber in (server, client):
                if subscriber.type == zmq.SUB:
                    subscriber.setsockopt(zmq.SUBSCRIBE, b"")
            if kind == zmq.ROUTER:
                server.setsockopt(zmq.ROUTER_HANDOVER, rand.choice([0, 1]))
            ports[kind] = server.bind_to_random_port("tcp://127.0.0.1")
            endpoint = "tcp://127.0.0.1:%d" % ports[kind]
            client.connect(endpoint)
            closing = time.monotonic() + 3 * rand.random()
            while time.monotonic() < closing:
                try:
                    step(rand, server, client, endpoint)
                except zmq.ZMQError:
                    time.sleep(0.001)


threads = [threading.Thread(target=target, args=[kind]) for kind in TYPES for target in (owner, faulty_peers)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
context.destroy(0)
print("survived %s s, %d descriptors open" % (sys.argv[1], len(os.listdir("/proc/self/fd"))))
