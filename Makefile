# The commands of docs/operations.md and CONTRIBUTING.md. Needs Python 3.11 and make; all else is installed into .venv.
PYTHON ?= python3.11
PORT ?= 8000
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS = never

.PHONY: demo test setup bench audit lock assets lint docs clean

demo: setup ## a whole synthetic force on http://localhost:8000
	$(BIN)/plumbline demo --if-empty
	$(BIN)/plumbline serve --port $(PORT)

setup: .venv/.installed assets/build/.built ## environment and assets

.venv/.installed: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

assets: assets/build/.built

assets/build/.built: .venv/.installed assets/package.json assets/package-lock.json assets/build.py $(wildcard assets/*.scss)
	$(BIN)/python assets/build.py
	touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

test: setup ## lint, layers, types and every test that this machine can run
	$(BIN)/python -m tests

bench: setup ## the measurements, as ratios from one run
	$(BIN)/python -m bench

audit: setup ## known weaknesses of what is locked, where their list can be reached
	$(BIN)/python -m tests.audit

docs: setup ## renew the generated references
	$(BIN)/plumbline standards --format md > docs/standards.md

lock: ## renew the lock files after a change of pyproject.toml
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header --all-extras --group dev --group assets --group browser pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements/runtime.txt
	grep -A 100 '^uv==' requirements/dev.txt | awk 'NR==1 || /^    /{print; next} {exit}' > requirements/uv.txt
