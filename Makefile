# What a person types. `.ci/run` calls `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# The newest Python at hand that is at least 3.11.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT ?= 8000
DEMO_STORE ?= duckdb:out/demo.duckdb

.PHONY: help demo serve test lint check faults bench lock clean pictures

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */\1\t/' | sort | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found (set PYTHON=/path/to/python)." >&2; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON) …"
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing: on Debian and Ubuntu, apt-get install python3-venv." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## load the demo ecosystem, print ranked candidates with reasons, draw the map
	@mkdir -p out
	@$(BIN)/allygraph --store $(DEMO_STORE) demo --out out

serve: $(READY) ## the API on port 8000, over the demo store unless ALLYGRAPH_STORE is set
	@mkdir -p out
	@ALLYGRAPH_STORE=$${ALLYGRAPH_STORE:-$(DEMO_STORE)} ALLYGRAPH_AUTH=$${ALLYGRAPH_AUTH:-off} $(BIN)/allygraph serve --port $(PORT) --demo

lint: $(READY) ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

test: lint ## everything that .ci/run runs
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not faults" --cov --cov-report=term:skip-covered
	$(BIN)/python -m pytest tests/faults -m faults

faults: $(READY) ## kills, torn logs, full disks: the table of what was lost (nothing)
	$(BIN)/python -m pytest tests/faults -m faults

bench: $(READY) ## speed and memory beside the peers; writes docs/performance.md
	$(BIN)/python -m benchmarks

pictures: $(READY) ## take the pictures of the documents anew (needs Chromium)
	$(BIN)/python -m benchmarks.pictures

lock: ## renew constraints.txt (needs uv)
	echo setuptools | uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
		--no-emit-index-url --no-header --no-annotate pyproject.toml - --output-file constraints.txt

clean: ## remove what was built, the demo store included
	rm -rf $(VENV) out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
