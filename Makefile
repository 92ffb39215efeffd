# The two commands that a newcomer needs are `make run` and `make test`; `make help` names the others.

SWIFT ?= swift
PREFIX ?= /usr/local
# Where SwiftPM builds the program.
BUILD ?= .build
PROGRAM := $(BUILD)/release/snnbench
SOURCES := $(shell find Sources Package.swift datasets.manifest results/published -type f)
SMALL := --suite sample --grid small
# Options that `make run` adds, as RUN_OPTIONS='--database FILE'.
RUN_OPTIONS ?=
# A target imports only what it names in Package.swift; debug information is read by no one here. The tests are found through the
# index, so there is one.
export CHECKS := --explicit-target-dependency-import-check error -debug-info-format none

# Tests read hundreds of megabytes; unoptimised they would crawl. Package.swift says what it changes.
export SNNBENCH_FAST_TESTS = 1

.PHONY: help run test crash-test cluster-check cluster-test build install dist dist-test dependencies format lint docs docs-check weights-check package-check search-check report-check clean

help: ## name the commands
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/make \1\t\2/p' Makefile | expand -t 22

run: $(PROGRAM) ## build, run the sample suite with the small grid, print the ranking
	@$(PROGRAM) run $(SMALL) $(RUN_OPTIONS)
	@echo
	@echo 'for more: $(PROGRAM) run --suite sample --grid quick $(RUN_OPTIONS)'

test: dependencies ## build and run all tests; the whole log is in .build/test.log
	@Tools/run-tests

crash-test: dependencies ## hundreds of kills, full disks and torn pages, which `make test` has a few of
	@SNNBENCH_LONG_TESTS=1 Tools/run-tests --filter "CrashTests|FullDiskTests|TornPageTests|OpeningTests|StoppingTests|ResumingTests"

cluster-check: dependencies ## two nodes of a real Slurm on this host and GNU parallel: the happy path, a lost node (5 minutes)
	@Tools/install-dependencies slurmctld slurmd slurm-client slurm-wlm-basic-plugins parallel
	@SNNBENCH_CLUSTER_TESTS=short Tools/run-tests --filter ManyMachinesTests

cluster-test: dependencies ## the same, and all else that a cluster does to a plan (an hour)
	@Tools/install-dependencies slurmctld slurmd slurm-client slurm-wlm-basic-plugins parallel
	@SNNBENCH_CLUSTER_TESTS=long Tools/run-tests --filter ManyMachinesTests

build: $(PROGRAM) ## build the program, .build/release/snnbench

$(PROGRAM): $(SOURCES)
	@Tools/install-dependencies
	$(SWIFT) build -c release --product snnbench --scratch-path $(BUILD)
	@touch $(PROGRAM)

install: $(PROGRAM) ## copy the program, completions for shells and the manual page to PREFIX (PREFIX=/usr/local)
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/snnbench
	@Tools/install-files $(PROGRAM) $(DESTDIR)$(PREFIX)

dist: ## pack the program for machines without Swift: .build-dist/snnbench-VERSION-linux-x86_64.tar.xz
	@Tools/install-dependencies binutils xz-utils
	@Tools/make-dist

dist-test: dist ## run the packed program in a bare Debian 12, with each instruction set; needs root
	@Tools/check-dist .build-dist/snnbench-*.tar.xz

dependencies: ## install the system libraries that are missing
	@Tools/install-dependencies

format: ## format the code
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

lint: ## check the format
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

docs: $(PROGRAM) ## write docs/commands.md and the figures of the other pages anew
	@Tools/write-commands
	@Tools/write-figures

docs-check: $(PROGRAM) ## compare docs/commands.md and the figures of the other pages with the program and the kept results
	@Tools/write-commands --check
	@Tools/write-figures --check

weights-check: dependencies ## same bits for AVX2 as for the machine's own instructions (Tools/check-weights --all: and AVX-512)
	@Tools/check-weights

package-check: dependencies ## build a package that depends on the libraries by version
	@Tools/check-package

search-check: $(PROGRAM) ## train the sample suite in full and by the exact search, and compare the selections (20 minutes)
	@Tools/check-search

report-check: dependencies ## open reports in headless Chromium, with axe-core; both are installed where they are missing
	@Tools/install-dependencies chromium python3 python3-venv
	@test -d .build/axe || { python3 -m venv .build/axe && .build/axe/bin/pip install --quiet --disable-pip-version-check axe-core-python==0.1.0; }
	@SNNBENCH_AXE=$$(find .build/axe -name axe.min.js) Tools/run-tests --filter BrowserTests

clean: ## remove what was built; results stay
	rm -rf .build .build-*
