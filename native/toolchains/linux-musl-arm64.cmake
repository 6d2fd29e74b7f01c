include("${CMAKE_CURRENT_LIST_DIR}/linux.cmake")
zmqnative_linux(aarch64 aarch64-linux-musl)
