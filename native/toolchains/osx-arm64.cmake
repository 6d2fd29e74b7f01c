include("${CMAKE_CURRENT_LIST_DIR}/osx.cmake")
zmqnative_osx(arm64 11.0)
