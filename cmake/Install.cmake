# cmake --install BUILD --prefix PREFIX: the binary with the engine that it was linked with, manual page,
# completion and unit file.
include(GNUInstallDirs)
set(engine_dir "${CMAKE_INSTALL_LIBDIR}/insightflow")
set_target_properties(insightflow PROPERTIES INSTALL_RPATH "$ORIGIN/../${engine_dir}")
install(TARGETS insightflow RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(FILES "${DuckDB_LIBRARY}" DESTINATION "${engine_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/docs/insightflow.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")

install(CODE "
  set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/bash-completion/completions\")
  file(MAKE_DIRECTORY \"\${folder}\")
  execute_process(COMMAND \"$<TARGET_FILE:insightflow>\" completion bash
    OUTPUT_FILE \"\${folder}/insightflow\" COMMAND_ERROR_IS_FATAL ANY)")

# The unit names the binary where this installation puts it.
install(CODE "
  file(READ \"${PROJECT_SOURCE_DIR}/deploy/systemd/insightflow.service\" unit)
  string(REPLACE /usr/local/bin \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\" unit \"\${unit}\")
  file(WRITE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/systemd/system/insightflow.service\" \"\${unit}\")")
