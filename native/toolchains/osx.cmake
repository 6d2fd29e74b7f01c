# zmqnative_osx(architecture minimum): Zig where build.cmake has it, else Apple's compiler, which makes code for both processors.
macro(zmqnative_osx architecture minimum)
  if(NOT "$ENV{ZMQNATIVE_ZIG_TOOLS}" STREQUAL "")
    include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
    zmqnative_zig(Darwin ${architecture})
    # CMake asks for it, and runs it only for what is installed.
    set(CMAKE_INSTALL_NAME_TOOL "$ENV{ZMQNATIVE_ZIG_TOOLS}/ar" CACHE FILEPATH "" FORCE)
    zmqnative_cross_osx()
  else()
    set(CMAKE_OSX_ARCHITECTURES ${architecture})
    set(CMAKE_OSX_DEPLOYMENT_TARGET ${minimum})
  endif()
endmacro()
