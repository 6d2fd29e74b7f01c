# zmqnative_zig(system processor): the programs that build.cmake has made in the folder ZMQNATIVE_ZIG_TOOLS, which know the target.
macro(zmqnative_zig system processor)
  # Setting the system name is what makes CMake cross-compile: the features of the target are not those of this machine, even where both
  # are linux-x64 (the C library is an older one).
  set(CMAKE_SYSTEM_NAME ${system})
  set(CMAKE_SYSTEM_PROCESSOR ${processor})
  set(CMAKE_C_COMPILER "$ENV{ZMQNATIVE_ZIG_TOOLS}/cc")
  set(CMAKE_CXX_COMPILER "$ENV{ZMQNATIVE_ZIG_TOOLS}/c++")
  foreach(language "" C_COMPILER_ CXX_COMPILER_)
    set(CMAKE_${language}AR "$ENV{ZMQNATIVE_ZIG_TOOLS}/ar" CACHE FILEPATH "" FORCE)
    set(CMAKE_${language}RANLIB "$ENV{ZMQNATIVE_ZIG_TOOLS}/ranlib" CACHE FILEPATH "" FORCE)
  endforeach()
  # Nothing of this machine may be found: neither its headers nor its libraries are the target's.
  set(CMAKE_FIND_ROOT_PATH "$ENV{ZMQNATIVE_ZIG_TOOLS}")
  set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
  foreach(kind LIBRARY INCLUDE PACKAGE)
    set(CMAKE_FIND_ROOT_PATH_MODE_${kind} ONLY)
  endforeach()
  include("${CMAKE_CURRENT_LIST_DIR}/cross.cmake")
endmacro()
