include("${CMAKE_CURRENT_LIST_DIR}/linux.cmake")
zmqnative_linux(x86_64 x86_64-linux-gnu)
