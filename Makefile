# `make bench` and `make test` set up all that they need; nothing else has to be done first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORE := $(wildcard extractors/webassay/core/*.px?)
NODE := extractors/webassay/adapters/node

.PHONY: bench test lint setup docs reference speed clean

bench: setup  ## run every installed extractor over the bundled gold and print the leaderboard
	$(BIN)/webassay run --out build/results

test: lint  ## check style and types, and run the tests
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(VENV)/.complete

# An old pip cannot resolve the dependencies of some peers, hence its upgrade. Node is optional: what
# is missing without it is said by `webassay doctor`. So is whether the core could be compiled.
$(VENV)/.complete: pyproject.toml $(NODE)/package-lock.json extractors/compile_core.py $(CORE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "webassay needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[peers,metrics,parquet,report,train]' --group test --group lint
	@if command -v npm >/dev/null; then npm ci --prefix $(NODE) --no-audit --no-fund --loglevel=error; \
		else echo "npm is not installed: readability-js is left out"; fi
	@touch $@

DATA ?= $(WEBASSAY_DATA)

reference: setup  ## run all on the three development sets and check the published figures
	@test -n "$(DATA)" || { echo "name the folder of the data: make reference DATA=..."; exit 2; }
	$(BIN)/webassay run --out build/reference --dataset $(DATA)/article-extraction-benchmark \
		--dataset $(DATA)/trafilatura-eval --dataset $(DATA)/wcxb
	$(BIN)/webassay verify build/reference

docs: setup  ## write what is derived: the manual of the command line, and the published tables
	$(BIN)/python -m typer webassay_bench.cli utils docs --name webassay --output docs/cli.md
	$(BIN)/python -m webassay_bench.publish

speed: setup  ## time the extractors and the metrics side by side, on the data too where it is
	WEBASSAY_DATA=$(DATA) $(BIN)/python -m pytest benchmark/speed --benchmark-only --benchmark-columns=median,iqr,rounds

clean:
	rm -rf $(VENV) build $(NODE)/node_modules extractors/webassay/core/*.so
