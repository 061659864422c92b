# Two commands for a new machine with python3.11, pip and make: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
WEB    := exports/explorer/web
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Else each of the many processes that the tests start compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint format bench soak golden pictures lowest web clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/demo ## install, then the main job on the sample: out/explorer.html, out/report.html
	$(BIN)/fengong demo -o out/

test: $(VENV)/dev $(WEB)/node_modules ## install, then all tests
	$(BIN)/python -m pytest -n auto --dist worksteal -q -m "not soak"

lint: $(VENV)/dev ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev ## write the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev $(WEB)/node_modules ## speeds, as ratios to the peers' in one run
	$(BIN)/python -m tests.bench

soak: $(VENV)/dev $(WEB)/node_modules ## what takes long: load, kills, fuzzing, properties on new draws
	$(BIN)/python -m pytest -q -m soak
	HYPOTHESIS_PROFILE=new $(BIN)/python -m pytest -q -m "hypothesis and not soak"

golden: $(VENV)/dev ## write the golden files anew; review them as a diff
	$(BIN)/python -m pytest -q tests --update-golden

pictures: $(VENV)/dev $(WEB)/node_modules ## the pictures of the README, taken from the real pages
	$(BIN)/python tests/pictures.py

lowest: ## the tests of the core with the lowest versions that pyproject.toml declares
	$(PYTHON) tests/lowest.py

web: $(WEB)/node_modules ## make the pages' script assets anew, which stand in the repository: tests check that they are what their sources give
	cd $(WEB) && npm run --silent build

$(WEB)/node_modules: $(WEB)/package-lock.json
	@if command -v npm >/dev/null; then cd $(WEB) && npm ci --no-audit --no-fund --loglevel=error && touch node_modules; \
	else echo "npm is not installed: the tests that need axe or the sources of the assets are skipped"; fi

$(VENV)/demo: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -e ".[report,office]"
	@touch $@

$(VENV)/dev: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -e ".[all,dev]"
	@touch $@ $(VENV)/demo

clean: ## remove what the others made
	rm -rf $(VENV) out $(WEB)/node_modules .mypy_cache .ruff_cache .pytest_cache
