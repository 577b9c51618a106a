# Compiler, warnings and caches, for every target of ours. Vendors are SYSTEM, so their headers do not warn.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(INSIGHTFLOW_WERROR "Treat warnings as errors" ON)
set(INSIGHTFLOW_SANITIZE "" CACHE STRING "address;undefined or thread")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

add_library(insightflow_settings INTERFACE)
target_include_directories(insightflow_settings INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(insightflow_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -fpch-preprocess
  $<$<BOOL:${INSIGHTFLOW_WERROR}>:-Werror>)
if(INSIGHTFLOW_SANITIZE)
  string(REPLACE ";" "," sanitizers "${INSIGHTFLOW_SANITIZE}")
  add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizers})
  # Of the frames of coroutines, and false: GCC no longer sees Asio's pair of operators as one.
  target_compile_options(insightflow_settings INTERFACE -Wno-mismatched-new-delete)
  if("thread" IN_LIST INSIGHTFLOW_SANITIZE)
    target_compile_options(insightflow_settings INTERFACE -Wno-tsan)
  endif()
endif()
