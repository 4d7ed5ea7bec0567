# make demo    a sentence in, a GLB and a picture out      PROMPT="..." make demo    OUT=folder make demo
# make test    lint, types, import contracts and all tests, in a fresh virtual environment

PROMPT ?= a weathered wooden treasure chest with iron fittings
OUT ?= out
VENV ?= .venv
TEST_VENV ?= build/test-venv
TORCH ?= torch==2.13.0
PYTEST_ARGS ?= -n 2 --dist loadfile
EXTRAS ?= $(shell scripts/extras train test dev service distributed client telemetry)

.PHONY: demo test lint clean
.SILENT:

demo: $(VENV)/.ready
	mkdir -p -- "$$OUT"
	$(VENV)/bin/python scripts/demo.py "$$PROMPT" "$$OUT"

# Taken word for word, whatever $, quotes or commands are in them, and given to the shell as variables.
override PROMPT := $(value PROMPT)
override OUT := $(value OUT)
export PROMPT OUT

$(VENV)/.ready: pyproject.toml
	scripts/make-venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --editable .
	touch $@

test:
	rm -rf $(TEST_VENV)
	scripts/make-venv $(TEST_VENV)
	$(TEST_VENV)/bin/python -m pip install --quiet "$(TORCH)" --editable ".[$(EXTRAS)]"
	scripts/need-node
	scripts/need-servers
	$(MAKE) lint BIN=$(TEST_VENV)/bin/
	$(TEST_VENV)/bin/python -m pytest $(PYTEST_ARGS)

BIN ?= $(VENV)/bin/
lint:
	$(BIN)ruff check src tests
	$(BIN)ruff format --check src tests
	$(BIN)mypy
	mkdir -p build
	$(BIN)lint-imports > build/lint-imports.log 2>&1 || { cat build/lint-imports.log; exit 1; }

clean:
	rm -rf build out
