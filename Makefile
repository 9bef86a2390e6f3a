# Policy Tracker. `make` alone lists what can be done; README.md has the plain commands behind it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
ARGS ?=
KILLS ?= 200

.PHONY: help run test check format-check lint types contracts django-check migrations-check \
        catalogue-check domain-coverage fmt test-browser faults mutants bench screenshots messages compile-messages requirements clean

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' Makefile

run: $(VENV)/.run ## start the whole tracker on this machine (PORT=8000, ARGS=--empty)
	@exec $(BIN)/python manage.py quickstart --port $(PORT) $(ARGS)

test: $(VENV)/.dev ## the tests, on servers of their own (ARGS="-k name" to choose)
	POLICYTRACKER_LOCAL=1 $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: format-check lint types contracts django-check migrations-check catalogue-check test ## everything that must be green before a commit

format-check: $(VENV)/.dev
	$(BIN)/ruff format --check .
lint: $(VENV)/.dev
	$(BIN)/ruff check .
types: $(VENV)/.dev
	$(BIN)/mypy
contracts: $(VENV)/.dev
	$(BIN)/lint-imports
django-check: $(VENV)/.dev
	$(BIN)/python manage.py check
	@# The same as in production, where a warning about security is an error.
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DATABASE_URL=postgresql://nobody@localhost/none BROKER_URL=redis://localhost ALLOWED_HOSTS=tracker.example \
	POLICYTRACKER_LOCAL=0 $(BIN)/python manage.py check --deploy --fail-level WARNING
migrations-check: $(VENV)/.dev
	$(BIN)/python -W ignore manage.py makemigrations --check --dry-run
catalogue-check: $(VENV)/.dev
	$(BIN)/python manage.py load_catalogue --check

domain-coverage: $(VENV)/.dev ## how much of domain/ the tests reach: 95 percent at least
	$(BIN)/python -m pytest -q -n auto --hypothesis-profile few tests/unit/domain --cov=indicators.domain --cov-branch --cov-report=term:skip-covered --cov-fail-under=95

fmt: $(VENV)/.dev ## format the code and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test-browser: $(VENV)/.dev ## the tests in a real browser (needs Chromium)
	POLICYTRACKER_LOCAL=1 $(BIN)/python -m pytest -m browser $(ARGS)
# FAULT_SEED=… repeats a run; what is missing (redis-server, rabbitmq-server, root) is skipped with a reason.
faults: $(VENV)/.dev ## kill processes and servers at random moments (KILLS=200); see docs/reliability.md
	FAULT_KILLS=$(KILLS) $(BIN)/python -m pytest -m faults $(ARGS) tests/faults
mutants: $(VENV)/.mutation ## mutation tests of the deciding modules, 10 to 30 minutes; docs/mutation-testing.md
	$(BIN)/python -m tests.mutation $(ARGS)
bench: $(VENV)/.dev ## measure speed; see docs/performance.md
	$(BIN)/python -m bench $(ARGS)
screenshots: $(VENV)/.dev ## take the pictures of the pages again (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots $(ARGS)
messages: $(VENV)/.dev ## collect the texts to translate (needs gettext)
	$(BIN)/python manage.py makemessages --locale zh_Hans --no-location --ignore .venv --ignore var
compile-messages: $(VENV)/.dev ## make the translations usable (needs gettext)
	$(BIN)/python manage.py compilemessages --ignore .venv

requirements: $(VENV)/.dev ## choose the exact versions again; add UPGRADE=--upgrade for newer ones
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command 'make requirements' $(UPGRADE) requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command 'make requirements' $(UPGRADE) requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command 'make requirements' $(UPGRADE) tests/mutation/requirements.in -o tests/mutation/requirements.txt

clean: ## remove the virtual environment and caches; the data in var/ stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# --- The virtual environment: made when missing, brought up to date when a list changed -----------
# uv installs in seconds what takes pip a minute. It is itself installed by pip, into the environment.
$(BIN)/uv:
	@$(PYTHON) scripts/check_python.py
	@echo "Making the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
# First with uv's own certificates, then with the system's (a proxy that inspects TLS), then with pip
# itself, which reads pip.conf.
define install
@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes $(1) || \
  { echo "Trying again, with the certificates of the system ..."; \
    $(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --require-hashes $(1); } || \
  { echo "uv could not install them; pip can, but takes longer ..."; \
    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(1); }
@touch $@
endef
$(VENV)/.run: requirements.txt | $(BIN)/uv
	@echo "Installing the requirements ..."
	$(call install,-r requirements.txt)
$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing the tools of the developers ..."
	$(call install,-r requirements.txt -r requirements-dev.txt)
$(VENV)/.mutation: tests/mutation/requirements.txt $(VENV)/.dev
	@echo "Installing mutmut ..."
	$(call install,-r requirements.txt -r requirements-dev.txt -r tests/mutation/requirements.txt)
