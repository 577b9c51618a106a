# insightflow_test(NAME LABEL label SOURCES ... LIBS ...): one GoogleTest program, one ctest, labelled by its
# folder.
include(GoogleTest)
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
set(test_seconds_max 600)
if(INSIGHTFLOW_SANITIZE)
  set(test_seconds_max 3600)  # a sanitizer is many times slower
endif()
set(Python3_EXECUTABLE /usr/bin/python3)  # the one that Debian's python packages belong to
find_package(Python3 REQUIRED COMPONENTS Interpreter)

insightflow_headers(test_headers HEADERS <gmock/gmock.h> <gtest/gtest.h> LIBS GTest::gmock)
# As for a program, not for a library: else its precompiled headers do not fit.
set_target_properties(test_headers PROPERTIES POSITION_INDEPENDENT_CODE OFF)
target_compile_options(test_headers PRIVATE -fPIE)

function(insightflow_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE insightflow_settings ${arg_LIBS} GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  insightflow_precompile_like(${name} test_headers)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${test_seconds_max})
endfunction()

# insightflow_server_test(NAME LABEL label ARGUMENTS ... [TIMEOUT seconds]): one pytest process, one ctest,
# over the server's binary. The tests start it themselves; what a failed one leaves is in test-output.
function(insightflow_server_test name)
  cmake_parse_arguments(arg "" "LABEL;TIMEOUT" "ARGUMENTS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT ${test_seconds_max})
  endif()
  add_test(NAME ${name}
    COMMAND ${Python3_EXECUTABLE} -m pytest -q --tb=short -p no:cacheprovider ${arg_ARGUMENTS}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set(settings "INSIGHTFLOW_BINARY=$<TARGET_FILE:insightflow>" "INSIGHTFLOW_BUILD=${PROJECT_BINARY_DIR}"
    "INSIGHTFLOW_SANITIZER=${sanitizers}" "PYTHONDONTWRITEBYTECODE=1")
  set_tests_properties(${name} PROPERTIES
    LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${settings}")
endfunction()
