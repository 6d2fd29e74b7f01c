# A connection to an ipc:// endpoint when the process has no descriptor left ended the process (`ipc_listener.cpp`): of the errors of accept that say so,
# only ENFILE was expected. Like that of TCP, the listener reports ACCEPT_FAILED and goes on.
#
# Found by reading; upstream has no issue for it.
# Tests: tests/ZmqNative.Tests/Endpoints/DescriptorTests.cs
zmqnative_replace(ipc_listener.cpp [==[
                      || errno == ENFILE);
]==] [==[
                      || errno == ENFILE || errno == EMFILE || errno == ENOBUFS
                      || errno == ENOMEM);
]==])
