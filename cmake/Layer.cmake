# insightflow_layer(NAME [SOURCES ...] [DEPENDS ...] [VENDORS ...] [PRECOMPILED ...]): one static library of a
# layer or an adapter. DEPENDS are layers of ours and pass on; VENDORS stay private, so that nobody above
# can include them by accident. PRECOMPILED: heavy headers that most of its sources include.
include(PrecompiledHeaders)
insightflow_headers(standard_library)

function(insightflow_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;VENDORS;PRECOMPILED" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_DEPENDS} PRIVATE insightflow_settings ${arg_VENDORS})
  if(arg_PRECOMPILED)
    insightflow_precompile(${name} ${arg_PRECOMPILED})
  else()
    insightflow_precompile_like(${name} standard_library)
  endif()
endfunction()

# insightflow_runs_once(SOURCES ...): sources whose code runs at a start, or once per command. CLI11 is all
# headers, and to optimise it fully in every file that includes it is slow.
function(insightflow_runs_once)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:RelWithDebInfo>:-O1>)
endfunction()
