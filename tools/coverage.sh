#!/usr/bin/env bash
# Line coverage by the tests that need no server, per folder of src/.
# Fails where the domain has a line that no test runs.
#   tools/coverage.sh JOBS
set -euo pipefail
jobs=$1
cd "$(dirname "$0")/.."
cmake --preset coverage
nice cmake --build build/coverage --parallel "$jobs"
find build/coverage -name '*.gcda' -delete
ctest --test-dir build/coverage --output-on-failure -L 'unit|contract|model'
tools/coverage.py build/coverage
