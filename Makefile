# Everything is installed into .venv, in the versions that constraints.txt names. As root, what Debian has to provide is
# installed with apt-get; anyone else is told what is missing. A file in .venv remembers what is installed, so that a
# second run starts at once.

PYTHON ?= python3
PORT ?= 8000

BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --constraint constraints.txt
# One file's tests stay together, so that what they share is set up once; tests/conftest.py says which are begun
# first. -rfEs names what failed and what skipped itself.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -rfEs

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-fast soak bench check format docs browser outsiders venv-needs lock clean

help:
	@echo 'make demo       install, load the example partnership, and serve it on http://127.0.0.1:$(PORT)/ (or PORT=8123)'
	@echo 'make test       install, and run every check and every test'
	@echo 'make test-fast  the same without the tests that need a browser or build a wheel'
	@echo 'make soak       the hard things for longer: many writers, kill -9, power cuts (about 10 minutes)'
	@echo 'make bench      every speed beside its floor, with 10,000 and 100,000 facts (about 4 minutes); a table, and JSON in'
	@echo '                dist/bench.json. The whole, with a million: make bench SIZES=10000,100000,1000000 (half an hour and more)'
	@echo 'make check      the linters and the types alone'
	@echo 'make format     put the source in its house style'
	@echo 'make docs       write docs/events.md from the vocabulary'
	@echo 'make lock       renew constraints.txt'
	@echo 'make clean      remove what was installed and built; what is in instance/ stays'

demo: .venv/to-run
	@$(BIN)/tracker demo --port $(PORT)

test: check browser outsiders
	$(PYTEST)

test-fast: check outsiders
	$(PYTEST) --ignore=tests/web --ignore=tests/packaging

# What make test tries a few times, tried for long enough to be believed; -rP prints what was counted.
soak: .venv/to-test
	TRACKER_SOAK=1 $(BIN)/python -m pytest -rP --durations=0 tests/soak

SIZES ?= 10000,100000
bench: .venv/to-test
	$(BIN)/python -m benchmarks --sizes $(SIZES) $(BENCH)

check: .venv/to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/to-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The build backend comes first and from the same list: an isolated build would fetch one that nobody has locked.
.venv/to-run: pyproject.toml constraints.txt | venv-needs
	@echo 'Installing into .venv ...'
	@$(PYTHON) -m venv .venv
	@$(PIP_INSTALL) hatchling
	@$(PIP_INSTALL) --no-build-isolation --editable .
	@touch $@

.venv/to-test: .venv/to-run
	@echo 'Installing what the tests need ...'
	@$(PIP_INSTALL) --no-build-isolation --editable '.[test]'
	@touch $@

venv-needs:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Said & Done needs Python 3.11 or newer; if you have one, name it: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call debian,python3-venv,A virtual environment)

# The names are those that tests/web looks for; libatomic1 is what playwright's driver cannot start without.
browser: .venv/to-test
	@{ for name in "$$CHROMIUM" chromium chromium-browser google-chrome; do command -v "$$name" && break; done && \
		$(BIN)/playwright --version; } >/dev/null 2>&1 || \
		$(call debian,chromium fonts-noto-core libatomic1,The tests)

# What verifies our signatures and proofs without our code (tests/ledger).
GO_PACKAGES := /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog
outsiders:
	@{ command -v go && command -v openssl && [ -d $(GO_PACKAGES) ]; } >/dev/null 2>&1 || \
		$(call debian,golang-go golang-golang-x-mod-dev openssl,The tests)

# $(call debian,PACKAGES,WHAT NEEDS THEM): a fresh machine has no package lists, or old ones, so a failure is tried
# once more after fetching them.
APT_INSTALL := apt-get install --yes -qq --no-install-recommends -o Dpkg::Use-Pty=0
define debian
{ { [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; } || \
	{ echo '$(2) cannot do without $(1): please install that, and run make again.' >&2; exit 1; }; \
	echo 'Installing $(1) ...'; \
	export DEBIAN_FRONTEND=noninteractive; exec </dev/null; \
	$(APT_INSTALL) $(1) || { apt-get update -qq && $(APT_INSTALL) $(1); }; }
endef

docs: .venv/to-run
	$(BIN)/python -m tracker.events.document >docs/events.md

# What a clean virtual environment gets today, and nothing about where it came from.
lock: | venv-needs
	@fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && set -e && \
	$(PYTHON) -m venv "$$fresh" && \
	"$$fresh/bin/python" -m pip install --quiet '.[test]' && \
	"$$fresh/bin/python" -m pip freeze --exclude said-and-done >"$$fresh/versions" && \
	{ echo '# The exact versions that make and CI install. Renew them with: make lock'; cat "$$fresh/versions"; } \
		>constraints.txt

clean:
	rm -rf .venv dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
