# When a pipe ends, the last active one takes its place in the list. If that was the one in the middle of a message, `_current` became 0,
# and the rest of the message was read from, or sent to, another peer.
#
# Found by reading; upstream has no issue for it. PUSH bound over inproc, four PULLs coming and going, 64-frame messages: torn within seconds.
# Tests: tests/ZmqNative.Tests/Corrections/WholeMessageTests.cs
foreach(file IN ITEMS fq.cpp lb.cpp)
  zmqnative_replace(${file} [==[
        _pipes.swap (index, _active);
        if (_current == _active)
            _current = 0;
]==] [==[
        _pipes.swap (index, _active);
        //  The current pipe may be the one that was moved.
        if (_current == _active)
            _current = index < _active ? index : 0;
]==])
endforeach()
