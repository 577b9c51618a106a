#!/usr/bin/env bash
# Builds the fuzz targets of tests/fuzzers with clang and runs each over its corpus, one after the other. An
# input that breaks one is left in build/fuzzers/findings, and ends the script with an error.
#   tools/fuzzers.sh SECONDS        run each so long; what is learned stays in build/fuzzers/learned
#   tools/fuzzers.sh SECONDS keep   and write what is needed of it to tests/fuzzers/corpus
set -euo pipefail
seconds=$1
keep=${2:-}
cd "$(dirname "$0")/.."
cmake --preset fuzzers
nice cmake --build --preset fuzzers --parallel "$(nproc)"
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
build=build/fuzzers
mkdir -p "$build/findings"
for folder in tests/fuzzers/corpus/*/; do
  name=$(basename "$folder")
  learned="$build/learned/$name"
  mkdir -p "$learned"
  # Longer inputs reach no more code, and are slower.
  bytes_max=1024
  case $name in csv | json) bytes_max=4096 ;; esac
  fuzzer="$build/tests/fuzzers/${name}_fuzzer"
  echo "fuzzers: $name"
  nice "$fuzzer" -max_total_time="$seconds" -max_len="$bytes_max" -rss_limit_mb=2048 -timeout=20 \
    -print_final_stats=1 -artifact_prefix="$build/findings/$name-" "$learned" "$folder"
  if [ "$keep" = keep ]; then
    rm -rf "$build/kept"
    mkdir "$build/kept"
    nice "$fuzzer" -merge=1 -rss_limit_mb=2048 "$build/kept" "$folder" "$learned"
    rm -rf "$folder"
    mv "$build/kept" "$folder"
  fi
done
