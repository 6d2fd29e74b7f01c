"""The guide's publisher: PUB, binds, topic "updates", a JSON payload.

publisher.py [endpoint] [count] [interval]    publishes count messages (0: for ever), interval seconds apart
publisher.py endpoint -                       publishes each line of its input, after the first subscription
"""
import itertools
import json
import sys
import time

import zmq


def publish(socket, number, text, kind="notification"):
    update = {"id": number, "type": kind, "message": text, "timestamp": time.time()}
    socket.send_multipart([b"updates", json.dumps(update).encode("utf-8")])
    print(f"sent {number}", flush=True)


def main():
    endpoint = sys.argv[1] if len(sys.argv) > 1 else "tcp://*:5555"
    count = sys.argv[2] if len(sys.argv) > 2 else "0"
    interval = float(sys.argv[3]) if len(sys.argv) > 3 else 1.0
    context = zmq.Context()
    # XPUB is PUB that reports subscriptions.
    socket = context.socket(zmq.XPUB if count == "-" else zmq.PUB)
    socket.linger = 1000
    socket.bind(endpoint)
    print("bound " + socket.get_string(zmq.LAST_ENDPOINT), flush=True)
    try:
        if count == "-":
            socket.recv()
            print("subscribed", flush=True)
            for number, line in enumerate(sys.stdin, 1):
                publish(socket, number, line.rstrip("\n"))
            return
        numbers = range(1, int(count) + 1) if count != "0" else itertools.count(1)
        for number in numbers:
            publish(socket, number, f"这是第 {number} 条测试消息")
            time.sleep(interval)
    finally:
        socket.close()
        context.term()


main()
