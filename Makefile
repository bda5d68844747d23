# The only place that calls cargo and npm.
#
#   make run      open the app; without a display, play the main job in a virtual one
#   make test     every test, the real window among them
#   make check    format, lints, generated types, the front end's checks, licences
#   make bench    speed beside another evaluator and the AWS CLI, and random changes with troubles, counted
#   make package  a release build and a .deb
#
#   make types    write ui/src/api/types.ts from crates/strongroom/src/api
#   make icons    draw icons/ anew from icons/icon.svg
#   make actions  write the linter's table of AWS actions anew
#   make differential, make fuzz   the long runs of the policy language's tests
#
# Each target installs what it needs and says so first; a second run installs nothing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := run
MAKEFLAGS += --no-builtin-rules --no-print-directory

# One target folder, and in it also the tools that are not part of the project.
export CARGO_TARGET_DIR ?= $(CURDIR)/target
TOOLS := $(CARGO_TARGET_DIR)/tools
DEBUG := $(CARGO_TARGET_DIR)/debug
export PATH := $(TOOLS)/bin:$(HOME)/.cargo/bin:$(PATH)

# One selection of packages everywhere, always with a test in it: with another one, cargo resolves
# features differently and builds the AWS SDK again.
PROGRAMS := --workspace --bins --test arrows --locked
ALL := --workspace --all-targets --locked

PYTHON := $(CARGO_TARGET_DIR)/python
export STRONGROOM_PYTHON := $(PYTHON)/bin/python3

# The AWS CLI that the bench measures beside, apart from the oracles' Python.
AWS_CLI := $(CARGO_TARGET_DIR)/aws-cli

ORACLE := tests/oracles/iam-simulate/node_modules/.package-lock.json

APT_BUILD := build-essential pkg-config ca-certificates libwebkit2gtk-4.1-dev
APT_WINDOW := xvfb webkit2gtk-driver

CARGO_DENY := 0.20.2

.PHONY: run test check bench package types icons actions differential fuzz
.PHONY: rust node apt-build apt-window ui build deny

# ---- run

DISPLAY_NAMED := $(DISPLAY)$(WAYLAND_DISPLAY)
FAILURE := $(CARGO_TARGET_DIR)/main-job.failed

# The failure is raised by the last target and not by the recipe that met it, so that the last
# line says what failed and not that make met an error.
run: run-somewhere
	$(if $(shell cat '$(FAILURE)' 2>/dev/null),$(error $(shell cat '$(FAILURE)')))

.PHONY: run-somewhere
run-somewhere: build
	@rm -f '$(FAILURE)'
	@if [ -n "$(DISPLAY_NAMED)" ] && timeout 20 '$(DEBUG)/xtask' display; then \
	  '$(DEBUG)/strongroom-desktop'; \
	else \
	  scripts/apt.sh $(APT_WINDOW); \
	  echo 'no display answers: playing the main job in a virtual one'; \
	  '$(DEBUG)/main-job' --pictures '$(CURDIR)/target/main-job' --failure '$(FAILURE)' || [ -s '$(FAILURE)' ]; \
	fi

# ---- test

# Most tests wait for the practice account's pace, as they would for AWS's: more of them than there are cores.
export RUST_TEST_THREADS ?= 6

test: build apt-window $(PYTHON)/.installed $(ORACLE)
	npm --prefix ui test
	cargo test --workspace --locked

# ---- check

check: build deny
	cargo fmt --all --check
	cargo clippy $(ALL) --quiet -- -D warnings
	'$(DEBUG)/xtask' types --check
	npm --prefix ui run lint
	npm --prefix ui run typecheck
	cargo test --workspace --locked --quiet --test arrows
	cargo deny --locked check licenses bans sources

deny: rust
	@if ! cargo deny --version >/dev/null 2>&1; then \
	  echo 'installing cargo-deny $(CARGO_DENY) into $(TOOLS) (about two minutes)'; \
	  CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-deny --version $(CARGO_DENY) --locked --debug --quiet \
	    --root '$(TOOLS)' --target-dir '$(TOOLS)/build'; \
	  rm -rf '$(TOOLS)/build'; \
	fi

# ---- bench, package

RUNS ?= 1000

# The evaluator is a crate without dependencies worth the name: its release build stands by itself.
bench: build apt-window $(ORACLE) $(AWS_CLI)/.installed
	cargo run --release --locked -p iam-policy --example bench_evaluate
	'$(DEBUG)/soak' --runs $(RUNS)
	'$(DEBUG)/speed' --aws '$(AWS_CLI)/bin/aws'

differential: rust $(ORACLE)
	STRONGROOM_DIFFERENTIAL_CASES=200000 cargo test --release --locked -p iam-policy --test differential -- --nocapture

fuzz: rust
	PROPTEST_CASES=200000 cargo test --release --locked -p iam-policy --test fuzz

package: rust node apt-build ui
	cargo build --workspace --release --locked
	cd src-tauri && ../ui/node_modules/.bin/tauri bundle --bundles deb
	@ls -l '$(CARGO_TARGET_DIR)'/release/bundle/deb/*.deb

# ---- what is generated and committed

types: build
	'$(DEBUG)/xtask' types

actions: build $(ORACLE)
	'$(DEBUG)/xtask' actions

icons: node ui/node_modules/.package-lock.json
	scripts/icons.sh

# ---- what the others stand on

build: rust apt-build ui
	cargo build $(PROGRAMS)

# Vite writes every file anew, which makes cargo build the shell anew: only where a source changed.
UI_BUILT := ui/node_modules/.strongroom-built
UI_SOURCES := $(shell find ui/src ui/public ui/index.html ui/vite.config.ts ui/tsconfig.json ui/package.json -type f 2>/dev/null)

ui: node $(UI_BUILT)

.PHONY: no-pages
$(UI_BUILT): $(UI_SOURCES) ui/node_modules/.package-lock.json $(if $(wildcard ui/dist/assets),,no-pages)
	npm --prefix ui run --silent build -- --logLevel warn
	@touch '$@'

ui/node_modules/.package-lock.json: ui/package-lock.json | node
	@echo 'installing the front end'\''s packages into ui/node_modules'
	npm --prefix ui ci --no-audit --no-fund --loglevel=error
	@touch '$@'

$(ORACLE): tests/oracles/iam-simulate/package-lock.json | node
	@echo 'installing the policy oracle'\''s packages into tests/oracles/iam-simulate/node_modules'
	npm --prefix tests/oracles/iam-simulate ci --no-audit --no-fund --loglevel=error
	@touch '$@'

$(PYTHON)/.installed: tests/oracles/boto3/requirements.txt
	@python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/apt.sh python3-venv
	@echo 'installing boto3 and moto into $(PYTHON)'
	@rm -rf '$(PYTHON)'
	python3 -m venv '$(PYTHON)'
	'$(STRONGROOM_PYTHON)' -m pip install --quiet --disable-pip-version-check -r '$<'
	@touch '$@'

$(AWS_CLI)/.installed: tests/bench/requirements.txt
	@python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/apt.sh python3-venv
	@echo 'installing the AWS CLI into $(AWS_CLI)'
	@rm -rf '$(AWS_CLI)'
	python3 -m venv '$(AWS_CLI)'
	'$(AWS_CLI)/bin/python3' -m pip install --quiet --disable-pip-version-check -r '$<'
	@touch '$@'

rust node:
	@scripts/need.sh $@

apt-build:
	@scripts/apt.sh $(APT_BUILD)

apt-window:
	@scripts/apt.sh $(APT_WINDOW)
