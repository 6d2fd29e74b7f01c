include("${CMAKE_CURRENT_LIST_DIR}/win.cmake")
zmqnative_win(ARM64)
