# make demo      sets everything up and shows the main job from end to end
# make test      sets everything up and passes the tests, a seeded part of the long ones
# make test-long the same with the full counts
# make bench     the table of benchmarks
# make lock      computes requirements.lock anew after a change in pyproject.toml (UPGRADE=--upgrade: newest versions)
# make clean     removes what the others made
#
# Needed: Python 3.11 or later, make, and a network the first time. Another Python: make test PYTHON=python3.12

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
RUN := .venv/bin/python
UV := build/uv/bin/uv
TOGETHER := --numprocesses auto --maxprocesses 8 --dist worksteal

.PHONY: demo test test-long lint bench lock clean environment

demo: environment
	$(RUN) cli.py demo

test: lint
	$(RUN) -m pytest $(TOGETHER)

test-long: lint
	KHUMUE_LONG=1 $(RUN) -m pytest $(TOGETHER) -o faulthandler_timeout=7200

lint: environment
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy

bench: environment
	$(RUN) -m benchmarks

environment:
	@test -n "$(PYTHON)" || { echo "khumue: Python 3.11 or later is needed; none was found" >&2; exit 1; }
	@$(PYTHON) .ci/environment.py

lock: environment $(UV)
	$(UV) pip compile pyproject.toml --group dev --python-version 3.11 --universal --fork-strategy fewest \
		--generate-hashes --custom-compile-command "make lock" --quiet $(UPGRADE) --output-file requirements.lock

$(UV):
	$(RUN) -m pip --disable-pip-version-check install --quiet --target build/uv uv

clean:
	rm -rf .venv build dist demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
