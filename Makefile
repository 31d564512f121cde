# The project's commands. `make` lists them.
.DEFAULT_GOAL := help
.PHONY: help run setup environments dev-environments train test lint bench bench-nlu bench-answers lock clean
export RASA_TELEMETRY_ENABLED ?= false

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: environments ## Prepare what changed and start everything; Ctrl-C stops it
	@.venv/bin/frontdesk run

setup: environments models/encoder/encoder.json ## Make both environments and the sentence encoder; then `rasa train` works

train: setup ## Train Rasa on the project as it is now
	@.venv/bin/frontdesk train

test: dev-environments ## Run every tier of tests
	@tests/run

lint: dev-environments ## Check style, types and the direction of imports
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

bench: dev-environments ## List the benchmarks; run one: make bench NAME=nlu ARGS="--train FILE --test FILE"
ifdef NAME
	@$(if $(filter nlu,$(NAME)),.venv-rasa,.venv)/bin/python -m benchmarks.$(NAME) $(ARGS)
else
	@for main in benchmarks/*/__main__.py; do basename "$$(dirname "$$main")"; done
endif

bench-nlu: dev-environments models/encoder/encoder.json ## Measure understanding on every labelled set; writes docs/benchmarks-nlu.md
	@.venv-rasa/bin/python -m benchmarks.nlu --suite $(ARGS)

bench-answers: dev-environments ## Ask the questions of tests/questions, and count what the answers hold
	@.venv/bin/frontdesk kb build
	@.venv/bin/python -m benchmarks.answers $(ARGS)

lock: ## Write the locks of requirements/*.in
	@deploy/lock

clean: ## Remove the environments and what was built; conversations and customers in var/ stay
	rm -rf .venv .venv-rasa .venv-uv .rasa .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	rm -rf models/encoder models/index models/trained.json models/*.tar.gz var/test

environments:
	@deploy/setup

dev-environments:
	@deploy/setup dev

# Not remade once it is there: an operator may have prepared another model.
models/encoder/encoder.json: | environments
	@.venv/bin/frontdesk encoder prepare
