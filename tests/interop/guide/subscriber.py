"""The guide's subscriber: SUB, connects, topic "updates"; prints each message as one line of JSON.

subscriber.py [endpoint] [count]    ends after count messages (0: never)
"""
import json
import sys

import zmq


def main():
    endpoint = sys.argv[1] if len(sys.argv) > 1 else "tcp://localhost:5555"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    context = zmq.Context()
    socket = context.socket(zmq.SUB)
    socket.rcvhwm = 0
    socket.connect(endpoint)
    socket.setsockopt_string(zmq.SUBSCRIBE, "updates")
    print("connected", flush=True)
    received = 0
    try:
        while count == 0 or received < count:
            topic, payload = socket.recv_multipart()
            assert topic == b"updates", topic
            print(json.dumps(json.loads(payload)), flush=True)
            received += 1
    finally:
        socket.close(0)
        context.term()


main()
