# libzmq's own lists, with every choice that would otherwise depend on what this machine happens to have made here.
set(BUILD_SHARED ON)
set(BUILD_STATIC OFF)
set(BUILD_TESTS OFF)
set(WITH_PERF_TOOL ${ZMQNATIVE_TOOLS})
set(WITH_DOC OFF)
set(WITH_DOCS OFF)
set(ENABLE_CPACK OFF)
set(ENABLE_PRECOMPILED OFF)

set(ENABLE_DRAFTS ON)
# With drafts the subscriptions of a SUB live in a radix tree. The default trie recurses once for each byte of the
# topic when it is torn down, so that one very long topic overflows the stack.
set(ENABLE_RADIX_TREE ON)
set(ENABLE_CURVE ON)
set(WITH_LIBSODIUM ON)
set(WITH_LIBSODIUM_STATIC ON)

set(ENABLE_WS OFF)
set(WITH_TLS OFF)
set(WITH_NSS OFF)
set(WITH_LIBBSD OFF)
set(WITH_OPENPGM OFF)
set(WITH_NORM OFF)
set(WITH_VMCI OFF)
set(WITH_GSSAPI_KRB5 OFF)

set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
if(MINGW)
  # libzmq chooses it by itself for Visual C++ only. Its select() serves some thousand sockets, and no ipc.
  set(POLLER epoll CACHE STRING "" FORCE)
endif()
# lld does not read the bitcode of Zig's newer clang, and for Windows Zig's linker loses functions of the C library that only the optimised code uses.
if(ZMQNATIVE_LTO AND NOT (ZMQNATIVE_ZIG AND (APPLE OR WIN32)))
  include(CheckIPOSupported)
  check_ipo_supported(RESULT lto_works OUTPUT lto_error LANGUAGES CXX)
  if(lto_works)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  else()
    message(WARNING "link-time optimisation does not work here: ${lto_error}")
  endif()
endif()
if(NOT MSVC)
  add_compile_options(-ffunction-sections -fdata-sections)
endif()

# libzmq's own choice, strict C11, hides SO_PRIORITY, SO_BINDTODEVICE and O_CLOEXEC from its tests for them.
if(NOT MSVC)
  string(APPEND CMAKE_C_FLAGS " -std=gnu11")
  string(APPEND CMAKE_CXX_FLAGS " -std=gnu++11")
endif()

# Warnings of sources that are not ours help nobody.
set(CMAKE_WARN_DEPRECATED OFF CACHE BOOL "" FORCE)
if(NOT MSVC)
  string(APPEND CMAKE_CXX_FLAGS " -w")
endif()

add_subdirectory("${LIBZMQ_SOURCE_DIR}" libzmq)

if(MINGW AND ZMQNATIVE_ZIG)
  target_sources(libzmq PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/toolchains/winsock.c")
endif()

set(zmq_tools "")
if(ZMQNATIVE_TOOLS)
  set(zmq_tools local_lat remote_lat local_thr remote_thr inproc_lat inproc_thr)
endif()
add_dependencies(libzmq sodium)
if(TARGET objects)
  add_dependencies(objects sodium)
endif()

# An option whose test fails stays in the API and answers EINVAL, so a test that fails for a reason of its own would go
# unnoticed.
set(expected ZMQ_HAVE_CURVE ZMQ_USE_LIBSODIUM ZMQ_USE_RADIX_TREE ZMQ_HAVE_IPC)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  list(APPEND expected ZMQ_IOTHREAD_POLLER_USE_EPOLL ZMQ_HAVE_EVENTFD ZMQ_HAVE_EVENTFD_CLOEXEC ZMQ_HAVE_SOCK_CLOEXEC
    ZMQ_HAVE_O_CLOEXEC ZMQ_HAVE_SO_KEEPALIVE ZMQ_HAVE_TCP_KEEPCNT ZMQ_HAVE_TCP_KEEPIDLE ZMQ_HAVE_TCP_KEEPINTVL
    ZMQ_HAVE_SO_PRIORITY ZMQ_HAVE_SO_BINDTODEVICE ZMQ_HAVE_SO_PEERCRED ZMQ_HAVE_IFADDRS ZMQ_HAVE_PTHREAD_SETNAME_2
    HAVE_CLOCK_GETTIME HAVE_FORK HAVE_MKDTEMP HAVE_ACCEPT4)
elseif(APPLE)
  list(APPEND expected ZMQ_IOTHREAD_POLLER_USE_KQUEUE ZMQ_HAVE_SO_KEEPALIVE ZMQ_HAVE_TCP_KEEPCNT HAVE_FORK)
elseif(WIN32)
  list(APPEND expected ZMQ_IOTHREAD_POLLER_USE_EPOLL)
endif()
file(READ "${CMAKE_CURRENT_BINARY_DIR}/libzmq/platform.hpp" platform)
foreach(macro IN LISTS expected)
  if(NOT platform MATCHES "#define ${macro}[ \r\n]")
    message(SEND_ERROR "libzmq was configured without ${macro}")
  endif()
endforeach()
