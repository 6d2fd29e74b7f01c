# Programs of ours beside libzmq's own perf tools, for what those do not measure; bench/ZmqNative.Perf compares with both.
set(perf_programs request_reply fan_out large latency transfer)
foreach(program IN LISTS perf_programs)
  add_executable(${program} perf/${program}.c perf/perf.h)
  target_link_libraries(${program} libzmq)
  target_include_directories(${program} PRIVATE "${LIBZMQ_SOURCE_DIR}/include")
endforeach()
list(APPEND zmq_tools ${perf_programs})
