#!/usr/bin/env bash
# The format of the C++ sources: `check` fails where a file differs, `fix` rewrites it.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  check) how=(--dry-run -Werror) ;;
  fix) how=(-i) ;;
  *) echo "usage: tools/format.sh check|fix" >&2; exit 2 ;;
esac
find src tests \( -name '*.hpp' -o -name '*.cpp' \) -print0 | xargs -0 clang-format "${how[@]}"
