# How the library is linked, checked and put where the loader looks for it.
set(output_lib_dir "${ZMQNATIVE_OUTPUT_DIR}/runtimes/${ZMQNATIVE_RID}/native")
set(output_tool_dir "${ZMQNATIVE_OUTPUT_DIR}/tools/${ZMQNATIVE_RID}")

# One file without a version in its name, which is what a NuGet package carries. The soname is the same, so that the
# tools find it under that name.
set_target_properties(libzmq PROPERTIES
  PREFIX "" OUTPUT_NAME libzmq RELEASE_POSTFIX "" MACOSX_RPATH ON INSTALL_NAME_DIR "@rpath" BUILD_WITH_INSTALL_NAME_DIR ON
  LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/out" RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/out")
set_property(TARGET libzmq PROPERTY VERSION)
set_property(TARGET libzmq PROPERTY SOVERSION)

# -Wl, and not LINKER:, which Zig does not accept in the form that CMake gives it.
set(exports "${CMAKE_CURRENT_SOURCE_DIR}/exports")
if(APPLE)
  target_link_options(libzmq PRIVATE "-Wl,-exported_symbols_list,${exports}.osx" -Wl,-dead_strip)
  if(NOT ZMQNATIVE_ZIG)
    # -x instead of strip, which would invalidate the signature that the linker gives on arm64. lld 14 does not have it.
    target_link_options(libzmq PRIVATE -Wl,-x)
  endif()
  set_target_properties(libzmq PROPERTIES LINK_DEPENDS "${exports}.osx")
elseif(WIN32)
  # What zmq.h marks is exported and nothing else, so there is no list.
  if(MINGW)
    target_link_options(libzmq PRIVATE -Wl,-s)
    if(NOT ZMQNATIVE_ZIG)
      target_link_options(libzmq PRIVATE -static)
    endif()
  endif()
else()
  target_link_options(libzmq PRIVATE
    "-Wl,--version-script=${exports}.linux" -Wl,--gc-sections -Wl,--as-needed -Wl,-s
    -Wl,--no-undefined -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-O1)
  if(NOT ZMQNATIVE_ZIG)
    target_link_options(libzmq PRIVATE -static-libstdc++ -static-libgcc)
  endif()
  set_target_properties(libzmq PROPERTIES LINK_DEPENDS "${exports}.linux")
endif()

# A package carries the licences of what is in the libraries of all platforms.
file(GLOB zmq_licences "${LIBZMQ_SOURCE_DIR}/COPYING*" "${LIBZMQ_SOURCE_DIR}/LICENSE*")
file(COPY ${zmq_licences} DESTINATION "${ZMQNATIVE_OUTPUT_DIR}/licences/libzmq")
file(COPY "${LIBSODIUM_SOURCE_DIR}/LICENSE" DESTINATION "${ZMQNATIVE_OUTPUT_DIR}/licences/libsodium")
foreach(part sha1 wepoll)
  file(COPY "${LIBZMQ_SOURCE_DIR}/external/${part}/license.txt" DESTINATION "${ZMQNATIVE_OUTPUT_DIR}/licences/${part}")
endforeach()

# The tools are measured against, so they run with the very library that is shipped.
if(APPLE)
  set(tool_rpath "@loader_path/../../runtimes/${ZMQNATIVE_RID}/native")
else()
  set(tool_rpath "$ORIGIN/../../runtimes/${ZMQNATIVE_RID}/native")
endif()
foreach(tool IN LISTS zmq_tools)
  set_target_properties(${tool} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tools"
    BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "${tool_rpath}" INSTALL_RPATH_USE_LINK_PATH OFF)
endforeach()

set(tool_files "")
foreach(tool IN LISTS zmq_tools)
  list(APPEND tool_files "$<TARGET_FILE:${tool}>")
endforeach()
add_custom_target(zmqnative ALL
  COMMAND ${CMAKE_COMMAND}
    "-DRID=${ZMQNATIVE_RID}" "-DLIBRARY=$<TARGET_FILE:libzmq>" "-DLIBRARY_DIR=${output_lib_dir}"
    "-DTOOLS=${tool_files}" "-DTOOL_DIR=${output_tool_dir}"
    "-DHEADER=${LIBZMQ_SOURCE_DIR}/include/zmq.h" "-DINCLUDE_DIR=${ZMQNATIVE_OUTPUT_DIR}/build/include"
    "-DCHECK=${zmqnative_check}" "-DGLIBC=${zmqnative_glibc}" "-DSUMMARY=${CMAKE_BINARY_DIR}/summary"
    -P "${CMAKE_CURRENT_SOURCE_DIR}/cmake/CheckAndPlace.cmake"
  DEPENDS libzmq check ${zmq_tools}
  VERBATIM)
