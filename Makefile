# `make film` and `make test` are all that a fresh machine needs; the rest is for working on the code.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STORY ?= examples/the-fox-and-the-crow.txt
FILM ?= films/$(basename $(notdir $(STORY))).mp4

.PHONY: film test lint install clean

film: $(VENV)/installed  ## a film from a story: make film STORY=my-story.txt
	@mkdir -p $(dir $(FILM))
	$(BIN)/storyboard render $(STORY) -o $(FILM)
	$(BIN)/storyboard sheet $(basename $(FILM)).board

test: $(VENV)/installed  ## the whole test suite
	$(BIN)/python -m pytest

lint: $(VENV)/installed  ## ruff on everything, mypy on storyboard/
	$(BIN)/ruff check .
	$(BIN)/mypy storyboard

install: $(VENV)/installed

# The constraints pin a known-good set; torch's pin is the build without CUDA where an index offers one.
$(VENV)/installed: pyproject.toml constraints.txt setup.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) films build *.egg-info
