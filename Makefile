# Everything that people and machines do in this folder. `make` alone lists it.
# It needs Python 3.11 or newer, git and make; all else comes as wheels into .venv, no compiler is used.

VENV := .venv
BIN := $(VENV)/bin
HOST := 127.0.0.1
PORT := 8000
WORKSPACE := .

# The first of these that is new enough; `make PYTHON=/path/to/python …` takes another one.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	if $$name -c '$(NEW_ENOUGH)' 2>/dev/null; then echo $$name; break; fi; done)

PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help serve test lint types format catalogues screenshots bench wheel lock clean

help:  ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

serve: $(VENV)/.installed  ## Run the workbench on this folder: PORT=8080, HOST=0.0.0.0, WORKSPACE=../our-texts
	@exec $(BIN)/workbench serve --workspace "$(WORKSPACE)" --host "$(HOST)" --port "$(PORT)"

test: lint pytest  ## Everything that continuous integration runs

pytest: $(VENV)/.developed  ## The tests alone; ARGS="tests/glossary -k plural" chooses among them
	$(BIN)/pytest -n auto $(ARGS)

lint: $(VENV)/.developed  ## Style, types and the order of the rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.developed  ## Put all Python files into the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

catalogues: $(VENV)/.developed  ## Gather the sentences of the interface into the four catalogues
	$(BIN)/python -m workbench.web.catalogues

screenshots: $(VENV)/.developed  ## Take the pictures of docs/screenshots in a real browser
	$(BIN)/python tests/browser/screenshots.py docs/screenshots

bench: $(VENV)/.developed  ## Print the figures of benchmarks/
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

wheel: $(VENV)/.installed  ## Build dist/*.whl, sample workspace included
	$(BIN)/python -m hatchling build -t wheel

lock: $(VENV)/.developed  ## Renew constraints.txt with the newest versions that pyproject.toml allows
	$(PIP) --group lock
	@echo "# Exact versions of everything that the workbench and its tools use; written by \`make lock\`." > constraints.txt
	$(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --only-binary :all: --extra postgres \
		--group dev --group lock --no-annotate --no-header pyproject.toml >> constraints.txt

clean:  ## Take away what was made here, texts and database excepted
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find workbench tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment ----------------------------------------------------------------------------------------------
# A stamp is written when an installation is complete, so that the next start need not ask pip again.

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "The workbench needs Python 3.11 or newer, but finds: $$(python3 --version 2>/dev/null || echo none)." >&2; \
		echo "Install a newer one, or name it: make PYTHON=/path/to/python3.12 serve" >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$(PYTHON) comes without the module venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; fi
	@echo "Making the environment; this happens once and takes a minute."
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@$(PIP) pip hatchling
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed
	@$(PIP) --group dev
	@touch $@
