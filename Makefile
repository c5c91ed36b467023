# Verbs for people. The engine (`resilience build`) decides what is stale; make names goals.
#   make demo              the made-up region, from nothing to a map
#   make REGION=kivu-ituri INPUTS=../shared/data
#   make layers/sample/access.parquet
PYTHON ?= python3
REGION ?= sample
SCHEDULER ?= threads
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH := .venv-bench
# A file's tests stay in one process, which builds what they share once; files go in their order, for
# those that take long come first.
SIDE_BY_SIDE := --numprocesses $(or $(WORKERS),auto) --dist loadfile --no-loadscope-reorder
OPTIONS := --scheduler $(SCHEDULER) $(if $(INPUTS),--inputs $(INPUTS)) $(if $(WORKERS),--workers $(WORKERS))

.DEFAULT_GOAL := region
.DELETE_ON_ERROR:
.PHONY: region all demo sample check plan test lint types docs bench screenshots lock clean help FORCE

region: $(READY) $(if $(filter sample,$(REGION)),sample) ## layers, maps and exports of one region (REGION=sample)
	$(BIN)/resilience build $(OPTIONS) $(REGION)

all: sample ## layers, maps and exports of every region under data/ (INPUTS=folder of input folders)
	$(BIN)/resilience build $(OPTIONS)

demo: sample ## from nothing to maps and exports of the made-up region
	$(BIN)/resilience build $(OPTIONS) sample

sample: $(READY) ## write the made-up region's input files
	$(BIN)/resilience sample

check: $(READY) ## read every input of REGION and say what it found and how to mend it
	$(BIN)/resilience check $(if $(INPUTS),--inputs $(INPUTS)) $(REGION)

plan: $(READY) ## what a build would do, and why
	$(BIN)/resilience plan $(if $(INPUTS),--inputs $(INPUTS))

layers/% maps/%: $(READY) FORCE ## one output, such as layers/sample/access.parquet
	$(BIN)/resilience build $(OPTIONS) $@

test: lint types ## lint, types and all tests
	$(BIN)/pytest $(SIDE_BY_SIDE) $(TESTS)

lint: $(READY) ## style of the code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY) ## types of the code
	$(BIN)/mypy

docs: $(READY) ## write what is made from the code: docs/*.md, catalogues of languages
	$(BIN)/resilience docs

bench: $(BENCH)/.ready ## the travel engine beside its peers, every stage and page (WRITE=1 writes docs/benchmarks.md)
	$(BENCH)/bin/python -m tests.bench $(if $(INPUTS),--inputs $(INPUTS)) $(if $(WRITE),--write docs/benchmarks.md)

screenshots: $(READY) ## what every page of REGION, built before, looks like, into build/screenshots
	$(BIN)/python -m tests.screenshots $(REGION)

lock: ## resolve requirements.lock anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --group dev pyproject.toml -q -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" -c requirements.lock --group bench -q -o requirements-bench.lock

clean: ## remove what was built; inputs and the environment stay
	find layers maps -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## this list
	@sed -n 's/^\([a-z][^:]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 26

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# An environment of its own: other libraries change what they do where they find a peer's. Without a
# peer the benchmark runs all the same, and says which it lacks.
$(BENCH)/.ready: requirements.lock requirements-bench.lock pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BENCH)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BENCH)/bin/python -m pip install --quiet --require-hashes -r requirements-bench.lock \
	  || echo "The peers could not be installed: those that are lacking are left out."
	touch $@

FORCE:
