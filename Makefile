# The two commands that a newcomer needs are `make run` and `make test`; the others are named by `make help`.

SWIFT ?= swift
PROGRAM := .build/release/snnbench
SOURCES := $(shell find Sources Package.swift datasets.manifest -type f)
SMALL := --suite sample --grid small
# A target imports only what it names in Package.swift; debug information is read by no one here. The tests are found through the
# index, so there is one.
CHECKS := --explicit-target-dependency-import-check error -debug-info-format none

# Tests read hundreds of megabytes; unoptimised they would crawl. Package.swift says what it changes.
export SNNBENCH_FAST_TESTS = 1

.PHONY: help run test build dependencies format lint weights-check report-check clean

help:
	@echo 'make run            build, run the sample suite with the small grid, print the ranking'
	@echo 'make test           the whole test suite'
	@echo 'make build          build the program: $(PROGRAM)'
	@echo 'make format         format the code'
	@echo 'make lint           check the format'
	@echo 'make weights-check  same bits for AVX2, for this processor and for AVX-512 where it has it'
	@echo 'make report-check   open reports in headless Chromium, which is installed where it is missing'
	@echo 'make clean          remove what was built; results stay'

run: $(PROGRAM)
	@$(PROGRAM) run $(SMALL)
	@echo
	@echo 'results are in results/snnbench.sqlite; for more: $(PROGRAM) run --suite sample --grid quick'

build: $(PROGRAM)

$(PROGRAM): $(SOURCES)
	@Tools/install-dependencies
	$(SWIFT) build -c release --product snnbench
	@touch $(PROGRAM)

dependencies:
	@Tools/install-dependencies

test: dependencies
	$(SWIFT) build --build-tests $(CHECKS)
	$(SWIFT) test --skip-build $(CHECKS)

format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

weights-check: dependencies
	Tools/check-weights

report-check: dependencies
	Tools/install-dependencies chromium python3
	$(SWIFT) build --build-tests $(CHECKS)
	$(SWIFT) test --skip-build $(CHECKS) --filter BrowserTests

clean:
	rm -rf .build .build-*
