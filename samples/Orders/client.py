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

    def call(order, method, *arguments):
        # The address, with the method of IOrder in a second line, and a frame for each argument.
        asking.send_multipart([f"order/{order}\ncall {method}".encode(), *(json.dumps(argument).encode() for argument in arguments)])
        return asking.recv()

    def place(order, side, price, quantity):
        return call(order, "PlaceAsync", {"symbol": "EUR", "side": side, "price": price, "quantity": quantity})

    # What is published before the subscription has arrived is lost: trade until the first execution is seen.
    for attempt in range(1, 1000):
        place(f"py-sell-{attempt}", "Sell", 1.05, 10)
        place(f"py-buy-{attempt}", "Buy", 1.06, 10)
        if tape.poll(20):
            break
    topic, execution = tape.recv_multipart()
    done = json.loads(execution)
    print(f"{topic.decode()}: {done['quantity']} at {done['price']}")

    # Nothing is poison to anybody but the order that gets it.
    print(place("py-poison", "Buy", 1, 0).decode() or "(failed)")
    state = {}
    while state.get("status") != "filled":
        state = json.loads(call("py-buy-1", "GetStateAsync"))
    print(f"{state['id']}: {state['status']}, {state['filled']} at {state['averagePrice']}")
    context.destroy(linger=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
