"""A DEALER with N requests in flight at a ROUTER that echoes them, both with asyncio.

    requests.py ENDPOINT BODY-SIZE REQUEST-COUNT IN-FLIGHT

Prints the requests per second. A request has the frames of ZmqNative's RequestClient. The first round trip is not timed.
"""
import asyncio
import struct
import sys
import time

import zmq
import zmq.asyncio


async def serve(socket):
    while True:
        await socket.send_multipart(await socket.recv_multipart())


async def read(socket, waiting):
    while True:
        frames = await socket.recv_multipart()
        waiting.pop(frames[0]).set_result(frames[-1])


class Client:
    def __init__(self, socket):
        self.socket = socket
        self.waiting = {}
        self.last = 0

    async def request(self, body):
        self.last += 1
        correlation = struct.pack("<QQ", self.last, 0)
        reply = asyncio.get_running_loop().create_future()
        self.waiting[correlation] = reply
        await self.socket.send_multipart([correlation, b"", body])
        return await reply


async def lane(client, body, count):
    for _ in range(count):
        if len(await client.request(body)) != len(body):
            raise RuntimeError("a reply of another size")


async def main(endpoint, size, count, width):
    context = zmq.asyncio.Context()
    server = context.socket(zmq.ROUTER)
    server.bind(endpoint)
    socket = context.socket(zmq.DEALER)
    socket.connect(endpoint)
    client = Client(socket)
    body = bytes(size)
    loops = [asyncio.create_task(serve(server)), asyncio.create_task(read(socket, client.waiting))]
    await lane(client, body, 1)
    start = time.perf_counter()
    await asyncio.gather(*(lane(client, body, count // width) for _ in range(width)))
    seconds = time.perf_counter() - start
    for loop in loops:
        loop.cancel()
    context.destroy(linger=0)
    print(count // width * width / seconds)


if __name__ == "__main__":
    endpoint, *numbers = sys.argv[1:]
    asyncio.run(main(endpoint, *map(int, numbers)))
