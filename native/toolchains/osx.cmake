# zmqnative_osx(architecture minimum): Apple's compiler makes code for both processors, so no other one is needed.
macro(zmqnative_osx architecture minimum)
  set(CMAKE_OSX_ARCHITECTURES ${architecture})
  set(CMAKE_OSX_DEPLOYMENT_TARGET ${minimum})
endmacro()
