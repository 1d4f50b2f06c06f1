# Ground School: set-up and daily work. `make help` lists what there is.
#
#   make lab                          learn
#   make lab ARGS=--no-browser        the same where there is no screen
#   make lab PYTHON=python3.12        with another Python (3.11 or newer)
#   make test ARGS="-k picker"        some of the tests

# The environment's own Python once there is one: whoever chose another at first need not say so again.
PYTHON ?= $(shell test -x .venv/bin/python && echo .venv/bin/python || echo python3)
ARGS ?=

# By module and not by script: scripts carry absolute paths, which break when the clone is moved.
RUN := .venv/bin/python -m
GROUNDSCHOOL := $(RUN) groundschool

.DEFAULT_GOAL := help
.PHONY: help setup lab test attacks parity grading lint build site lock class-demo hub proxy clean

help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv with the locked packages (the other targets do it when it is needed)
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Ground School needs Python 3.11 or newer. '$(PYTHON)' is: $$("$(PYTHON)" --version 2>&1 | head -n 1)"; \
	  echo "If you have a newer one, name it:    make lab PYTHON=python3.12"; \
	  echo "To get one:    Debian, Ubuntu: sudo apt install python3 python3-venv    Fedora: sudo dnf install python3"; \
	  echo "               macOS: brew install python@3.13, then make lab PYTHON=python3.13"; \
	  exit 1; }
	@"$(PYTHON)" -I tools/groundschool/bootstrap.py

# Asking the build whether there is something to do takes seconds; asking for newer files takes none.
STALE = test ! -e .venv/built || \
  test -n "$$(find catalog course notebooks tools -newer .venv/built ! -path '*/__pycache__*' | head -n 1)"

lab: setup ## Open the course in JupyterLab, in your own workspace
	@if $(STALE); then $(GROUNDSCHOOL) build && touch .venv/built; \
	else echo "Nothing to build: every file is what its sources say."; fi
	@$(GROUNDSCHOOL) lab $(ARGS)

# Workers side by side are threads enough; more of them than cores wait for each other.
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
# Files in their order: the long ones come first, and none is left for one worker at the end.
test: lint ## Run every check and every test
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory proxy; fi
	$(GROUNDSCHOOL) check
	$(GROUNDSCHOOL) build --check
	$(RUN) pytest -n 3 --dist loadfile --no-loadscope-reorder --nbval --nbval-kernel-name offline --nbval-cell-timeout 120 tests notebooks $(ARGS)

# One fixture grades a whole corpus: the limit that catches a test which hangs is too short for it.
WHOLE := WHOLE=1 $(RUN) pytest -o faulthandler_timeout=7200

attacks: setup ## Grade a class of attackers: the whole corpus of hostile submissions
	$(WHOLE) tests/integration/test_attacks.py $(ARGS)

parity: setup ## Grade 300 honest submissions by stock nbgrader too, and compare everything; takes a quarter of an hour
	$(WHOLE) tests/integration/test_parity.py $(ARGS)

grading: attacks parity ## Show all that is said of grading: those two, up to 48 kills, and the tables of speed
	$(WHOLE) tests/integration/test_grading_survives.py $(ARGS)
	.venv/bin/python tests/benchmarks/grading_speed.py
	.venv/bin/python tests/benchmarks/grading_scale.py

lint: setup ## Check style and types
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy

build: setup ## Build notebooks/ and course/classroom/source/ from catalog/ and course/
	$(GROUNDSCHOOL) build $(ARGS)

site: setup ## Build the course as pages for readers without Jupyter, into site/
	$(GROUNDSCHOOL) site $(ARGS)

lock: setup ## Choose the newest packages that pyproject.toml allows, with hashes
	$(RUN) uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links --upgrade --output-file requirements.lock

class-demo: setup ## Play a class from release to grades, with made-up students
	$(GROUNDSCHOOL) class demo $(ARGS)

hub: setup proxy ## Try a class on a JupyterHub on this machine, with test accounts
	@.venv/bin/python deploy/hub/trial.py $(ARGS)

# Node.js's package manager writes that file last; it installs what the lock names, checked against its hashes.
PROXY := deploy/hub/node_modules/.package-lock.json

proxy: $(PROXY) ## Install the hub's proxy, into deploy/hub/node_modules

$(PROXY): deploy/hub/package-lock.json
	@command -v npm >/dev/null || { \
	  echo "The hub's proxy runs on Node.js 18 or newer, and npm installs it. They are not here."; \
	  echo "To get them:    Debian, Ubuntu: sudo apt install nodejs npm    Fedora: sudo dnf install nodejs npm"; \
	  exit 1; }
	cd deploy/hub && npm ci

clean: ## Remove what can be made again; your workspace stays
	rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache .hypothesis deploy/hub/node_modules
	find catalog course tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
