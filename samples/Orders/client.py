#!/usr/bin/env python3
"""Trades with samples/Orders over tcp, by plain REQ and SUB sockets: client.py <orders> <executions>."""
import json
import sys

import zmq


def main(orders, executions):
    context = zmq.Context()
    tape = context.socket(zmq.SUB)
    tape.setsockopt(zmq.RCVTIMEO, 10_000)
    tape.connect(executions)
    tape.subscribe(b"executions/EUR")
    asking = context.socket(zmq.REQ)
    asking.setsockopt(zmq.RCVTIMEO, 10_000)
    asking.connect(orders)

    def ask(order, kind, **values):
        # Two frames: the address, with the name of the message's type in a second line, and the message.
        asking.send_multipart([f"order/{order}\n{kind}".encode(), json.dumps(values).encode()])
        return asking.recv()

    # What is published before the subscription has arrived is lost: trade until the first execution is seen.
    for attempt in range(1, 1000):
        ask(f"py-sell-{attempt}", "place", symbol="EUR", side="Sell", price=1.05, quantity=10)
        ask(f"py-buy-{attempt}", "place", symbol="EUR", side="Buy", price=1.06, quantity=10)
        if tape.poll(20):
            break
    topic, execution = tape.recv_multipart()
    done = json.loads(execution)
    print(f"{topic.decode()}: {done['quantity']} at {done['price']}")

    # Nothing is poison to anybody but the order that gets it.
    print(ask("py-poison", "place", symbol="EUR", side="Buy", price=1, quantity=0).decode() or "(failed)")
    state = {}
    while state.get("status") != "filled":
        state = json.loads(ask("py-buy-1", "state"))
    print(f"{state['id']}: {state['status']}, {state['filled']} at {state['averagePrice']}")
    context.destroy(linger=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
