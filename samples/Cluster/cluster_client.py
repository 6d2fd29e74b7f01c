#!/usr/bin/env python3
"""Trades with the brokers of samples/Cluster, by plain REQ sockets: cluster_client.py <endpoint> <endpoint> <endpoint>."""
import json
import os
import sys
import threading
import time

import zmq

PAIRS = 20
PATIENCE = 60  # seconds: the limit only ends a hang


def main(*endpoints):
    context = zmq.Context()

    def call(endpoint, order, method, *arguments):
        """Asks any broker, which passes the call on to the owner of the key. Returns None if there was no answer in time."""
        with context.socket(zmq.REQ) as asking:
            asking.setsockopt(zmq.LINGER, 0)
            asking.setsockopt(zmq.RCVTIMEO, 1_000)
            asking.connect(endpoint)
            try:
                asking.send_multipart([f"order/{order}\ncall {method}".encode(), *(json.dumps(argument).encode() for argument in arguments)])
                body = asking.recv()
                return json.loads(body) if body else None
            except zmq.Again:
                return None

    def until(endpoint, accepts, *arguments):
        begin = time.monotonic()
        while time.monotonic() - begin < PATIENCE:
            state = call(endpoint, *arguments)
            if state and accepts(state):
                return state
        sys.exit(f"{arguments[0]}: no answer within {PATIENCE} s")

    def is_known(state):
        return state["status"] != "unknown"

    orders = []
    for i in range(PAIRS):
        for side, price in (("Sell", 1.05), ("Buy", 1.06)):
            order = f"{side.lower()}-{i}"
            place = {"symbol": f"S{i}", "side": side, "price": price, "quantity": 10}
            until(endpoints[i % len(endpoints)], is_known, order, "PlaceAsync", place)
            orders.append(order)
    for i, order in enumerate(orders):
        until(endpoints[i % len(endpoints)], lambda state: state["status"] == "filled", order, "GetStateAsync")
    print(f"{len(orders)} orders are filled", flush=True)

    killed = []  # the time of the kill

    def wait_until_killed():
        os.read(sys.stdin.fileno(), 1)
        killed.append(time.monotonic())

    # One broker is killed while this asks the others, which pass on what is for the orders of that one.
    threading.Thread(target=wait_until_killed, daemon=True).start()
    living = endpoints[:-1]
    asked = 0
    while not killed:
        until(living[asked % len(living)], is_known, orders[asked % len(orders)], "GetStateAsync")
        asked += 1
    for i, order in enumerate(orders):
        state = until(living[i % len(living)], is_known, order, "GetStateAsync")
        assert (state["status"], state["filled"]) == ("filled", 10), state
    print(f"all {len(orders)} orders answer again, after {time.monotonic() - killed[0]:.1f} s", flush=True)
    context.destroy(linger=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
