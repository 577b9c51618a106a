# insightflow_layer(NAME [SOURCES ...] [DEPENDS ...] [VENDORS ...] [PCH ...]): one static library of a layer
# or an adapter. DEPENDS are layers of ours and pass on; VENDORS stay private, so that nobody above
# can include them by accident.
function(insightflow_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;VENDORS;PCH" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_DEPENDS} PRIVATE insightflow_settings ${arg_VENDORS})
  if(arg_PCH)
    target_precompile_headers(${name} PRIVATE ${arg_PCH})
  endif()
endfunction()
