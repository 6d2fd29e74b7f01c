# What is wrong in libzmq and cannot be kept from happening from outside. The sources stay as they are: a copy of the tree is
# corrected and compiled, and LIBZMQ_SOURCE_DIR names the copy from then on. Each file of corrections/ is one correction, with the fault,
# upstream's issue where there is one, and the tests that fail without it.
set(zmqnative_original "${LIBZMQ_SOURCE_DIR}")
set(zmqnative_corrected_names "")

# zmqnative_replace(file from to): in src/file, whose text must hold it exactly once: a correction that does not fit these sources, or
# fits in two places, is refused instead of being lost unnoticed.
function(zmqnative_replace file from to)
  get_property(known GLOBAL PROPERTY "zmqnative_text_${file}" SET)
  if(known)
    get_property(text GLOBAL PROPERTY "zmqnative_text_${file}")
  else()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${zmqnative_original}/src/${file}")
    file(READ "${zmqnative_original}/src/${file}" text)
    set_property(GLOBAL APPEND PROPERTY zmqnative_corrected "${file}")
  endif()
  string(REPLACE "${from}" "" without "${text}")
  string(LENGTH "${text}" length)
  string(LENGTH "${from}" removed)
  string(LENGTH "${without}" rest)
  math(EXPR expected "${length} - ${removed}")
  if(NOT rest EQUAL expected)
    message(FATAL_ERROR "the correction ${CMAKE_CURRENT_LIST_FILE} does not fit src/${file} of these sources of libzmq; "
      "what it replaces is not there exactly once:\n${from}")
  endif()
  string(REPLACE "${from}" "${to}" text "${text}")
  set_property(GLOBAL PROPERTY "zmqnative_text_${file}" "${text}")
endfunction()

# zmqnative_add(file text): a source file that libzmq does not have. Headers only, as libzmq's lists name what is compiled.
function(zmqnative_add file text)
  set_property(GLOBAL APPEND PROPERTY zmqnative_corrected "${file}")
  set_property(GLOBAL PROPERTY "zmqnative_text_${file}" "${text}")
endfunction()

file(GLOB corrections CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/corrections/*.cmake")
list(SORT corrections)
foreach(correction IN LISTS corrections)
  include("${correction}")
endforeach()

set(LIBZMQ_SOURCE_DIR "${CMAKE_CURRENT_BINARY_DIR}/corrected")
get_property(corrected GLOBAL PROPERTY zmqnative_corrected)
set(excluded "")
foreach(name IN LISTS corrected)
  list(APPEND excluded PATTERN "src/${name}" EXCLUDE)
endforeach()
# What is not corrected keeps its time, so that only what changed is compiled again.
file(COPY "${zmqnative_original}/" DESTINATION "${LIBZMQ_SOURCE_DIR}"
  PATTERN .git EXCLUDE PATTERN doc EXCLUDE PATTERN tests EXCLUDE PATTERN unittests EXCLUDE ${excluded})
foreach(name IN LISTS corrected)
  get_property(text GLOBAL PROPERTY "zmqnative_text_${name}")
  file(CONFIGURE OUTPUT "${LIBZMQ_SOURCE_DIR}/src/${name}" CONTENT "@text@" @ONLY)
endforeach()
