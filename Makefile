# Two commands: `make demo` runs the sample portfolio, `make test` runs the tests. Both set everything up first.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
ONLY ?=
READER ?=
MINUTES ?= 10
SEED ?= 1
JOBS ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint types bench fuzz lock wheel clean

help:            ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

# The lock is whole; with --no-deps an older pip does not stumble over extras in it (sqlalchemy[asyncio]).
.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "cleanfund needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv)."; exit 5; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch .venv/ready

demo: .venv/ready  ## the sample portfolio, end to end
	$(BIN)/cleanfund demo

test: .venv/ready  ## all tests
	$(BIN)/python -m pytest

lint: .venv/ready  ## style
	$(BIN)/ruff check .

types: .venv/ready ## types
	$(BIN)/mypy

bench: .venv/ready ## figures into benchmarks.json; ONLY=spine for one room
	$(BIN)/python -m tests.benchmarks $(ONLY)

# Where the engine has no wheel for this system or this Python, hypothesis takes its place.
fuzz: .venv/ready  ## damaged files for each reader, 10 minutes of processor time each; READER=site_epw MINUTES=1 SEED=1 JOBS=2
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
		"$$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["fuzz"])')" || true
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) --seed $(SEED) --jobs $(JOBS) $(READER)

wheel: .venv/ready ## dist/*.whl
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

lock: .venv/ready  ## requirements.lock anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --upgrade --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 \
		--group dev pyproject.toml --output-file requirements.lock

clean:           ## what was built and what runs wrote
	rm -rf .venv dist build data/.prefect data/.numba data/landing data/warehouse data/published data/state data/reports data/inbox
