"""The other side of InteropTests: one socket, one exchange of messages, then the end.

    peer.py TYPE bind|connect ENDPOINT

Prints its endpoint, exchanges messages, and prints "done". Any failure is a traceback on stderr and an exit code. Each side
sends messages that it generates, and compares the received ones with those that the other side must have generated.
"""

import signal
import sys

import zmq

MIB = 1024 * 1024


def messages(seed):
    """The messages of one side; Conversation.Messages in C# generates the same."""
    text = "Grüße, 世界, \U0001f600 %d" % seed
    return [
        [b""],
        [bytes([seed])],
        [text.encode("utf-8")],
        [b"head", b"", bytes([seed]), b"", b"tail %d" % seed],
        [bytes((i * 31 + seed) & 0xFF for i in range(256)) * (MIB // 256)],
        [b"both", bytes([seed]) * MIB, b"last"],
    ]


THEIRS = messages(1)
OURS = messages(2)
TOPIC = b"topic"
PROBE = b"probe"


def expect(actual, expected):
    if actual != expected:
        raise AssertionError("received %r, expected %r" % ([f[:40] for f in actual], [f[:40] for f in expected]))


def say(line):
    print(line, flush=True)


def publish(socket):
    # Only a received message shows that the subscription has arrived.
    poller = zmq.Poller()
    poller.register(sys.stdin.fileno(), zmq.POLLIN)
    while not poller.poll(10):
        socket.send_multipart([PROBE])
    for message in OURS:
        socket.send_multipart([TOPIC] + message)


def subscribe(socket):
    expect(socket.recv_multipart(), [PROBE])
    say("subscribed")
    for message in THEIRS:
        received = [PROBE]
        while received == [PROBE]:
            received = socket.recv_multipart()
        expect(received, [TOPIC] + message)


def request(socket):
    for ours, theirs in zip(OURS, THEIRS):
        socket.send_multipart(ours)
        expect(socket.recv_multipart(), theirs)


def reply(socket):
    for ours, theirs in zip(OURS, THEIRS):
        expect(socket.recv_multipart(), theirs)
        socket.send_multipart(ours)


def push(socket):
    for message in OURS:
        socket.send_multipart(message)


def pull(socket):
    for message in THEIRS:
        expect(socket.recv_multipart(), message)


def pair(socket):
    push(socket)
    pull(socket)


def route(socket):
    peer = b""
    for message in THEIRS:
        peer, *received = socket.recv_multipart()
        expect(received, message)
    for message in OURS:
        socket.send_multipart([peer] + message)


TALKS = {
    "PUB": (zmq.PUB, publish),
    "SUB": (zmq.SUB, subscribe),
    "REQ": (zmq.REQ, request),
    "REP": (zmq.REP, reply),
    "PUSH": (zmq.PUSH, push),
    "PULL": (zmq.PULL, pull),
    "PAIR": (zmq.PAIR, pair),
    "ROUTER": (zmq.ROUTER, route),
    "DEALER": (zmq.DEALER, pair),
}


def main():
    name, role, endpoint = sys.argv[1:]
    if hasattr(signal, "alarm"):
        signal.alarm(30)  # the longest time that it outlives its test
    kind, talk = TALKS[name]
    with zmq.Context() as context, context.socket(kind) as socket:
        if kind == zmq.SUB:
            socket.subscribe(b"")
        if role == "bind":
            socket.bind(endpoint)
            say(socket.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode())
        else:
            socket.connect(endpoint)
            say(endpoint)
        talk(socket)
    say("done")


main()
