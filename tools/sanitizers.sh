#!/usr/bin/env bash
# Builds everything under the sanitizers and runs the tests that need no browser. A finding fails its test.
#   tools/sanitizers.sh JOBS
set -euo pipefail
jobs=$1
cd "$(dirname "$0")/.."
export ASAN_OPTIONS=abort_on_error=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# The DuckDB engine is a binary without the thread sanitizer, so its own locks are invisible.
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$PWD/tools/tsan_suppressions.txt
for preset in asan tsan; do
  echo "sanitizers: $preset"
  cmake --preset "$preset"
  nice cmake --build "build/$preset" --parallel "$jobs"
  ctest --test-dir "build/$preset" --output-on-failure --parallel "$jobs" \
    -L 'unit|contract|model|api|integration|fuzz'
done
