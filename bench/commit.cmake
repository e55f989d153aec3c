# Writes a header with the commit that the source is of: cmake -DSOURCE=DIR -DHEADER=FILE -P this.
# It is touched only where that has changed. Without git, and where the source is no repository of
# its own, the commit is "".
cmake_minimum_required(VERSION 3.22)
find_program(git git)
set(commit "")
if(git)
  set(ENV{GIT_OPTIONAL_LOCKS} 0) # somebody may be at work in the repository
  execute_process(COMMAND ${git} rev-parse --show-toplevel WORKING_DIRECTORY ${SOURCE}
    OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(REAL_PATH "${SOURCE}" source)
  if(top STREQUAL source)
    execute_process(COMMAND ${git} describe --always --dirty --abbrev=12
      WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE commit
      OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
endif()
file(CONFIGURE OUTPUT "${HEADER}" CONTENT "#define RLE127_COMMIT \"${commit}\"\n" @ONLY)
