#!/usr/bin/env bash
# Line coverage by all tests but those in a browser, per folder of src/.
# Fails where the domain has a line that no test runs, or all of src/ is below 80 %.
#   tools/coverage.sh JOBS
set -euo pipefail
jobs=$1
cd "$(dirname "$0")/.."
cmake --preset coverage
nice cmake --build build/coverage --parallel "$jobs"
find build/coverage -name '*.gcda' -delete
# What earlier builds left of sources that have moved since.
ninja -C build/coverage -t cleandead > /dev/null
find build/coverage -name '*.gcno' | while read -r notes; do
  [ -e "${notes%.gcno}.o" ] || rm "$notes"
done
ctest --test-dir build/coverage --output-on-failure -L 'unit|contract|model|api|integration'
tools/coverage.py build/coverage
