# Every target sets up its own .venv from nothing: only make and a Python from 3.11 on need to be there.
#   make test PYTHON=python3.12        another interpreter
#   make test PYTEST_ARGS="-k journal" a part of the tests
#   make test PIP_ARGS="..."           anything pip should be told, such as where to find packages

PYTHON ?= python3
PIP_ARGS ?=
PYTEST_ARGS ?=
DEMO_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
PINS := constraints/dev.txt
WHEEL_VENV := build/wheel-venv
TRACKERS_VENV := build/trackers-venv
COSTS := $(wildcard benchmarks/core_*.py benchmarks/cost_*.py) # scripts, each prints what it measured
# pytest answers 5 when it collected nothing: said, and no failure where a suite may still be empty.
MAY_BE_EMPTY := || { [ $$? -eq 5 ] && echo "no tests in this suite yet"; }

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-slow test-browser test-gpu test-trackers bench-cost check docs lint types imports format coverage wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(STAMP): pyproject.toml $(PINS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "awarelr needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -1)." \
			"Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) --constraint $(PINS) --editable '.[dev]'
	@touch $@

demo: $(STAMP) ## train a real network from wrong learning rates, live in the terminal
	$(BIN)/awarelr demo $(DEMO_ARGS)

test: $(STAMP) ## everything that is quick: core, schedules, journal, torch, doctests
	$(BIN)/python -m pytest -m "not slow and not bench and not browser and not trackers" $(PYTEST_ARGS)

test-slow: $(STAMP) ## the tests that take long, with many more Hypothesis examples
	$(BIN)/python -m pytest -m "slow and not bench and not browser" --hypothesis-profile=thorough $(PYTEST_ARGS) $(MAY_BE_EMPTY)

test-browser: $(STAMP) ## the pages in a headless Chromium, which is installed if it is absent and that is possible
	.ci/install_browser
	AWARELR_BROWSER=required $(BIN)/python -m pytest -m "browser and not bench" tests $(PYTEST_ARGS)

test-gpu: $(STAMP) ## the scheduler on a CUDA device, with a torch for it: PIP_ARGS or the environment's own
	$(BIN)/python -m pytest -m gpu tests $(PYTEST_ARGS)

test-trackers: ## the trackers that are too large for every environment, in one of their own: Weights & Biases, MLflow
	$(PYTHON) -m venv $(TRACKERS_VENV)
	$(TRACKERS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) --constraint $(PINS) \
		--constraint constraints/trackers.txt --editable '.[mlflow,wandb]' hypothesis pytest
	$(TRACKERS_VENV)/bin/python -m pytest -m trackers tests/trackers $(PYTEST_ARGS)

bench-cost: $(STAMP) ## what the scheduler costs: time and memory, measured on this machine
	set -e; for script in $(COSTS); do echo "$$script"; $(BIN)/python $$script; done
	$(BIN)/python -m pytest -m "bench and not browser" -rA tests $(PYTEST_ARGS) $(MAY_BE_EMPTY)

docs: $(STAMP) ## the documentation: pictures drawn from the code, warnings are errors, every link looked at
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

check: lint types imports wheel ## everything that is not a test: style, types, layers, the built wheel

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

format: $(STAMP) ## let ruff repair what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

coverage: $(STAMP) ## every branch of the core, by the core's own tests
	$(BIN)/coverage run -m pytest -m "not slow and not bench" -q tests/core $(PYTEST_ARGS)
	$(BIN)/coverage report

wheel: $(STAMP) ## build the wheel, install it alone into a clean environment, check it there
	rm -rf build dist
	$(BIN)/python -m build --no-isolation --outdir dist . >/dev/null
	$(BIN)/python -m venv --without-pip $(WHEEL_VENV)
	$(BIN)/python -m pip --python $(WHEEL_VENV) install --quiet --disable-pip-version-check --no-index dist/*.whl
	source="$$PWD" && cd / && "$$source/$(WHEEL_VENV)/bin/python" -I "$$source/.ci/check_wheel.py" "$$source/src/awarelr"

clean: ## remove the environment and everything built or cached
	rm -rf $(VENV) build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
