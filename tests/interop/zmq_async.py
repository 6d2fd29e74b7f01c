"""The asyncio module that the C# patterns replace, written from its documentation alone.

Eight classes over pyzmq: Publisher, Subscriber, RRServer, RRClient, PPPusher, PPPuller, PairClient, PairServer. Port 0
binds to a free port, whose number is in ``port``; that is the only addition.
"""

import inspect
import json

import zmq
import zmq.asyncio


def _bind(socket, host, port):
    if port == 0:
        return socket.bind_to_random_port(f"tcp://{host}")
    socket.bind(f"tcp://{host}:{port}")
    return port


async def _call(handler, *args):
    result = handler(*args)
    if inspect.isawaitable(result):
        result = await result
    return result


class _Socket:
    def __init__(self, kind):
        self.socket = zmq.asyncio.Context.instance().socket(kind)

    def close(self):
        self.socket.close()

    def __del__(self):
        self.close()


class Publisher(_Socket):
    def __init__(self, port, coding="utf-8", msgid=1000):
        super().__init__(zmq.PUB)
        self.port = _bind(self.socket, "*", port)
        self.coding = coding
        self.msgid = msgid

    async def publish(self, msg, msgtype="text", msgid=-1):
        if msgid == -1:
            msgid = self.msgid
        if msgtype != "text":
            msg = json.dumps(msg)
            msgtype = "json"
        await self.socket.send(f"{msgid} {msgtype} {msg}".encode(self.coding))


class Subscriber(_Socket):
    def __init__(self, host, ports, msgid, coding="utf-8"):
        super().__init__(zmq.SUB)
        self.host = host
        self.coding = coding
        for port in ports:
            self.addPort(port)
        self.socket.setsockopt(zmq.SUBSCRIBE, str(msgid).encode(coding))

    def addPort(self, port):
        self.socket.connect(f"tcp://{self.host}:{port}")

    async def subscribe(self):
        _, msgtype, body = (await self.socket.recv()).decode(self.coding).split(" ", 2)
        return json.loads(body) if msgtype == "json" else body


class RRServer(_Socket):
    def __init__(self, port, handler=None):
        super().__init__(zmq.REP)
        self.port = _bind(self.socket, "*", port)
        self.handler = handler

    async def run(self):
        while True:
            rmsg = await self.socket.recv()
            wmsg = await _call(self.handler, rmsg) if self.handler else rmsg
            await self.socket.send(wmsg)


class RRClient(_Socket):
    def __init__(self, host, port):
        super().__init__(zmq.REQ)
        self.socket.connect(f"tcp://{host}:{port}")

    async def request(self, msg):
        await self.socket.send(msg)
        return await self.socket.recv()


class PPPusher(_Socket):
    def __init__(self, host, port):
        super().__init__(zmq.PUSH)
        self.port = _bind(self.socket, host, port)

    async def push(self, msg):
        await self.socket.send(msg.encode() if isinstance(msg, str) else msg)


class PPPuller(_Socket):
    def __init__(self, host, port, handler=None):
        super().__init__(zmq.PULL)
        self.socket.connect(f"tcp://{host}:{port}")
        self.handler = handler

    async def run(self):
        while True:
            msg = await self.socket.recv()
            if self.handler:
                await _call(self.handler, msg)


class PairClient(_Socket):
    """According to the documentation, this is the side that binds."""

    def __init__(self, host, port):
        super().__init__(zmq.PAIR)
        self.port = _bind(self.socket, host, port)

    async def request(self, msg):
        await self.socket.send(msg)
        return await self.socket.recv()


class PairServer(_Socket):
    def __init__(self, port, handler=None):
        super().__init__(zmq.PAIR)
        self.socket.connect(f"tcp://localhost:{port}")
        self.handler = handler

    async def run(self):
        while True:
            msg = await self.socket.recv()
            await self.socket.send(await _call(self.handler, msg) if self.handler else msg)
