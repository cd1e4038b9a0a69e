# Every command makes the environment it needs by itself. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
RUN := PATH="$$PWD/$(VENV)/bin:$$PATH" $(VENV)/bin/python
NODE := tools/node_modules
LOCK = $(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --generate-hashes

.DEFAULT_GOAL := help
.PHONY: help generate demo test test-fast faults soak fuzz conformance bench api-diff spec-from check format lock clean

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

generate: $(VENV)/tools ## write generated/ from openapi.yaml
	@$(RUN) -m generator.generate

demo: $(VENV)/installed generate ## rent a machine on a local simulator, sync and async
	@$(RUN) examples/tour.py

test: $(VENV)/installed $(if $(shell command -v npm),$(NODE)/installed) ## run all tests
	@$(RUN) -m pytest -q -n 4 --dist loadfile

test-fast: $(VENV)/installed ## run the tests that take no processes and little time, in about a minute
	@$(RUN) -m pytest -q -n 4 --dist loadfile -m "not slow"

faults: $(VENV)/installed ## print the fault matrix: each bad thing a server can do, and what becomes of a call
	@$(RUN) -m tests.faults

soak: $(VENV)/installed ## use both clients behind faulty hosts for ten minutes, into docs/soak.md
	@$(RUN) -m tests.soak

fuzz: $(VENV)/installed ## mutate every sample answer, 120,000 times, and print what fails
	@$(RUN) -m tests.fuzz

conformance: $(VENV)/installed $(NODE)/installed ## check the simulator against openapi.yaml: schemathesis, and Prism during the tour
	@$(RUN) tools/conformance.py

bench: $(VENV)/bench ## measure against httpx and others, into docs/benchmarks.md; ROWS="small-get imports" ROUNDS=50
	@$(RUN) -m benchmarks $(if $(ROUNDS),--rounds $(ROUNDS)) $(ROWS)

api-diff: $(VENV)/tools ## what changes for callers since the last release; BASE=REV or BASE=FILE
	@$(RUN) tools/api_diff.py $(BASE)

spec-from: $(VENV)/installed ## propose what another description (FILE=...) has more than openapi.yaml; APPLY=1 writes it
	@$(RUN) tools/spec_from.py $(FILE) $(if $(APPLY),--apply)

check: $(VENV)/installed $(NODE)/installed ## formatting, types, import layers, the description, and that generated/ is fresh
	@$(RUN) tools/check.py

format: $(VENV)/tools ## format the handwritten code
	@$(RUN) -m ruff check --fix-only --quiet .
	@$(RUN) -m ruff format .

lock: $(VENV)/tools ## pin the tools anew, after a change to a requirements.in
	@$(LOCK) tools/requirements.in -o tools/requirements.txt
	@$(LOCK) benchmarks/requirements.in -c tools/requirements.txt -o benchmarks/requirements.txt

clean: ## remove the environments
	rm -rf $(VENV) $(NODE)

$(VENV)/tools: tools/requirements.txt
	@echo "making the environment $(VENV) (half a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install -qqq --disable-pip-version-check -r tools/requirements.txt
	@touch $@

$(VENV)/installed: $(VENV)/tools pyproject.toml overlay/octaspace_sdk/_version.py
	@$(RUN) -m pip install -qqq --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/bench: $(VENV)/installed benchmarks/requirements.txt
	@$(RUN) -m pip install -qqq --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@

$(NODE)/installed: tools/package-lock.json
	@cd tools && npm ci --silent
	@touch $@
