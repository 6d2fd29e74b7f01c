# The program that examines the result, which runs on this machine and therefore is not always made by the compiler of the library.
file(GLOB check_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/check/*.c")
if(CMAKE_CROSSCOMPILING)
  set(host_compiler "${ZMQNATIVE_ZIG}" cc)
  if(NOT ZMQNATIVE_ZIG)
    find_program(host_compiler NAMES cc gcc clang REQUIRED NO_CMAKE_FIND_ROOT_PATH)
  endif()
  set(zmqnative_check "${CMAKE_BINARY_DIR}/check-library")
  add_custom_command(OUTPUT "${zmqnative_check}" DEPENDS ${check_sources} "${CMAKE_CURRENT_SOURCE_DIR}/check/check.h"
    COMMAND ${host_compiler} -std=c11 -O2 -o "${zmqnative_check}" ${check_sources} VERBATIM)
  add_custom_target(check DEPENDS "${zmqnative_check}")
else()
  add_executable(check ${check_sources} check/check.h)
  set_target_properties(check PROPERTIES C_STANDARD 11)
  set(zmqnative_check "$<TARGET_FILE:check>")
endif()

# What Zig is told to link for; another compiler links for the C library of its machine.
set(zmqnative_glibc "")
if(ZMQNATIVE_ZIG)
  set(zmqnative_glibc 2.17)
endif()
