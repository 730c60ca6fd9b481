# Everything runs in a virtual environment of its own; nothing else needs to be installed than Python 3.11+ with
# venv, make and git. `make` alone lists the targets.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; \
	done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test lint types contracts docs docs-check check new-check benchmarks clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(VENV)/.demo ## two weeks at a made-up agency, on local sandboxes of the trackers
	@$(BIN)/forewarn demo

test: $(VENV)/.dev ## all tests
	@$(BIN)/pytest -n auto -q

lint: $(VENV)/.dev ## style of the code
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.dev ## types of the shipped packages
	@$(BIN)/mypy

contracts: $(VENV)/.dev ## who may import whom
	@$(BIN)/lint-imports --no-logo

docs: $(VENV)/.dev ## write the generated pages anew
	@$(BIN)/python tools/docs.py

docs-check: $(VENV)/.dev ## whether the generated pages are those of the code
	@$(BIN)/python tools/docs.py --check

check: lint types contracts docs-check test ## everything that CI runs

new-check: $(VENV)/.dev ## skeleton of a check: make new-check NAME=process/late-start
	@$(BIN)/python tools/new_check.py $(NAME)

benchmarks: $(VENV)/.dev ## figures of the docs
	@for b in benchmarks/*/; do $(BIN)/python $$b; done

clean: ## remove the virtual environment and caches
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamps name what is installed; a change of pyproject.toml installs anew, as new connectors need.
$(VENV)/.demo: pyproject.toml
	@test -n "$(PYTHON)" || { echo "forewarn needs Python 3.11 or newer; none was found. Install it, or run make PYTHON=/path/to/python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python -m venv failed: on Debian and Ubuntu install the package python3-venv"; rm -rf $(VENV); exit 2; }
	@echo "Installing forewarn into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[all]'
	@touch $@

$(VENV)/.dev: $(VENV)/.demo
	@echo "Installing what the tests need into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@
