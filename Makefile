# Every chore of the project. `make` lists them; each works in a checkout with a .venv (see README.md).
PYTHON ?= .venv/bin/python
BIN := $(dir $(PYTHON))
PYTEST := $(PYTHON) -m pytest -q
WORKERS ?= 2

PICTURE_TESTS := tests/pictures/test_pictures.py tests/console/frames/test_frames_pictures.py tests/console/test_walk_pictures.py tests/console/test_instructor.py tests/console/wall/test_wall.py
DRAWN_OF_FRAMES := tests/console/frames/test_frames_readme.py
PICTURES := build/pictures
DOCS_TESTS := tests/recovery/test_translation.py tests/docs/test_pages.py
BENCHES := tests/bench/journal.py tests/bench/scale.py tests/bench/push.py tests/bench/forecast.py tests/bench/azure.py

.DEFAULT_GOAL := help
.PHONY: help test test-all lint format pictures docs golden bench ci hooks

help: ## list the chores
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

test: ## the quick tests, as in README.md
	$(PYTEST) -n $(WORKERS)

test-all: ## every test: sweeps, killed engines, terminals and planted bugs too
	$(PYTEST) -n $(WORKERS) -m ""

lint: ## ruff, mypy and the walls between rooms
	$(BIN)ruff check .
	$(BIN)ruff format --check .
	$(BIN)mypy
	PYTHONPATH=. $(BIN)lint-imports

format: ## ruff's fixes and its layout
	$(BIN)ruff check --fix .
	$(BIN)ruff format .

pictures: ## write the stored frames of every screen and the pictures of the pages again, and all frames as SVG
	DRCONSOLE_WRITE_PICTURES=1 $(PYTEST) -n $(WORKERS) -m "" $(PICTURE_TESTS)
	DRCONSOLE_WRITE_PICTURES=1 $(PYTEST) -m "" $(DRAWN_OF_FRAMES)
	$(PYTHON) tests/console/frames/frame_svg.py $(PICTURES)

docs: ## write the generated pages of docs/ again
	DRCONSOLE_WRITE_PICTURES=1 $(PYTEST) -m "" $(DOCS_TESTS)

golden: ## write the expected task trees and readings of Azure again; read the difference before it is committed
	PYTHONPATH=tests $(PYTHON) tests/recovery/trees.py
	PYTHONPATH=tests/azure $(PYTHON) tests/azure/azure_golden.py

bench: ## measure journal, scale, push, forecast and the reading of a vault
	$(PYTHON) -m pip install -q '.[bench]'
	set -e; for bench in $(BENCHES); do $(PYTHON) $$bench; done

ci: ## what CI runs, with all tests
	.ci/run

hooks: ## run the local pre-commit hooks at every commit (needs pre-commit)
	pre-commit install
