# The verbs of this project. `make` alone lists them. Nothing is needed beforehand but Python 3.11
# or newer (with venv), make and git; PYTHON=/path/to/python names another Python.

.DEFAULT_GOAL := help
.PHONY: help run test test-pg setup check format coverage check-image lock bench fuzz screenshots \
	schema messages clean

export PYTHON
BOOTSTRAP := @sh scripts/python.sh scripts/bootstrap.py
BIN := .venv/bin

help:  ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:  ## open the library on http://127.0.0.1:8000 (HOST, PORT), with demo data when it is empty
	$(BOOTSTRAP) run

test: dev  ## run the tests on SQLite, and again on PostgreSQL and Redis where they are reachable
	@$(BIN)/python -m scripts.test

test-pg: dev  ## run the tests on PostgreSQL and Redis only (TEST_DATABASE_URL, TEST_REDIS_URL)
	@$(BIN)/python -m scripts.test --postgres-only

setup:  ## make .venv from the lock, and nothing else
	$(BOOTSTRAP) setup

check: dev  ## style, types, arrows between modules, settings, migrations, templates
	@$(BIN)/python -m scripts.check

format: dev  ## put all code into the project's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

coverage: dev  ## run the tests on SQLite and say which lines they do not reach
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term

check-image: dev  ## run the steps of the Dockerfile in a scratch directory (takes minutes)
	@$(BIN)/python -m scripts.dockerfile_steps

lock: dev  ## pin what requirements*.in ask for, with hashes (UPGRADE=1 for the newest)
	@$(BIN)/python -m scripts.lock $(if $(UPGRADE),--upgrade)

bench: dev  ## measure the real server against a raw floor
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.desk
	@$(BIN)/python -m bench.notices
	@$(BIN)/python -m bench.imports

fuzz: dev  ## throw nonsense at the parsers (RUNS=1000000, TARGETS="marc csv"); takes minutes
	@$(BIN)/python -m scripts.fuzz $(TARGETS) $(if $(RUNS),--runs $(RUNS))

screenshots: dev  ## take the README's pictures anew (needs Chromium)
	@SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/browser/test_desk.py

messages: dev  ## take up new texts into locale/ and compile them (needs GNU gettext)
	@$(BIN)/python -m scripts.messages

schema: dev  ## draw docs/reference/openapi.yaml anew
	@$(BIN)/python -m scripts.schema

clean:  ## remove what the tools left behind; the library in var/ stays
	@rm -rf .pytest_cache .hypothesis var/*_cache var/coverage* var/test-results
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.PHONY: dev
dev:
	$(BOOTSTRAP) setup --dev
