# zmqnative_win(platform): Visual Studio's compiler for that platform.
macro(zmqnative_win platform)
  set(CMAKE_GENERATOR_PLATFORM ${platform} CACHE STRING "")
endmacro()
