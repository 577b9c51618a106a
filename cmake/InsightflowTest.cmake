# insightflow_test(NAME LABEL label SOURCES ... LIBS ...): one GoogleTest program, one ctest, labelled by its
# folder.
include(GoogleTest)
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
set(Python3_EXECUTABLE /usr/bin/python3)  # the one that Debian's python packages belong to
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(insightflow_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE insightflow_settings ${arg_LIBS} GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 600)
endfunction()

# insightflow_server_test(NAME LABEL label ARGUMENTS ... [TIMEOUT seconds]): one pytest process, one ctest,
# over the server's binary. The tests start it themselves; what a failed one leaves is in test-output.
function(insightflow_server_test name)
  cmake_parse_arguments(arg "" "LABEL;TIMEOUT" "ARGUMENTS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 600)
  endif()
  add_test(NAME ${name}
    COMMAND ${Python3_EXECUTABLE} -m pytest -q --tb=short -p no:cacheprovider ${arg_ARGUMENTS}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set(settings "INSIGHTFLOW_BINARY=$<TARGET_FILE:insightflow>" "INSIGHTFLOW_BUILD=${PROJECT_BINARY_DIR}"
    "PYTHONDONTWRITEBYTECODE=1")
  set_tests_properties(${name} PROPERTIES
    LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${settings}")
endfunction()
