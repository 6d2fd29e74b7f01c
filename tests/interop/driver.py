"""One end of an interop test: ``driver.py <role> <port> <count>``.

An end that binds gets port 0 and prints the port that it bound. Results are lines of JSON on standard output. Standard input
controls the process: a line starts what waits for a start, and its end ends the process.
"""

import asyncio
import json
import sys
import time

import zmq
import zmq.asyncio

from zmq_async import PairClient, PairServer, PPPuller, PPPusher, Publisher, RRClient, RRServer, Subscriber

TEXTS = ["Hello World", "two  spaces and one behind ", "Ünïcödé ☂ 你好", "x" * (1 << 20)]
VALUE = {"data": 42, "text": "with some spaces", "unicode": "☂ 你好"}


def say(value):
    print(json.dumps(value), flush=True)


async def line():
    return await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


async def until_input_ends(running):
    task = asyncio.ensure_future(running)
    while await line():
        pass
    task.cancel()


async def publish(port, count):
    publisher = Publisher(port)
    say(publisher.port)
    go = asyncio.ensure_future(line())
    while not go.done():
        await publisher.publish("are you there?", msgid=1)
        await asyncio.sleep(0.01)
    for text in TEXTS:
        await publisher.publish(text)
    await publisher.publish(VALUE, msgtype="json")
    await publisher.publish("not for you", msgid=10001)
    for i in range(count):
        await publisher.publish(str(i))
    await line()


async def subscribe(port, count):
    subscriber = Subscriber("localhost", [port], 1000)
    texts = [await subscriber.subscribe() for _ in TEXTS]
    value = await subscriber.subscribe()
    in_order = 0
    for i in range(count):
        in_order += await subscriber.subscribe() == str(i)
    say({"texts": texts == TEXTS, "value": value == VALUE, "in_order": in_order})


async def rrserver(port, count):
    async def handler(msg):
        await asyncio.sleep(0)
        return b"Echo: " + msg

    server = RRServer(port, handler)
    say(server.port)
    await until_input_ends(server.run())


async def ask(client, count):
    texts = [await client.request(text.encode()) for text in TEXTS]
    value = json.loads((await client.request(json.dumps(VALUE).encode()))[len("Echo: "):])
    in_order = 0
    for i in range(count):
        in_order += await client.request(b"%d" % i) == b"Echo: %d" % i
    say({"texts": texts == [b"Echo: " + t.encode() for t in TEXTS], "value": value == VALUE, "in_order": in_order})


async def rrclient(port, count):
    await ask(RRClient("localhost", port), count)


async def push(port, count):
    pusher = PPPusher("*", port)
    say(pusher.port)
    for text in TEXTS:
        await pusher.push(text)
    await pusher.push(json.dumps(VALUE))
    for i in range(count):
        await pusher.push(b"%d" % i)
    await line()


async def pull(port, count):
    received = []
    done = asyncio.Event()

    async def handler(msg):
        received.append(msg.decode())
        if len(received) == len(TEXTS) + 1 + count:
            done.set()

    puller = PPPuller("localhost", port, handler)
    task = asyncio.ensure_future(puller.run())
    await done.wait()
    task.cancel()
    numbers = received[len(TEXTS) + 1:]
    say({
        "texts": received[:len(TEXTS)] == TEXTS,
        "value": json.loads(received[len(TEXTS)]) == VALUE,
        "in_order": sum(number == str(i) for i, number in enumerate(numbers)),
    })


async def pairclient(port, count):
    client = PairClient("*", port)
    say(client.port)
    await ask(client, count)


async def pairserver(port, count):
    server = PairServer(port, lambda msg: b"Echo: " + msg)
    await until_input_ends(server.run())


def update(i):
    return json.dumps({"id": i, "type": "notification", "message": f"这是第 {i} 条测试消息", "timestamp": time.time()})


async def updates_publisher(port, count):
    """The web service's publisher; odd messages in one frame."""
    socket = zmq.asyncio.Context.instance().socket(zmq.PUB)
    say(socket.bind_to_random_port("tcp://*"))
    go = asyncio.ensure_future(line())
    while not go.done():
        await socket.send_multipart([b"hello", b""])
        await asyncio.sleep(0.01)
    for i in range(count):
        if i % 2:
            await socket.send_string(f"updates {update(i)}")
        else:
            await socket.send_multipart([b"updates", update(i).encode()])
    await line()


async def updates_subscriber(port, count):
    """The web service's subscriber."""
    socket = zmq.asyncio.Context.instance().socket(zmq.SUB)
    socket.setsockopt_string(zmq.SUBSCRIBE, "updates")
    socket.connect(f"tcp://localhost:{port}")
    in_order = 0
    for i in range(count):
        topic, payload = await socket.recv_multipart()
        message = json.loads(payload)
        in_order += topic == b"updates" and set(message) == {"id", "type", "message", "timestamp"} and message["id"] == i + 1
    say({"in_order": in_order, "fresh": abs(time.time() - message["timestamp"]) < 600, "message": message["message"]})


