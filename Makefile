# Everything one does with the project. `make help` lists it. Needs python3 (3.11 or newer), pip, make and git;
# the rest is brought by `make setup` or named with the command that brings it.

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
SETUP := PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m tools.setup
# What make tells the makes below it is not for the tests, some of which call make themselves.
PYTEST := env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL QT_QPA_PLATFORM=offscreen $(PY) -m pytest
# Two parts of the suite at once where there are two processors: most of a test is waiting for one of them.
JOBS := $(shell n=$$(nproc 2>/dev/null || echo 1); [ $$n -gt 2 ] && n=2; echo $$n)
LINT_IMPORTS := $(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()" --no-logo
# Coverage gate: in these packages every branch is run by some test.
COVERED := models/rules
# Tests of what offices exchange and of what survives a crash: a part of the suite of their own.
EXCHANGE := $(addprefix tests/integration/,sync durability keys conflicts duplicates)
COVERAGE := $(addprefix --cov=,$(COVERED)) --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered
TYPED := $(wildcard main.py) models services ui tests bench tools

.DEFAULT_GOAL := help
# Folders and files whose tests have a long mode, asked for by LOUYUAN_SOAK=1.
SOAKED := tests/integration/durability tests/integration/keys/test_any_course.py tests/integration/sync/test_killed.py

.PHONY: help run test services-suite exchange-suite setup setup-dev check lint types imports unit integration ui packaging soak bench freeze lock licences clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

setup: ## make .venv with what the program needs, install missing system libraries and fonts
	@$(SETUP) runtime $(VENV)

setup-dev: ## the same with what tests and packaging need
	@$(SETUP) dev $(VENV)

run: setup ## start the window; without a screen do the main job headless on the sample and print the paths
	@if $(PYTHON) -m tools.display; then exec $(PY) main.py; \
	else QT_QPA_PLATFORM=offscreen exec $(PY) main.py demo --out out; fi

test: check ## every check and every test
	@$(MAKE) --no-print-directory --keep-going --output-sync=target -j$(JOBS) services-suite ui exchange-suite packaging

check: lint types imports

lint: setup-dev ## ruff
	@$(PY) -m ruff check --quiet .

types: setup-dev ## mypy --strict
	@$(PY) -m mypy $(TYPED)

imports: setup-dev ## who may import whom
	@$(LINT_IMPORTS)

unit: setup-dev ## unit tests with the coverage gate
	@$(PYTEST) $(COVERAGE) tests/unit </dev/null

integration: setup-dev ## tests with database, files and child processes
	@$(PYTEST) tests/integration </dev/null

services-suite: setup-dev
	@$(PYTEST) $(COVERAGE) $(addprefix --ignore=,$(EXCHANGE)) tests/unit tests/integration </dev/null

exchange-suite: setup-dev
	@$(PYTEST) $(EXCHANGE) </dev/null

ui: setup-dev ## tests of the window, on an invisible screen
	@$(PYTEST) tests/ui </dev/null

packaging: setup-dev ## build the frozen program and run its self-test
	@$(PYTEST) tests/packaging </dev/null

soak: setup-dev ## the long tests: a crash at every write, volumes, histories of many offices
	@LOUYUAN_SOAK=1 $(PYTEST) -o faulthandler_timeout=0 $(SOAKED) </dev/null
	@$(PY) -m tests.soak_world

bench: setup-dev ## the measurements of bench/, as ratios
	@QT_QPA_PLATFORM=offscreen $(PY) -m bench

freeze: setup-dev ## build dist/louyuan, the program in one folder
	@$(PY) -m PyInstaller --noconfirm --log-level WARN build.spec
	@du -sh dist/louyuan

lock: ## write requirements/ anew from pyproject.toml (UPGRADE=1: newest versions)
	@$(PYTHON) -m tools.lock $(if $(UPGRADE),--upgrade)

licences: setup-dev ## write docs/licences.md anew
	@$(PY) -m tools.licences docs/licences.md

clean: ## remove what was built and cached, and .venv
	@rm -rf $(VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
