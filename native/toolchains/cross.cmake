# What libzmq finds out by running programs, which a cross build cannot do. Left out, the library would come without
# keep-alive options, thread names and affinity: present in the API and silently without effect.
macro(zmqnative_cross_posix)
  foreach(have ZMQ_HAVE_O_CLOEXEC ZMQ_HAVE_SO_KEEPALIVE ZMQ_HAVE_TCP_KEEPCNT ZMQ_HAVE_TCP_KEEPINTVL ZMQ_HAVE_NOEXCEPT)
    set(${have} 1)
  endforeach()
endmacro()

macro(zmqnative_cross_linux triple)
  zmqnative_cross_posix()
  foreach(have
      ZMQ_HAVE_SOCK_CLOEXEC ZMQ_HAVE_EVENTFD_CLOEXEC ZMQ_HAVE_SO_BINDTODEVICE ZMQ_HAVE_SO_PRIORITY
      ZMQ_HAVE_TCP_KEEPIDLE ZMQ_HAVE_TIPC ZMQ_HAVE_PTHREAD_SETNAME_2)
    set(${have} 1)
  endforeach()
  if("${triple}" MATCHES "musl")
    set(ZMQ_HAVE_GETRANDOM 1)
  else()
    set(ZMQ_HAVE_PTHREAD_SET_AFFINITY 1)
  endif()
endmacro()

macro(zmqnative_cross_osx)
  zmqnative_cross_posix()
  foreach(have ZMQ_HAVE_TCP_KEEPALIVE ZMQ_HAVE_PTHREAD_SETNAME_1)
    set(${have} 1)
  endforeach()
endmacro()

macro(zmqnative_cross_win)
  set(ZMQ_HAVE_NOEXCEPT 1)
endmacro()
