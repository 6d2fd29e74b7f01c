# What is wrong in libzmq and cannot be kept from happening from outside. The sources stay as they are: a corrected copy of the
# file is compiled in its place.
#
# Every hundredth receive processes what the I/O threads have to say, even between two parts of a message. When they say
# there that the connection is lost, and the socket has ZMQ_IMMEDIATE, the pipe is ended with the rest of the message in it:
# the process is aborted ("Assertion failed: !_more", fq.cpp), and a PAIR waits for a part that never comes. With this, the
# receive waits for the end of the message.

# zmqnative_correct(target file from to): each must be found exactly as it is, so that no correction is lost unnoticed.
function(zmqnative_correct target file from to)
  set(original "${LIBZMQ_SOURCE_DIR}/src/${file}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${original}")
  file(READ "${original}" text)
  string(REPLACE "${from}" "${to}" corrected "${text}")
  get_target_property(sources ${target} SOURCES)
  if(corrected STREQUAL text OR NOT original IN_LIST sources)
    message(FATAL_ERROR "a correction of ${file} does not fit these sources of libzmq (native/cmake/Corrections.cmake)")
  endif()
  set(copy "${CMAKE_CURRENT_BINARY_DIR}/corrected/${file}")
  file(CONFIGURE OUTPUT "${copy}" CONTENT "@corrected@" @ONLY)
  list(TRANSFORM sources REPLACE "^${original}$" "${copy}")
  set_property(TARGET ${target} PROPERTY SOURCES ${sources})
  target_include_directories(${target} PRIVATE "${LIBZMQ_SOURCE_DIR}/src")
endfunction()

set(corrected_target libzmq)
if(TARGET objects)
  set(corrected_target objects)
endif()
zmqnative_correct(${corrected_target} socket_base.cpp
  "if (++_ticks == inbound_poll_rate) {"
  "if (++_ticks >= inbound_poll_rate && !_rcvmore) {")
