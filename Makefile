# Thin: the commands behind these targets are in README.md, for people without make.
PYTHON ?= python3
RUN := .venv/bin/python -m
ADDRESS ?= 127.0.0.1:8000
export NO_MKDOCS_2_WARNING := 1
# Two builds of one commit are equal to the byte: the only date in them is the commit's.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1767225600)

.PHONY: site book serve figures check check-pages test test-all benchmark lock clean

site: .venv/ready  ## compute what is stale, draw it, build the site into site/ and finish it
	$(RUN) scripts.build
	@$(RUN) scripts.verify --pages & pages=$$!; \
	$(RUN) mkdocs build --quiet --strict; built=$$?; \
	wait $$pages && exit $$built
	$(RUN) scripts.publish

book: site .venv/book  ## the site, and all chapters as PDF and EPUB in it (needs Chromium)
	$(RUN) scripts.book

serve: .venv/ready  ## the site on http://127.0.0.1:8000/, or ADDRESS=0.0.0.0:8001
	$(RUN) scripts.serve $(ADDRESS)

figures: .venv/ready  ## rebuild what is stale
	$(RUN) scripts.build

check: .venv/ready  ## recompute everything, compare with the committed numbers
	$(RUN) scripts.build --check

check-pages: .venv/ready  ## every mistake on the pages, in seconds; writes nothing
	@$(RUN) scripts.verify --pages

test: .venv/test  ## every test; prints how long each part took
	$(RUN) scripts.verify

test-all: .venv/test .venv/cluster .venv/book  ## the long tier too: a Dask cluster, other kernels of BLAS, mutants, the benchmark
	$(RUN) scripts.verify --all

benchmark: .venv/ready  ## this code beside the libraries a user would pick
	$(RUN) scripts.benchmark

LOCK := .venv/bin/uv pip compile --quiet --universal --upgrade --generate-hashes --no-header \
  --no-emit-index-url --no-emit-find-links pyproject.toml
lock: .venv/test  ## pin every dependency with its hashes
	$(LOCK) -o requirements.txt
	$(LOCK) --group dev --constraint requirements.txt -o requirements-test.txt
	$(LOCK) --extra cluster --constraint requirements.txt -o requirements-cluster.txt
	$(LOCK) --extra book --constraint requirements.txt -o requirements-book.txt
	$(filter-out pyproject.toml,$(LOCK)) --group audit -o requirements-audit.txt

clean:  ## remove what can be made again, the environment included
	rm -rf .venv site build .cache

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "error: this needs Python 3.11 or newer, not " + sys.version.split()[0] + ".\nName one with: make PYTHON=python3.12")'
	@echo "Installing the pinned dependencies into .venv (once, a minute or two)"
	@$(PYTHON) -m venv .venv && $(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt && touch $@

.venv/test: .venv/ready requirements-test.txt
	@echo "Installing what only tests need into .venv"
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt && touch $@

.venv/book: .venv/ready requirements-book.txt
	@echo "Installing pandoc into .venv"
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r requirements-book.txt && touch $@

.venv/cluster: .venv/ready requirements-cluster.txt
	@echo "Installing Dask into .venv"
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r requirements-cluster.txt && touch $@
