# Every target stands alone: it sets up .venv first when it has to. Needs Python 3.11 or later, and make.
PYTHON ?= python3
JOBS ?= auto
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PURE := $(wildcard $(addprefix tests/,records signals rules logs diagnosis remedies report plan schedules test_errors.py))

# Small networks are slower on many threads, and two test processes share the cores.
export OMP_NUM_THREADS ?= 1
export MKL_NUM_THREADS ?= 1

.PHONY: help setup demo test test-pure check format bench bench-logs bench-plan fit-plan clean

help:
	@echo "make setup      create .venv with everything that development needs"
	@echo "make demo       watch two real training runs, one healthy and one sick, and write their reports"
	@echo "make test       run every test"
	@echo "make test-pure  run the tests of the pure parts: seconds"
	@echo "make check      format, lint, types, import layers, sizes and vocabulary"
	@echo "make format     put the sources into the form that make check wants"
	@echo "make bench      measure what watching costs on this machine (SAVE=1 keeps it in benchmarks/results)"
	@echo "make bench-logs score the diagnosis of logs on real failures, beside two floors"
	@echo "make bench-plan score the planner on published runs, each paper left out in turn, beside its peers"
	@echo "make fit-plan   fit the planner's constants on the published runs and write them"

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Trainward needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) --version 2>&1); name another: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $(STAMP)

demo: $(STAMP)
	$(BIN)/python examples/demo.py

test: $(STAMP)
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 4 --dist worksteal -q

test-pure: $(STAMP)
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 4 --dist worksteal -q -m "not slow and not browser" $(PURE)

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/checks

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	$(BIN)/python -m benchmarks $(if $(SAVE),--save)

bench-logs: $(STAMP)
	$(BIN)/python -m benchmarks.logs --wrong $(if $(SAVE),--save)

bench-plan: $(STAMP)
	$(BIN)/python -m benchmarks.plan $(if $(SAVE),--save)

fit-plan: $(STAMP)
	$(BIN)/python -m benchmarks.plan_fit

clean:
	rm -rf $(VENV) .venv-peers build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
