# Refuses a library that would not load everywhere or that leaks symbols; puts one that passes into place.
cmake_minimum_required(VERSION 3.20)

execute_process(COMMAND "${CHECK}" ${RID} "${LIBRARY}" ${GLIBC} OUTPUT_VARIABLE found ERROR_VARIABLE error RESULT_VARIABLE refused)
if(refused)
  string(STRIP "${error}" error)
  message(FATAL_ERROR "not placed for ${RID}: ${error}")
endif()
string(STRIP "${found}" found)

# Renamed into place: a process that has the old file mapped keeps it, and no reader sees half a file.
function(place from to)
  get_filename_component(folder "${to}" DIRECTORY)
  file(MAKE_DIRECTORY "${folder}")
  file(COPY_FILE "${from}" "${to}.new")
  file(RENAME "${to}.new" "${to}")
endfunction()
foreach(tool IN LISTS TOOLS)
  get_filename_component(name "${tool}" NAME)
  place("${tool}" "${TOOL_DIR}/${name}")
endforeach()
place("${HEADER}" "${INCLUDE_DIR}/zmq.h")
get_filename_component(name "${LIBRARY}" NAME)
place("${LIBRARY}" "${LIBRARY_DIR}/${name}")

file(SIZE "${LIBRARY}" size)
math(EXPR kib "${size} / 1024")
file(WRITE "${SUMMARY}" "${kib} KiB, ${found}")
