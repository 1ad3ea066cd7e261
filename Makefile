# Everything from a bare checkout: `make report`, `make test`. Needs Python 3.11 or newer and make.
PYTHON ?= python3
CORPUS ?= data/raw/demo
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEFAULTS := --corpus $(CORPUS)

.PHONY: report lab app lehre check test lock bench fuzz train-quotes clean help
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1	\2/' | expand -t 24

report: $(VENV)/.ready  ## run the notebooks on the demo corpus and print the path of the report
	@$(BIN)/pressespiegel report $(DEFAULTS) --workers 2

lab: $(VENV)/.ready  ## open JupyterLab on the notebooks
	@$(BIN)/pressespiegel lab

app: $(VENV)/.ready  ## open erkunden.ipynb as an app of its own (Voilà)
	@$(BIN)/python -m analysis.explore

lehre: $(VENV)/.dev  ## make the students' version of the course in kurs/release
	@$(BIN)/python -m analysis.teach.course

check: $(VENV)/.dev  ## the quick checks: ruff, types, tests without notebooks and browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 -m "not slow"

test: $(VENV)/.dev  ## all checks: also every notebook, the report, the browser
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || echo "No Chromium found: the browser tests will be skipped. Install it: sudo apt-get install chromium"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

lock: $(VENV)/.dev  ## resolve the dependencies anew into the two lock files
	$(BIN)/python tools/lock.py

clean:  ## remove the environment, caches and made reports (articles stay)
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis data/processed/.cache
	find data/processed reports -mindepth 1 -maxdepth 1 ! -name .gitkeep -exec rm -rf {} +
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment; the developers' tools are added to it when they are first needed.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed, this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 report"; exit 2; }
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c "from analysis.language.dictionary import german; german()"  # else the first run takes its time for it
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.ready
	@echo "Adding the developers' tools ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

train-quotes: $(VENV)/.dev  ## train the quotation model anew (two hours): make train-quotes ENCODER=path/to/multilingual-e5-small
	@$(PIP) install 'python-crfsuite>=0.9.11' 'torch>=2.4' 'transformers>=4.45'
	$(BIN)/python -m analysis.sources.training ../shared/data/quotes/train.jsonl ../shared/data/throughput/gnad.jsonl $(ENCODER)

fuzz: $(VENV)/.dev  ## search two hours (of CPU) for bytes that break a reader, the cleaner, annotating, the report
	@$(PIP) install 'atheris>=3'
	$(BIN)/python tools/fuzz.py --minutes 120

bench: $(VENV)/.dev  ## measure speed and memory into docs/messungen
	$(BIN)/python benchmarks/bench_all.py
