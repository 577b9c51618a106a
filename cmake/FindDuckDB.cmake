# Finds DuckDB's C library and header: a system one (set DuckDB_ROOT), else those that tools/setup.sh brought
# through npm. Gives the imported target DuckDB::DuckDB.
set(npm_modules "${PROJECT_SOURCE_DIR}/tools/npm/node_modules")
find_path(DuckDB_INCLUDE_DIR duckdb.h HINTS ${DuckDB_ROOT} PATH_SUFFIXES include
  PATHS "${npm_modules}/duckdb/src/duckdb/src/include")
find_library(DuckDB_LIBRARY duckdb HINTS ${DuckDB_ROOT} PATH_SUFFIXES lib
  PATHS "${npm_modules}/@duckdb/node-bindings-linux-x64")
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
  FAIL_MESSAGE "DuckDB was not found: run tools/setup.sh, or set DuckDB_ROOT")
if(DuckDB_FOUND AND NOT TARGET DuckDB::DuckDB)
  add_library(DuckDB::DuckDB SHARED IMPORTED)
  set_target_properties(DuckDB::DuckDB PROPERTIES IMPORTED_LOCATION "${DuckDB_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${DuckDB_INCLUDE_DIR}"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${DuckDB_INCLUDE_DIR}")
endif()
