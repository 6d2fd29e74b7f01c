"""The other side of CertificateInteropTests.

    certificates.py pyzmq|czmq read|write|strip|serve FOLDER NAME

Prints "ready", or "missing" if the library is not installed, then what the test compares, and "done".
"""

import ctypes
import os
import sys

METADATA = {"name": "it's me", "city": "Århus N"}


def czmq():
    """CZMQ itself, with the few functions that are needed."""
    try:
        library = ctypes.CDLL(os.environ.get("ZMQNATIVE_LIBCZMQ", "libczmq.so.4"))
    except OSError:
        print("missing", flush=True)
        sys.exit()
    for name, result, arguments in [
        ("zcert_new", ctypes.c_void_p, []),
        ("zcert_new_from", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p]),
        ("zcert_load", ctypes.c_void_p, [ctypes.c_char_p]),
        ("zcert_save", ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p]),
        ("zcert_public_key", ctypes.c_void_p, [ctypes.c_void_p]),
        ("zcert_public_txt", ctypes.c_char_p, [ctypes.c_void_p]),
        ("zcert_secret_txt", ctypes.c_char_p, [ctypes.c_void_p]),
        ("zcert_meta", ctypes.c_char_p, [ctypes.c_void_p, ctypes.c_char_p]),
        ("zcertstore_new", ctypes.c_void_p, [ctypes.c_char_p]),
        ("zcertstore_lookup", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p]),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    for name, result, arguments in [
        ("zcert_apply", None, [ctypes.c_void_p, ctypes.c_void_p]),
        ("zsock_new", ctypes.c_void_p, [ctypes.c_int]),
        ("zsock_set_curve_server", None, [ctypes.c_void_p, ctypes.c_int]),
        ("zsock_set_zap_domain", None, [ctypes.c_void_p, ctypes.c_char_p]),
        ("zsock_wait", ctypes.c_int, [ctypes.c_void_p]),
        ("zactor_new", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p]),
        ("zactor_destroy", None, [ctypes.c_void_p]),
        ("zsock_destroy", None, [ctypes.c_void_p]),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    # These take a format and its arguments.
    library.zcert_set_meta.restype = None
    library.zsock_bind.restype = ctypes.c_int
    return library


def serve_czmq(library, folder, path):
    """Answers the first request of a client whose certificate is in the folder, with CZMQ's authenticator; strangers get no answer."""
    authenticator = library.zactor_new(ctypes.cast(library.zauth, ctypes.c_void_p), None)
    library.zstr_sendx(ctypes.c_void_p(authenticator), b"CURVE", folder.encode(), ctypes.c_void_p(None))
    library.zsock_wait(authenticator)
    certificate = library.zcert_load(path.encode())
    server = library.zsock_new(4)  # ZMQ_REP
    library.zsock_set_zap_domain(server, b"global")
    library.zcert_apply(certificate, server)
    library.zsock_set_curve_server(server, 1)
    port = library.zsock_bind(ctypes.c_void_p(server), b"tcp://127.0.0.1:*")
    print("tcp://127.0.0.1:%d" % port, flush=True)
    library.zstr_recv.restype = ctypes.c_char_p
    text = library.zstr_recv(ctypes.c_void_p(server))
    library.zstr_send(ctypes.c_void_p(server), text)
    # Until the client has read it.
    sys.stdin.readline()
    library.zsock_destroy(ctypes.byref(ctypes.c_void_p(server)))
    library.zactor_destroy(ctypes.byref(ctypes.c_void_p(authenticator)))


def run_czmq(verb, folder, path):
    library = czmq()
    print("ready", flush=True)
    if verb == "read":
        certificate = library.zcert_load(path.encode())
        print(library.zcert_public_txt(certificate).decode())
        print(library.zcert_secret_txt(certificate).decode())
        for name in ("name", "e-mail", "empty"):
            print(name + "=" + library.zcert_meta(certificate, name.encode()).decode())
        store = library.zcertstore_new(folder.encode())
        print("folder", library.zcertstore_lookup(store, library.zcert_public_txt(certificate)) is not None)
        return
    if verb == "serve":
        serve_czmq(library, folder, path)
        return
    certificate = library.zcert_new()
    if verb == "strip":
        certificate = library.zcert_new_from(library.zcert_public_key(certificate), bytes(32))
    else:
        for name, value in METADATA.items():
            library.zcert_set_meta(ctypes.c_void_p(certificate), name.encode(), b"%s", value.encode())
    assert library.zcert_save(certificate, path.encode()) == 0
    print(library.zcert_public_txt(certificate).decode())
    if verb == "write":
        print(library.zcert_secret_txt(certificate).decode())


def run_pyzmq(verb, folder, name, path):
    import zmq
    import zmq.auth

    print("ready", flush=True)
    if verb == "read":
        for file in (path, path + "_secret"):
            for key in zmq.auth.load_certificate(file):
                print(key and key.decode())
        print("folder", *(key.decode() for key in zmq.auth.load_certificates(folder)))
        return
    os.umask(0o022)
    _, secret_file = zmq.auth.create_certificates(folder, name, metadata=METADATA)
    public, secret = zmq.auth.load_certificate(secret_file)
    if verb == "write":
        print(public.decode())
        print(secret.decode())
        return

    from zmq.auth.thread import ThreadAuthenticator

    context = zmq.Context()
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    authenticator.configure_curve(domain="*", location=folder)
    server = context.socket(zmq.REP)
    server.curve_server, server.curve_publickey, server.curve_secretkey = True, public, secret
    port = server.bind_to_random_port("tcp://127.0.0.1")
    print("tcp://127.0.0.1:%d" % port, flush=True)
    server.send(server.recv())
    server.close()
    authenticator.stop()
    context.term()


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    library, verb, folder, name = sys.argv[1:]
    path = os.path.join(folder, name)
    if library == "czmq":
        run_czmq(verb, folder, path)
    else:
        run_pyzmq(verb, folder, name, path)
    print("done", flush=True)
