# Builds libzmq for one RID, from sources to native/runtimes/<rid>/native/, and does nothing when that is up to date.
#
#   cmake [-DRID=linux-arm64] [-DQUIET=ON] [-DFORCE=ON] -P native/build.cmake
#
# ZMQNATIVE_SOURCE_DIR (environment): a folder with libzmq and libsodium trees, used instead of anything fetched.
cmake_minimum_required(VERSION 3.20)

set(native "${CMAKE_CURRENT_LIST_DIR}")
list(APPEND CMAKE_MODULE_PATH "${native}/cmake")
include(Rid)
include(Sources)
include(Step)
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

zmqnative_library_name(library_name "${RID}")
set(library "${native}/runtimes/${RID}/native/${library_name}")
set(tree "${native}/build/${RID}")
set(stamp_file "${tree}/stamp")

# Everything that decides what is built, apart from the trees in ZMQNATIVE_SOURCE_DIR: those are somebody's working
# copies, so the compiler's own dependency check runs for them each time.
file(GLOB_RECURSE inputs
  "${native}/*.cmake" "${native}/*.txt" "${native}/*.in" "${native}/*.sh" "${native}/exports.*"
  "${native}/perf/*.c" "${native}/perf/*.h")
list(FILTER inputs EXCLUDE REGEX "^${native}/(build|conformance|sources|runtimes|static|tools)/")
list(SORT inputs)
set(stamp "${RID}\n$ENV{ZMQNATIVE_SOURCE_DIR}\n$ENV{CC}\n$ENV{CXX}\n$ENV{CFLAGS}\n$ENV{CXXFLAGS}\n")
foreach(input IN LISTS inputs)
  file(SHA256 "${input}" hash)
  string(APPEND stamp "${hash}\n")
endforeach()
string(SHA256 stamp "${stamp}")

set(current "")
if(EXISTS "${stamp_file}" AND EXISTS "${library}" AND EXISTS "${native}/build/include/zmq.h")
  file(READ "${stamp_file}" current)
endif()
if(stamp STREQUAL current AND NOT FORCE AND "$ENV{ZMQNATIVE_SOURCE_DIR}" STREQUAL "")
  return()
endif()
file(REMOVE "${stamp_file}")

zmqnative_sources("${native}/sources" libzmq_source libsodium_source origin)
message(STATUS "native: building libzmq for ${RID} from ${origin}")

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

zmqnative_generator(generator)
if(NOT EXISTS "${tree}/CMakeCache.txt")
  # Its hundred feature tests are of interest only when one goes wrong.
  set(was_quiet "${QUIET}")
  set(QUIET ON)
  zmqnative_step("configuring"
    "${CMAKE_COMMAND}" -S "${native}" -B "${tree}" ${generator}
    "-DCMAKE_TOOLCHAIN_FILE=${toolchain}" -DCMAKE_BUILD_TYPE=Release
    "-DLIBZMQ_SOURCE_DIR=${libzmq_source}" "-DLIBSODIUM_SOURCE_DIR=${libsodium_source}"
    "-DZMQNATIVE_RID=${RID}")
  set(QUIET "${was_quiet}")
endif()
zmqnative_step("compiling (about half a minute)" "${CMAKE_COMMAND}" --build "${tree}" --config Release --parallel)

if(NOT EXISTS "${library}")
  message(FATAL_ERROR "native: the build ended without ${library}")
endif()
file(WRITE "${stamp_file}" "${stamp}")
file(READ "${tree}/summary" summary)
message(STATUS "native: ${library}: ${summary}")
