#!/usr/bin/env bash
# Writes the derived files that tests compare with. Look at the difference before you commit it.
#   tools/golden.sh BUILD_FOLDER
set -euo pipefail
build=$(realpath "$1")
cd "$(dirname "$0")/.."
mkdir -p tests/golden
export INSIGHTFLOW_WRITE_GOLDEN=1
written='^(api|app_test|domain_metrics_test|domain_simulation_test|facts_sql_test)$'
ctest --test-dir "$build" -R "$written" --output-on-failure
# The examples that the api test has written are part of the binary, and so of the document.
cmake --build "$build" --target insightflow
"$build/insightflow" openapi >"$build/openapi.json"
mv "$build/openapi.json" tests/golden/openapi.json
"$build/insightflow" man >docs/insightflow.1
tools/profile_page.py
echo "golden: wrote tests/golden, src/http/api/examples and the derived pages of docs"
