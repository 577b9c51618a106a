#!/usr/bin/env bash
# Line coverage, per folder of src/. Fails where the domain has a line that no test runs, or where less than
# 80 % of the lines of all of src/ run.
#   tools/coverage.sh JOBS quick   by the tests that `make test` can run twice: unit, contract and api
#   tools/coverage.sh JOBS all     by all tests but those in a browser
set -euo pipefail
jobs=$1
case "$2" in
  quick) labels='unit|contract|api' ;;
  all) labels='unit|contract|model|api|integration' ;;
  *) echo "usage: tools/coverage.sh JOBS quick|all" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."
cmake --preset coverage
nice cmake --build build/coverage --parallel "$jobs"
find build/coverage -name '*.gcda' -delete
# What earlier builds left of sources that have moved since.
ninja -C build/coverage -t cleandead > /dev/null
find build/coverage -name '*.gcno' | while read -r notes; do
  [ -e "${notes%.gcno}.o" ] || rm "$notes"
done
ctest --test-dir build/coverage --output-on-failure --parallel "$jobs" -L "$labels"
tools/coverage.py build/coverage
