# Every command makes the environment it needs by itself. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
# `make test-python PYTHON=3.13` names the Python of the tests, which need not be the one of the tools.
TOOLS_PYTHON := $(if $(filter test-python,$(MAKECMDGOALS)),python3,$(PYTHON))
RUN := PATH="$$PWD/$(VENV)/bin:$$PATH" $(VENV)/bin/python
NODE := tools/node_modules
HAS_NPM := $(shell command -v npm)
# Without bytecode, each of the hundreds of processes that the tests start compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE
LOCK = $(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --generate-hashes

.DEFAULT_GOAL := help
.PHONY: help generate mutants clients conformance-clients demo test test-fast test-python test-oldest test-newest faults soak fuzz conformance bench api-diff public-api spec-from \
	docs docs-pages docs-look check format release lock clean

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

generate: $(VENV)/tools ## write generated/ from openapi.yaml, and what follows from it: the other clients, the public names
	@$(RUN) -m generator.generate
	@$(RUN) -m generator.clients
	@$(RUN) tools/public_api.py

clients: $(VENV)/tools ## write what is generated of clients/ from openapi.yaml: TypeScript and Go
	@$(RUN) -m generator.clients

demo: $(VENV)/installed ## rent a machine on a local simulator, sync and async
	@$(RUN) examples/tour.py

test: $(VENV)/installed $(if $(HAS_NPM),$(NODE)/installed) ## run all tests
	@$(RUN) -m pytest -q -n 4 --dist loadfile --no-loadscope-reorder

test-fast: $(VENV)/installed ## run the tests that take no processes and little time, in about a minute
	@$(RUN) -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder -m "not slow"

test-python: $(VENV)/tools ## run the tests of test-fast on another Python: PYTHON=3.13
	@$(RUN) tools/other_environment.py --python $(PYTHON)

test-oldest: $(VENV)/tools ## run the tests of test-fast with the oldest dependencies that are allowed
	@$(RUN) tools/other_environment.py --dependencies oldest

test-newest: $(VENV)/tools ## the same with the newest
	@$(RUN) tools/other_environment.py --dependencies newest

faults: $(VENV)/installed ## print the fault matrix: each bad thing a server can do, and what becomes of a call
	@$(RUN) -m tests.faults

soak: $(VENV)/installed ## use both clients behind faulty hosts for ten minutes, into docs/soak.md
	@$(RUN) -m tests.soak

fuzz: $(VENV)/installed ## mutate every sample answer, 120,000 times, and print what fails
	@$(RUN) -m tests.fuzz

conformance: $(VENV)/installed $(NODE)/installed ## check the simulator against openapi.yaml: schemathesis, and Prism during the tour
	@$(RUN) tools/conformance.py

conformance-clients: $(VENV)/installed $(if $(HAS_NPM),$(NODE)/installed) ## build the clients of all languages, and run one table of cases against them
	@$(RUN) -m conformance

mutants: $(VENV)/installed ## make one mistake at a time in each runtime, and see whether the table finds it
	@$(RUN) -m conformance.mutants

bench: $(VENV)/bench ## measure against httpx and others, into docs/benchmarks.md; ROWS="small-get imports" ROUNDS=50
	@$(RUN) -m benchmarks $(if $(ROUNDS),--rounds $(ROUNDS)) $(ROWS)

api-diff: $(VENV)/tools ## what changes for callers since the last release; BASE=REV or BASE=FILE
	@$(RUN) tools/api_diff.py $(BASE)

public-api: $(VENV)/tools ## write down every public name and signature, into tests/typing/public_api.txt
	@$(RUN) tools/public_api.py

docs: $(VENV)/docs $(if $(HAS_NPM),$(NODE)/installed) ## build the documentation into site/
	@NO_MKDOCS_2_WARNING=1 $(RUN) -m mkdocs build --quiet --strict --config-file tools/docs/mkdocs.yml
	@echo "site/index.html; to read it: python3 -m http.server -d site"

docs-pages: $(VENV)/installed ## write the pages of docs/ that are made from the code
	@$(RUN) -m tests.docs.errors_page
	@$(RUN) -m tests.docs.error_decisions
	@$(RUN) tools/import_graph.py --svg docs/architecture.svg
	@$(RUN) tools/cli_docs.py
	@$(RUN) tools/cli_pictures.py

docs-look: docs ## look at every page of site/ in Chromium: accessibility, other hosts, width
	@$(RUN) -m tests.docs.look

spec-from: $(VENV)/installed ## propose what another description (FILE=...) has more than openapi.yaml; APPLY=1 writes it
	@$(RUN) tools/spec_from.py $(FILE) $(if $(APPLY),--apply)

check: $(VENV)/docs $(if $(HAS_NPM),$(NODE)/installed) ## formatting, types, import layers, the description, and that generated/ is fresh
	@$(RUN) tools/check.py

format: $(VENV)/tools ## format the handwritten code
	@$(RUN) -m ruff check --fix-only --quiet .
	@$(RUN) -m ruff format .

release: $(VENV)/release ## build and check what a release publishes, into dist/; DRY=no commits and tags it as well
	@$(RUN) tools/release.py $(if $(filter no,$(DRY)),--tag) $(TESTS)

lock: $(VENV)/tools ## pin the tools anew, after a change to a .in file or to the dependencies
	@$(LOCK) tools/requirements.in -o tools/requirements.txt
	@$(LOCK) tools/release.in -c tools/requirements.txt -o tools/release.txt
	@$(LOCK) pyproject.toml --all-extras --resolution lowest-direct -o tools/oldest.txt
	@$(LOCK) benchmarks/requirements.in -c tools/requirements.txt -o benchmarks/requirements.txt
	@$(LOCK) tools/docs/requirements.in -c tools/requirements.txt -o tools/docs/requirements.txt

clean: ## remove the environments and what is built
	rm -rf $(VENV) $(NODE) site

$(VENV)/tools: tools/requirements.txt
	@$(TOOLS_PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Python 3.11 or newer is\
	 needed, and $(TOOLS_PYTHON) is not: name another one, as in make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "making the environment $(VENV) (a minute or two)"
	@$(TOOLS_PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install -qqq --disable-pip-version-check -r tools/requirements.txt
	@touch $@

$(VENV)/installed: $(VENV)/tools pyproject.toml overlay/octaspace_sdk/_version.py
	@$(RUN) -m pip install -qqq --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/release: $(VENV)/installed tools/release.txt
	@$(RUN) -m pip install -qqq --disable-pip-version-check -r tools/release.txt
	@touch $@

$(VENV)/bench: $(VENV)/installed benchmarks/requirements.txt
	@$(RUN) -m pip install -qqq --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@

$(VENV)/docs: $(VENV)/installed tools/docs/requirements.txt
	@$(RUN) -m pip install -qqq --disable-pip-version-check -r tools/docs/requirements.txt
	@touch $@

$(NODE)/installed: tools/package-lock.json
	@cd tools && npm ci --silent
	@touch $@
