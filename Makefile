# The portal's commands. They need Python 3.11 or newer and make; everything they write lies in .portal/
#   make run     the portal at http://HOST:PORT/ with a demonstration region
#   make test    lint, types, contracts, the suite on PostgreSQL + Redis + Celery and on SQLite, browser
#                journeys; ARGS="tests/core -x" runs only those tests, on both databases
.DEFAULT_GOAL := help
.PHONY: help run demo test check fix bench lock messages

ifndef PYTHON
PYTHON := $(shell for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; \
	done)
endif
ifeq ($(PYTHON),)
$(error Python 3.11 or newer is needed and was not found. Install it, or name it: make run PYTHON=/path/to/python3)
endif

HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
export PYTHONPYCACHEPREFIX := $(CURDIR)/.portal/pycache
unexport PYTHONDONTWRITEBYTECODE

# Each recipe is one plain command, which make runs without a shell: a signal to make reaches it.
help:
	@grep -E "^#   " Makefile

run:
	@$(PYTHON) -m scripts.run

demo:
	@$(PYTHON) -m scripts.manage demo $(ARGS)

test:
	@$(PYTHON) -m scripts.suite $(ARGS)

check:
	@$(PYTHON) -m scripts.checks

fix:
	@$(PYTHON) -m scripts.checks fix

bench:
	@$(PYTHON) -m scripts.bench $(ARGS)

lock:
	@$(PYTHON) -m scripts.lock

messages:
	@$(PYTHON) -m scripts.extract_messages