ACTOR_MAGIC = b"\x5a\x52\x01"


def correlation(request_id, status=0, time_to_live=0):
    return ACTOR_MAGIC + bytes([status]) + request_id.to_bytes(8, "big") + time_to_live.to_bytes(4, "big")


async def actor_req(port, count):
    """A plain REQ: an address and a payload, nothing else."""
    socket = zmq.asyncio.Context.instance().socket(zmq.REQ)
    socket.connect(f"tcp://localhost:{port}")

    async def ask(address, *payload):
        await socket.send_multipart([address, *payload])
        return await socket.recv_multipart()

    in_order = 0
    for i in range(count):
        in_order += await ask(b"echo", b"%d" % i) == [b"%d" % i]
    say({
        "in_order": in_order,
        "unicode": await ask("echo/schlüssel ☂".encode(), "你好".encode()) == ["你好".encode()],
        "several": await ask(b"echo", b"a", b"", b"c") == [b"a", b"", b"c"],
        "json": json.loads((await ask(b"price\nAddItem", json.dumps({"Name": "book", "Price": 12}).encode()))[0]),
        "unknown": (await ask(b"unknown", b"?"))[0].decode(),
    })


async def actor_calls(port, count):
    """Calls of methods: by name, by interface and name, by signature; a stream; and calls that are refused."""
    context = zmq.asyncio.Context.instance()
    asking = context.socket(zmq.REQ)
    asking.connect(f"tcp://localhost:{port}")

    async def call(method, *arguments):
        await asking.send_multipart([f"cart\ncall {method}".encode(), *arguments])
        [answer] = await asking.recv_multipart()
        return answer

    item = json.dumps({"Name": "book", "Price": 12}).encode()
    added = await call("AddAsync", item, b"2") + await call("ICart.AddAsync(AddItem, int)", item, b"1")
    result = {
        "added": added.decode(),
        "total": json.loads(await call("ICart.GetTotalAsync")),
        "found": (await call("FindAsync", "ä".encode(), b"abc", b"4")).decode(),
        "base": (await call("GetNameAsync")).decode(),
    }

    dealer = context.socket(zmq.DEALER)
    dealer.connect(f"tcp://localhost:{port}")
    for note in [b"first", b"second"]:
        await dealer.send_multipart([correlation(0), b"", b"cart\ncall NoteAsync", note])
    await dealer.send_multipart([correlation(1), b"", b"cart\ncall IAudited.GetNotesAsync"])
    result["notes"] = {"values": json.loads((await dealer.recv_multipart())[2])}

    await dealer.send_multipart([correlation(2), b"", f"cart\ncall CountAsync\nstream {count}".encode(), b"%d" % count])
    numbers = 0
    while True:
        frame, _, *body = await dealer.recv_multipart()
        if frame[3] == 17:
            break
        numbers += frame[3] == 16 and int(body[0]) == numbers
    result["numbers"] = numbers

    refused = {}
    for i, (name, method, arguments) in enumerate([
        ("missing", "GetNothing", []),
        ("differs", "ICart.AddAsync(Item)", [item]),
        ("count", "AddAsync", [item]),
        ("unreadable", "AddAsync", [b"no json", b"1"]),
        ("stream", "CountAsync", [b"1"]),
        ("empty", "", []),
    ]):
        await dealer.send_multipart([correlation(10 + i), b"", f"cart\ncall {method}".encode(), *arguments])
        frame, _, text = await dealer.recv_multipart()
        refused[name] = [frame[3], text.decode()]
    result["refused"] = refused
    say(result)


