# Headers that nearly every file includes, compiled once per build: parsing them is a third of the work. A
# source still includes what it uses: the asan preset builds without, and shows what is missing.
option(INSIGHTFLOW_PRECOMPILE "Precompile the standard library's headers" ON)

# Of std::string's own code, and false: GCC 12 forgets that what was precompiled is the system's.
if(INSIGHTFLOW_PRECOMPILE)
  target_compile_options(insightflow_settings INTERFACE
    -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()

set(standard_headers
  <algorithm> <array> <atomic> <charconv> <chrono> <cmath> <compare> <cstdint> <deque> <exception>
  <filesystem> <functional> <map> <memory> <mutex> <numeric> <optional> <ranges> <set> <span> <sstream>
  <stop_token> <string> <string_view> <thread> <tuple> <unordered_map> <unordered_set> <utility> <variant>
  <vector>)

# insightflow_precompile(TARGET HEADERS ...): the target's own headers beside the standard library's.
function(insightflow_precompile target)
  if(INSIGHTFLOW_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${standard_headers} ${ARGN})
  endif()
endfunction()

# insightflow_precompile_like(TARGET OTHER): what was precompiled for the other target. Both must have the
# same compiler flags.
function(insightflow_precompile_like target other)
  if(INSIGHTFLOW_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${other})
  endif()
endfunction()

# insightflow_headers(NAME HEADERS ... [LIBS ...]): a target that exists to precompile for others.
function(insightflow_headers name)
  cmake_parse_arguments(arg "" "" "HEADERS;LIBS" ${ARGN})
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/generated/${name}.cpp" CONTENT "")
  add_library(${name} OBJECT "${PROJECT_BINARY_DIR}/generated/${name}.cpp")
  target_link_libraries(${name} PRIVATE insightflow_settings ${arg_LIBS})
  insightflow_precompile(${name} ${arg_HEADERS})
endfunction()
