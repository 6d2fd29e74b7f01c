# Builds libzmq's own tests for the library that was built for this machine (../build.cmake). conformance.cake runs them.
#
#   cmake [-DQUIET=ON] -P native/conformance/build.cmake
cmake_minimum_required(VERSION 3.20)

get_filename_component(native "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
list(APPEND CMAKE_MODULE_PATH "${native}/cmake")
include(Rid)
include(Sources)
include(Step)
include("${native}/versions.cmake")

zmqnative_host_rid(RID)
zmqnative_library_name(library_name "${RID}")
set(library "${native}/runtimes/${RID}/native/${library_name}")
set(library_tree "${native}/build/${RID}")
set(tree "${native}/build/conformance")
if(NOT EXISTS "${library}" OR NOT EXISTS "${library_tree}/libzmq/platform.hpp")
  message(FATAL_ERROR "conformance: there is no ${library} with the tree it was built in; ./build.sh native builds it")
endif()

zmqnative_sources("${native}/sources" libzmq_source libsodium_source origin)
# What the list of tests is made from is read when CMake configures.
file(SHA256 "${library_tree}/libzmq/platform.hpp" platform)
file(MAKE_DIRECTORY "${tree}")
set(configured "")
if(EXISTS "${tree}/origin")
  file(READ "${tree}/origin" configured)
endif()
if(NOT configured STREQUAL "${origin}\n${platform}")
  file(REMOVE_RECURSE "${tree}")
  file(MAKE_DIRECTORY "${tree}")
endif()
zmqnative_generator(generator)
if(NOT EXISTS "${tree}/CMakeCache.txt")
  zmqnative_step("configuring libzmq's tests from ${origin}"
    "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}" -B "${tree}" ${generator} -Wno-dev
    "-DCMAKE_TOOLCHAIN_FILE=${native}/toolchains/${RID}.cmake"
    "-DLIBZMQ_SOURCE_DIR=${libzmq_source}" "-DLIBSODIUM_SOURCE_DIR=${libsodium_source}"
    "-DLIBRARY_TREE=${library_tree}" "-DLIBRARY=${library}")
  file(WRITE "${tree}/origin" "${origin}\n${platform}")
endif()
zmqnative_step("compiling libzmq's tests" "${CMAKE_COMMAND}" --build "${tree}" --parallel)
