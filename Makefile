# Every command of the project. `make` alone lists them. A step that fails stops its target: nothing is piped away.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

JOBS ?= $(shell nproc)
DEMO_DIR ?= var/demo
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 600
BINARY := build/release/insightflow
# Much of what the tests do is waiting, so that one more than there are processors pays.
TEST = ctest --output-on-failure --parallel $(shell expr $(JOBS) + 1)

.PHONY: help run build install test unit bench fuzz fuzzers soak check fmt golden check-san coverage mutants histories ordeal clean setup setup-test all-release

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build  ## set up, build, and serve with demo data and live rows
	DATA_SOURCE=$${DATA_SOURCE-fake} API_KEY=$${API_KEY:-secret123} $(BINARY) serve --demo --data-dir $(DEMO_DIR)

build: setup  ## set up and build the server: build/release/insightflow
	cmake --preset release -D INSIGHTFLOW_TESTS=OFF
	nice cmake --build build/release --parallel $(JOBS) --target insightflow

install: build  ## install binary, engine, manual page, completion and unit file under PREFIX (/usr/local)
	cmake --install build/release --prefix $(PREFIX) --strip

test: setup-test  ## set up, build everything, run all tests and judge what they cover
	cmake --preset release -D INSIGHTFLOW_TESTS=OPTIMISED
	nice cmake --build build/release --parallel $(JOBS)
	tools/coverage.sh $(JOBS)
	$(TEST) --test-dir build/release

unit: setup-test all-release  ## run the tests that need no server: unit, contract, model
	$(TEST) --test-dir build/release -L 'unit|contract|model'

bench: setup-test all-release  ## measure 1 M CSV rows end to end, beside DuckDB's read_csv, what the past costs, and small batches
	/usr/bin/python3 tests/bench/ingest_bench.py --build-dir build/release
	/usr/bin/python3 tests/bench/history_bench.py --build-dir build/release
	/usr/bin/python3 tests/bench/small_batches_bench.py --build-dir build/release

check: setup-test  ## check the style: layers, lengths, format
	tools/tidy.py
	tools/format.sh check

fmt: setup-test  ## format the C++ sources
	tools/format.sh fix

fuzz: setup-test all-release  ## 10,000 requests drawn from the OpenAPI document, sqlmap, sums of 10,000,000 rows
	cd tests/fuzz && INSIGHTFLOW_FUZZ_REQUESTS=10000 INSIGHTFLOW_BUILD=$(CURDIR)/build/release \
	  /usr/bin/python3 -m pytest -q -n 3 -p no:cacheprovider .
	cd tests/integration && INSIGHTFLOW_SUM_ROWS=10000000 INSIGHTFLOW_BUILD=$(CURDIR)/build/release \
	  /usr/bin/python3 -m pytest -q -p no:cacheprovider large_sums_test.py

fuzzers: setup-test  ## run the fuzz targets of tests/fuzzers, each FUZZ_SECONDS (600) long
	tools/fuzzers.sh $(FUZZ_SECONDS)

mutants: setup-test  ## break the product in small ways: does the model test notice each?
	tools/mutants.py

histories: setup-test all-release  ## play 100,000 random histories through product and model; goes on where it stopped
	tools/histories.py

ordeal: setup-test all-release  ## 500 kills, 150 damaged files, 30 spoilt logs, 1,000 races for one idempotency key
	cd tests/integration && INSIGHTFLOW_CRASH_KILLS=500 INSIGHTFLOW_CRASH_BATCHES=1500 INSIGHTFLOW_DAMAGES=150 \
	  INSIGHTFLOW_LOG_CUTS=30 INSIGHTFLOW_IDEMPOTENCY_RACES=1000 INSIGHTFLOW_BUILD=$(CURDIR)/build/release \
	  /usr/bin/python3 -m pytest -q -p no:cacheprovider crash_test.py damage_test.py idempotency_races_test.py

soak: setup-test all-release  ## 20 minutes of load: do memory and descriptors stay flat?
	/usr/bin/python3 tests/bench/soak.py --minutes 20

golden: setup-test all-release  ## write the derived files that tests compare with
	tools/golden.sh build/release

check-san: setup-test  ## run the tests under the address, undefined-behaviour and thread sanitizers
	tools/sanitizers.sh $(JOBS)

coverage: setup-test  ## run the unit, contract, model and api tests: 80 % of all lines, and all of the domain
	tools/coverage.sh $(JOBS)

clean:  ## remove what was built (demo data in var/ stays)
	rm -rf build

setup:
	tools/setup.sh build

setup-test:
	tools/setup.sh test

all-release:
	cmake --preset release -D INSIGHTFLOW_TESTS=ON
	nice cmake --build build/release --parallel $(JOBS)
