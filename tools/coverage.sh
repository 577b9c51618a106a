#!/usr/bin/env bash
# Runs the unit, contract, model and api tests in a build that counts, and judges the lines they run, per
# folder of src/. Fails where the domain has a line that none runs, or where less than 80 % of all run.
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
ctest --test-dir build/coverage --output-on-failure --parallel "$((jobs + 1))" -L 'unit|contract|model|api'
tools/coverage.py build/coverage
