"""A socket of pyzmq that a test steers.

    peer.py TYPE bind|connect ENDPOINT [curve-server PUBLIC SECRET CLIENT] [plain-server USER PASSWORD] [null-server ADDRESS]

Prints its endpoint. Then each line of the standard input is a command: "send FRAME..." and "recv", with frames in hexadecimal digits
("-" is an empty one); "recv" prints the frames of a message. The end of the input ends the program.
"""

import sys

import zmq
from zmq.auth.thread import ThreadAuthenticator

TIMEOUT = 30000


def decode(text):
    return b"" if text == "-" else bytes.fromhex(text)


def encode(frame):
    return frame.hex() or "-"


def secure(context, socket, options):
    """Makes the socket a server; "*" as the client accepts any key."""
    if not options:
        return None
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    if options[0] == "curve-server":
        from zmq.auth import CURVE_ALLOW_ANY

        socket.curve_server = True
        socket.curve_publickey = options[1].encode()
        socket.curve_secretkey = options[2].encode()
        if options[3] == "*":
            authenticator.configure_curve(domain="*", location=CURVE_ALLOW_ANY)
        else:
            authenticator.configure_curve(domain="*", location=options[3])
    elif options[0] == "plain-server":
        socket.plain_server = True
        authenticator.configure_plain(domain="*", passwords={options[1]: options[2]})
    elif options[0] == "null-server":
        socket.zap_domain = b"global"
        authenticator.allow(options[1])
    return authenticator


def main():
    kind, role, endpoint = sys.argv[1:4]
    context = zmq.Context()
    socket = context.socket(getattr(zmq, kind.upper()))
    socket.linger = 1000
    socket.rcvtimeo = TIMEOUT
    socket.sndtimeo = TIMEOUT
    authenticator = secure(context, socket, sys.argv[4:])
    if kind == "sub":
        socket.subscribe(b"")
    if role == "bind":
        socket.bind(endpoint)
        endpoint = socket.last_endpoint.rstrip(b"\0").decode()
    else:
        socket.connect(endpoint)
    print(endpoint, flush=True)
    for line in sys.stdin:
        command, *frames = line.split()
        if command == "send":
            socket.send_multipart([decode(frame) for frame in frames])
        else:
            print(*[encode(frame) for frame in socket.recv_multipart()], flush=True)
    if authenticator:
        authenticator.stop()
    socket.close()
    context.term()


main()
