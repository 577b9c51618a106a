#!/usr/bin/env bash
# Installs what the project needs on Debian 12, from Debian's packages and npm alone. Safe to run again: it
# does only what is missing.
#   tools/setup.sh build   what building and running needs
#   tools/setup.sh test    that, and what the tests need (browser, python modules)
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(
  g++ cmake ninja-build ccache make pkg-config ca-certificates curl
  libboost1.81-dev libboost-json1.81-dev
  libsoci-dev libsqlite3-dev libsodium-dev libjwt-dev libutf8proc-dev libhowardhinnant-date-dev tzdata
  zlib1g-dev libzstd-dev libzip-dev libexpat1-dev libssl-dev openssl
  libspdlog-dev libfmt-dev libcli11-dev libcurl4-openssl-dev
  libtomlplusplus-dev prometheus-cpp-dev
)
test_packages=(
  libgtest-dev libgmock-dev librapidcheck-dev
  python3 python3-yaml python3-pytest python3-pytest-xdist python3-jwt chromium clang-format sqlmap
  clang-14 libclang-rt-14-dev
  prometheus man-db systemd strace
  slowhttptest nginx-light python3-zstandard python3-openpyxl python3-xlsxwriter
)

declare -A services=([nginx-light]=nginx [prometheus]=prometheus)  # what a package would start

packages=("${build_packages[@]}")
[ "${1:-build}" = test ] && packages+=("${test_packages[@]}")
command -v npm >/dev/null || packages+=(nodejs npm)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = 'install ok installed' ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "setup: installing ${missing[*]}"
  sudo=(); [ "$(id -u)" = 0 ] || sudo=(sudo)
  # Debian starts the services that it installs. The tests start servers of their own, so those stay off.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap '"${sudo[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" install -m 755 /dev/stdin "$policy"
  fi
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}"
  for package in "${missing[@]}"; do
    service=${services[$package]:-}
    if [ -n "$service" ] && [ -d /run/systemd/system ]; then
      "${sudo[@]}" systemctl disable --quiet "$service"
    fi
  done
fi

# npm brings what Debian has not: the DuckDB engine, Swagger UI, one pinned node for every script, linters.
stamp=tools/npm/node_modules/.insightflow-lock
if ! cmp -s tools/npm/package-lock.json "$stamp"; then
  echo "setup: installing the npm packages of tools/npm"
  (cd tools/npm && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp tools/npm/package-lock.json "$stamp"
fi
