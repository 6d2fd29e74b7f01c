include("${CMAKE_CURRENT_LIST_DIR}/osx.cmake")
zmqnative_osx(x86_64 11.0)
