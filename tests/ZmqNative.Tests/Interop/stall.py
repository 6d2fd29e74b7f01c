"""The other side of StalledPeerTests: a stock peer that pauses, or that has heartbeats and sends to one that pauses.

    stall.py pull ENDPOINT COUNT SECONDS     reads one message, pauses, reads the others
    stall.py push ENDPOINT COUNT SECONDS     sends messages with a heartbeat every SECONDS, after the first two; 0: none.
                                             With heartbeats it reads a line before it closes: an answer to one that
                                             comes later would make its system throw away what is still to be sent.

Prints its endpoint and, when all is done, "done".
"""

import sys
import time

import zmq

role, endpoint, count, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
context = zmq.Context()
print(endpoint, flush=True)
if role == "pull":
    socket = context.socket(zmq.PULL)
    socket.rcvhwm = 10
    socket.rcvtimeo = 30000
    socket.connect(endpoint)
    for expected in range(count):
        received = int(socket.recv()[:8])
        if received != expected:
            raise AssertionError("received %d, expected %d" % (received, expected))
        if expected == 0:
            time.sleep(seconds)
else:
    socket = context.socket(zmq.PUSH)
    socket.setsockopt(zmq.HEARTBEAT_IVL, int(seconds * 1000))
    # Shorter than the pause of the other side, and longer than a busy machine leaves it without a processor.
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, int(seconds * 2500))
    socket.sndhwm = 0
    socket.linger = -1
    socket.connect(endpoint)
    for number in range(count):
        if number == 1:
            time.sleep(2.5 * seconds)
        socket.send(b"%08d" % number + bytes(1000))
    if seconds > 0:
        sys.stdin.readline()
socket.close()
context.term()
print("done", flush=True)