async def actor_dealer(port, count):
    """A DEALER with the correlation frame: many in flight, tells, and each status."""
    socket = zmq.asyncio.Context.instance().socket(zmq.DEALER)
    socket.connect(f"tcp://localhost:{port}")
    for i in range(count):
        await socket.send_multipart([correlation(0), b"", b"sum", b"%d" % i])
    await socket.send_multipart([correlation(1), b"", b"sum", b"?"])
    total = int((await socket.recv_multipart())[2])
    for i in range(count):
        await socket.send_multipart([correlation(i + 2), b"", b"echo", b"%d" % i])
    answered = set()
    for _ in range(count):
        frame, empty, body = await socket.recv_multipart()
        if frame == correlation(int(body) + 2) and empty == b"":
            answered.add(int(body))
    statuses = {}
    for name, address, payload in [
        ("ok", b"echo", b"x"),
        ("failed", b"broken", b"x"),
        ("unknown", b"unknown", b"x"),
        ("bad", b"price\nAddItem", b"no json"),
        ("bad type", b"price\nNoSuchType", b"{}"),
    ]:
        await socket.send_multipart([correlation(count + 2), b"", address, payload])
        frame, _, text = await socket.recv_multipart()
        statuses[name] = [frame[3], text.decode()]

    # One is being handled, two are in the mailbox, one waits for room, one is too many; one of them has no time.
    for i in range(5):
        await socket.send_multipart([correlation(i + 1, time_to_live=20 if i == 2 else 0), b"", b"blocked", b"x"])
        if i == 0:
            say("blocked")
            await line()
    frame, _, _ = await socket.recv_multipart()
    statuses["overloaded"] = [frame[3], ""]
    await asyncio.sleep(0.05)
    say("go")
    later = [(await socket.recv_multipart())[0] for _ in range(4)]
    statuses["expired"] = [later[2][3], ""]
    say({"told": total == sum(range(count)), "answered": len(answered), "statuses": statuses, "later": [f[3] for f in later]})


async def actor_cancel(port, count):
    """A DEALER that cancels its asks, and sends a trace frame with others."""
    socket = zmq.asyncio.Context.instance().socket(zmq.DEALER)
    socket.connect(f"tcp://localhost:{port}")
    await socket.send_multipart([correlation(1), b"", b"patient", b"wait"])
    await line()
    await socket.send_multipart([correlation(1), b"", b"\n\ncancel"])
    await socket.send_multipart([correlation(2), b"", b"echo", b"next"])
    answer = await socket.recv_multipart()
    trace = b"\x5a\x54\x01" + b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await socket.send_multipart([trace, correlation(3), b"", b"trace", b"?"])
    traced = await socket.recv_multipart()
    await socket.send_multipart([trace, correlation(4), b"", b"numbers\n\nstream 2", b"5"])
    numbers = []
    while True:
        frame, answered, empty, *body = await socket.recv_multipart()
        if answered[3] != 16:
            break
        numbers.append(int(body[0]))
        if len(numbers) % 2 == 0:
            await socket.send_multipart([correlation(4), b"", b"\n\nmore 2"])
    say({
        "next": answer[:1] == [correlation(2)] and answer[2] == b"next",
        "trace": traced[:3] == [trace, correlation(3), b""],
        "traced": traced[3].decode(),
        "numbers": numbers,
        "end": answered[3],
    })


# The pairs of the manual pages of libzmq.
SERVER_KEYS = (b"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", b"JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6")
CLIENT_KEYS = (b"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", b"D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs")


async def ask_secured(port, **options):
    socket = zmq.asyncio.Context.instance().socket(zmq.REQ)
    for name, value in options.items():
        setattr(socket, name, value)
    socket.linger = 0
    socket.connect(f"tcp://127.0.0.1:{port}")
    await socket.send(b"hello")
    return (await socket.recv()).decode()


async def curve_client(port, count):
    say(await ask_secured(port, curve_publickey=CLIENT_KEYS[0], curve_secretkey=CLIENT_KEYS[1], curve_serverkey=SERVER_KEYS[0]))


async def plain_client(port, count):
    say(await ask_secured(port, plain_username=b"alice", plain_password=b"secret"))


async def secured_server(port, count, configure, **options):
    from zmq.auth.asyncio import AsyncioAuthenticator

    authenticator = AsyncioAuthenticator(zmq.asyncio.Context.instance())
    authenticator.start()
    configure(authenticator)
    socket = zmq.asyncio.Context.instance().socket(zmq.ROUTER)
    socket.zap_domain = b"global"
    for name, value in options.items():
        setattr(socket, name, value)
    say(socket.bind_to_random_port("tcp://127.0.0.1"))

    async def serve():
        while True:
            frames = await socket.recv_multipart(copy=False)
            user = frames[-1].get("User-Id").encode()
            await socket.send_multipart([*(frame.bytes for frame in frames[:-1]), user])

    await until_input_ends(serve())
    authenticator.stop()


async def curve_server(port, count):
    class Keys:
        def callback(self, domain, key):
            return key == CLIENT_KEYS[0]

    await secured_server(
        port, count, lambda authenticator: authenticator.configure_curve_callback("global", credentials_provider=Keys()),
        curve_publickey=SERVER_KEYS[0], curve_secretkey=SERVER_KEYS[1], curve_server=True)


async def plain_server(port, count):
    await secured_server(
        port, count, lambda authenticator: authenticator.configure_plain("global", {"alice": "secret"}), plain_server=True)


def main():
    role, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    context = zmq.asyncio.Context.instance()

    # Nothing may be dropped.
    context.sndhwm = 0
    context.rcvhwm = 0
    asyncio.run(globals()[role](port, count))
    context.destroy(linger=1000)


main()
