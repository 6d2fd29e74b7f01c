# libzmq as a static archive, for programs of NativeAOT that contain it (ZmqNativeStatic): one object file with libzmq, libsodium and the C++ run-time
# library, in which only zmq_* is visible, so that nothing in it meets the same name in the program.
#
# Only with GCC on Linux: its linker makes such an object out of the files that are there for the shared library.
set(static_dir "${ZMQNATIVE_OUTPUT_DIR}/static/${ZMQNATIVE_RID}")
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND TARGET objects)
  set(runtime "")
  foreach(part libstdc++.a libgcc_eh.a libgcc.a)
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${part} OUTPUT_VARIABLE file OUTPUT_STRIP_TRAILING_WHITESPACE)
    list(APPEND runtime "${file}")
  endforeach()
  set(folder "${CMAKE_BINARY_DIR}/static")
  file(MAKE_DIRECTORY "${folder}")
  # In quotes: blanks separate the arguments in such a file.
  file(GENERATE OUTPUT "${folder}/objects.rsp" CONTENT "\"$<JOIN:$<TARGET_OBJECTS:objects>,\"\n\">\"\n")
  set(lto "")
  if(CMAKE_INTERPROCEDURAL_OPTIMIZATION)
    # GCC 12 ends with an internal error when it divides this link into partitions.
    set(lto -flto -flto-partition=none -flinker-output=nolto-rel)
  endif()
  add_custom_command(OUTPUT "${folder}/libzmq.a"
    COMMAND ${CMAKE_CXX_COMPILER} -r -nostdlib -O3 ${lto} -o "${folder}/libzmq.o" "@${folder}/objects.rsp"
    COMMAND ${CMAKE_CXX_COMPILER} -r -nostdlib -fno-lto -o "${folder}/all.o" "${folder}/libzmq.o" "$<TARGET_FILE:sodium>" ${runtime}
    COMMAND ${CMAKE_OBJCOPY} --wildcard "--keep-global-symbol=zmq_*" --strip-unneeded "${folder}/all.o"
    COMMAND ${CMAKE_COMMAND} -E rm -f "${folder}/libzmq.a"
    COMMAND ${CMAKE_AR} rcsD "${folder}/libzmq.a" "${folder}/all.o"
    DEPENDS objects "$<TARGET_OBJECTS:objects>" sodium
    VERBATIM COMMENT "making the static archive")
  add_custom_target(zmqnative_static ALL
    COMMAND ${CMAKE_COMMAND} "-DARCHIVE=${folder}/libzmq.a" "-DSTATIC_DIR=${static_dir}" "-DNM=${CMAKE_NM}"
      -P "${CMAKE_CURRENT_SOURCE_DIR}/cmake/PlaceStatic.cmake"
    DEPENDS "${folder}/libzmq.a"
    VERBATIM)
  # The shared library, which more people need, is there first.
  add_dependencies(zmqnative_static zmqnative)
elseif(NOT ZMQNATIVE_ZIG)
  # What is there was built from other sources. Zig's library for packages is built beside the archive.
  file(REMOVE_RECURSE "${static_dir}")
endif()
