# Every command of the project. A fresh clone needs Python 3.11 or newer and `make`; the rest is installed into .venv.
#
#   make demo                 segment real customers and write a report
#   make test                 everything that must hold: lint, types, floors, tests, laws, docs, notebooks
#   make test REQUIRE=all     the same, and a test that skips is a failure
#   make test TESTS=tests/model    only some of the tests, without the coverage gate
#   make test-oldest          the tests on the oldest dependencies that pyproject.toml admits
#   make lint                 ruff, and its formatter in check mode
#   make docs                 write the reference pages anew from the code
#   make bench                measure speed against scikit-learn and bare Python
#   make fuzz                 put 100,000 spoilt and random files through reading and cleaning (hours)
#   make mutants              break the code on purpose and see the tests go red
#   make system-deps          as root: packages of the operating system that tests use
#   make clean                remove everything that these commands made

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
TESTS  ?=
REQUIRE ?=
EXTRAS ?= test,lint

SYSTEM_PACKAGES := chromium
TYPED_TESTS := $(shell find tests -name '*.py' ! -name 'test_*' ! -path '*/data_files/*')
COVERAGE_GATE := $(if $(TESTS),,--cov --cov-report=term --cov-fail-under=95)

export REQUIRE PIP_CONSTRAINT
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint types floors unit test-oldest bench docs fuzz mutants system-deps clean

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

demo: $(VENV)/.installed-demo
	$(BIN)/coterie demo

test: lint types floors unit

lint: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/mypy src $(TYPED_TESTS)

floors: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/lint-imports --no-cache

# Last of all, so that the run ends with pytest's own summary.
unit: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/pytest $(COVERAGE_GATE) $(TESTS)

test-oldest:
	$(MAKE) unit VENV=.venv-oldest EXTRAS=test PIP_CONSTRAINT=tests/oldest.txt TESTS=tests

bench: $(VENV)/.installed-bench
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python docs/reference.py

fuzz: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python tests/fuzz.py --n 100000 --keep out/fuzz

mutants: $(VENV)/.installed-$(EXTRAS)
	$(BIN)/python tests/mutants.py

# Packages of the operating system that tests use; only as root on a machine with apt-get.
system-deps:
	@if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	  echo "system-deps: not root or no apt-get; install these by hand: $(SYSTEM_PACKAGES)"; \
	else \
	  wanted="$(SYSTEM_PACKAGES)"; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || wanted="$$wanted python3-venv"; \
	  if ! dpkg -s $$wanted >/dev/null 2>&1; then \
	    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $$wanted; \
	  fi; \
	fi

clean:
	rm -rf $(VENV) .venv-oldest build dist out htmlcov .coverage .coverage.* .hypothesis .import_linter_cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache src/*.egg-info
	find src tests benchmarks docs -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "coterie needs Python 3.11 or newer, and $(PYTHON) is older. Name another: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "No virtual environment could be made; on Debian: apt-get install python3-venv" >&2; exit 2; }

# One stamp for each set of extras: installed again only when pyproject.toml changes.
$(VENV)/.installed-%: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[$*]"
	@touch $@
