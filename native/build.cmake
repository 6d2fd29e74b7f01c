# Builds libzmq for one RID, from sources to native/runtimes/<rid>/native/, and does nothing when that is up to date.
#
#   cmake [-DRID=linux-arm64] [-DQUIET=ON] [-DFORCE=ON] [-DPORTABLE=ON] -P native/build.cmake
#
# PORTABLE: for the packages. It has to be built by Zig, for the oldest supported systems, also for this machine's own RID.
# ZMQNATIVE_SOURCE_DIR (environment): a folder with libzmq and libsodium trees, used instead of anything fetched.
cmake_minimum_required(VERSION 3.20)

set(native "${CMAKE_CURRENT_LIST_DIR}")
list(APPEND CMAKE_MODULE_PATH "${native}/cmake")
include(Compiler)
include(Rid)
include(Sources)
include(Step)
include(Zig)
include("${native}/versions.cmake")

zmqnative_host_rid(host_rid)
if(NOT RID)
  set(RID "${host_rid}")
endif()
set(toolchain "${native}/toolchains/${RID}.cmake")
if(NOT EXISTS "${toolchain}")
  file(GLOB known RELATIVE "${native}/toolchains" "${native}/toolchains/*-*.cmake")
  list(TRANSFORM known REPLACE "\\.cmake$" "")
  list(JOIN known ", " known)
  message(FATAL_ERROR "no toolchain file for '${RID}'; there are: ${known}")
endif()

# The tools measure, which only this machine can.
set(with_tools OFF)
if(RID STREQUAL host_rid)
  set(with_tools ON)
endif()

zmqnative_library_name(library_name "${RID}")
set(library "${native}/runtimes/${RID}/native/${library_name}")
set(tree "${native}/build/${RID}")
set(stamp_file "${tree}/stamp")

# Everything that decides what is built, apart from the trees in ZMQNATIVE_SOURCE_DIR: those are somebody's working
# copies, so the compiler's own dependency check runs for them each time.
file(GLOB inputs
  "${native}/*.cmake" "${native}/CMakeLists.txt" "${native}/*.sh" "${native}/exports.*" "${native}/cmake/*" "${native}/corrections/*"
  "${native}/toolchains/*" "${native}/check/*.c" "${native}/check/*.h" "${native}/perf/*.c" "${native}/perf/*.h")
list(SORT inputs)
set(stamp "${RID}\n$ENV{ZMQNATIVE_SOURCE_DIR}\n$ENV{CC}\n$ENV{CXX}\n$ENV{CFLAGS}\n$ENV{CXXFLAGS}\n")
foreach(input IN LISTS inputs)
  file(SHA256 "${input}" hash)
  string(APPEND stamp "${hash}\n")
endforeach()
# Zig is pinned. The linker for macOS is the one of the distribution, of which another version writes another file.
set(linker "")
if(RID MATCHES "^osx-" AND (PORTABLE OR NOT CMAKE_HOST_APPLE))
  zmqnative_osx_linker(lld)
  if(lld)
    execute_process(COMMAND "${lld}" --version OUTPUT_VARIABLE linker)
  endif()
endif()
string(SHA256 zig_stamp "zig $ENV{ZIG}\n${linker}${stamp}")
string(SHA256 host_stamp "${stamp}")
set(accepted "${zig_stamp}")
if(NOT PORTABLE)
  list(APPEND accepted "${host_stamp}")
endif()

set(current "")
if(EXISTS "${stamp_file}" AND EXISTS "${library}" AND EXISTS "${native}/build/include/zmq.h")
  file(READ "${stamp_file}" current)
endif()
# Zig's library may be there already, for packages, and the archive of the machine's compiler not.
set(static_dir "${native}/static/${RID}")
set(static "")
if(EXISTS "${static_dir}/stamp")
  file(READ "${static_dir}/stamp" static)
endif()
if(NOT PORTABLE AND RID STREQUAL host_rid AND NOT static STREQUAL host_stamp)
  set(current "")
endif()
if(current IN_LIST accepted AND NOT FORCE AND "$ENV{ZMQNATIVE_SOURCE_DIR}" STREQUAL "")
  return()
endif()
file(REMOVE "${stamp_file}")

zmqnative_compiler(compiler zig)
set(stamp "${host_stamp}")
unset(ENV{ZMQNATIVE_ZIG_TOOLS})
if(zig)
  set(stamp "${zig_stamp}")
  set(ENV{ZMQNATIVE_ZIG_TOOLS} "${tree}/zig")
  # libc++ and the start files are compiled once for each platform, and kept.
  set(ENV{ZIG_GLOBAL_CACHE_DIR} "${native}/zig/cache")
  set(ENV{ZIG_LOCAL_CACHE_DIR} "${native}/zig/cache")
endif()

zmqnative_sources("${native}/sources" libzmq_source libsodium_source origin)
message(STATUS "native: building libzmq for ${RID} by ${compiler} from ${origin}")

# A build tree that was configured for other sources keeps answers about them in its cache.
set(origin_file "${tree}/origin")
set(last_origin "")
if(EXISTS "${origin_file}")
  file(READ "${origin_file}" last_origin)
endif()
if(FORCE OR NOT last_origin STREQUAL "${origin}\n${stamp}")
  file(REMOVE_RECURSE "${tree}")
endif()
file(MAKE_DIRECTORY "${tree}")
file(WRITE "${origin_file}" "${origin}\n${stamp}")
if(zig)
  zmqnative_zig_target(zig_target "${RID}")
  zmqnative_zig_tools("${tree}/zig" "${zig}" "${zig_target}")
endif()

zmqnative_generator(generator)
if(NOT EXISTS "${tree}/CMakeCache.txt")
  # Its hundred feature tests are of interest only when one goes wrong.
  set(was_quiet "${QUIET}")
  set(QUIET ON)
  zmqnative_step("configuring"
    "${CMAKE_COMMAND}" -S "${native}" -B "${tree}" ${generator}
    "-DCMAKE_TOOLCHAIN_FILE=${toolchain}" -DCMAKE_BUILD_TYPE=Release
    "-DLIBZMQ_SOURCE_DIR=${libzmq_source}" "-DLIBSODIUM_SOURCE_DIR=${libsodium_source}"
    "-DZMQNATIVE_RID=${RID}" "-DZMQNATIVE_ZIG=${zig}" "-DZMQNATIVE_TOOLS=${with_tools}")
  set(QUIET "${was_quiet}")
endif()
zmqnative_step("compiling (about half a minute)" "${CMAKE_COMMAND}" --build "${tree}" --config Release --parallel)

if(NOT EXISTS "${library}")
  message(FATAL_ERROR "native: the build ended without ${library}")
endif()
file(WRITE "${stamp_file}" "${stamp}")
if(NOT zig AND RID STREQUAL host_rid)
  file(MAKE_DIRECTORY "${static_dir}")
  file(WRITE "${static_dir}/stamp" "${stamp}")
endif()
file(READ "${tree}/summary" summary)
message(STATUS "native: ${library}: ${summary}")
