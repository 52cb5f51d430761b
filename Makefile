# Thin: each target calls a script under scripts/, which says in one sentence what it cannot do.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help setup run reset test nightly e2e check measure bench scale load messages words schema client fuzz docs screenshots lock secrets dump locks backup restore drill manual rotate sbom walk history examples
export MAKE_GOAL := $(firstword $(MAKECMDGOALS))
# Silent, so that a refusal stays one line.
.SILENT:

help: ## this list
	grep -E '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /  make \1\t/' | expand -t 22

setup: ## install everything, tests and checks too, into .venv, node_modules and .build
	$(PYTHON) -m scripts.setup dev

run: ## install what is missing, load the demo, serve it with worker and beat (PORT=8000, DEMO_DAY=2021-10-08)
	$(PYTHON) -m scripts.run

reset: ## forget the demo's data; the next `make run` starts over
	$(PYTHON) -m scripts.reset

test: ## the whole suite on SQLite and on PostgreSQL with Redis or Valkey (LEG=sqlite, ARGS="-k name")
	$(PYTHON) -m scripts.test

nightly: ## over fifty kills of workers and brokers in the middle of their work; nothing lost, nothing twice (5 min)
	$(PYTHON) -m scripts.nightly

e2e: ## the journeys in Chromium (ARGS="-k name")
	$(PYTHON) -m scripts.e2e

check: ## format, lint, types, import contract, migrations, templates, translations, words
	$(PYTHON) -m scripts.check

dump: ## write the database of this release with the demo as SQL, for the tests of upgrades (once a release)
	$(PYTHON) -m scripts.release_dump

locks: ## what the migrations since the last release lock, by squawk
	$(PYTHON) -m scripts.migration_locks

backup: ## back up database, files and heads of the log (KIND=full, diff or files)
	$(PYTHON) -m scripts.backup

restore: ## restore them (TO="2026-11-30 14:05:00+08:00"; without TO to the last instant)
	$(PYTHON) -m scripts.restore

drill: ## restores, failovers and faults on real servers; what was lost (ONLY=name)
	$(PYTHON) -m scripts.drill

measure: ## how much there is: lines, functions, longest file and template line, number of tests
	$(PYTHON) -m scripts.measure

bench: ## what bench/ measures, on PostgreSQL and Redis or Valkey (ONLY=name)
	$(PYTHON) -m scripts.bench

scale: ## every page with 100 and with 10,000 enterprises over ten years; exits 1 when a mark is missed (SMALL=1)
	$(PYTHON) -m scripts.scale

load: ## 1,000 clerks in the last minutes before a deadline, two web processes, then four (CLERKS=, SECONDS=, PROCESSES=)
	$(PYTHON) -m scripts.load

messages: ## bring the translation catalogues up to date and compile them
	$(PYTHON) -m scripts.messages

words: ## every message with its place, English and Chinese, for a reader to go through (ARGS=word)
	$(PYTHON) -m scripts.words $(ARGS)

schema: ## write the OpenAPI description that is committed
	$(PYTHON) -m scripts.generate schema

examples: ## record an answer of every operation of the API, which the description has as its example
	$(PYTHON) -m scripts.examples

client: ## generate a typed Python client of the API into .build/client
	$(PYTHON) -m scripts.client

fuzz: ## schemathesis calls the API by every role until there are 50,000 calls (FUZZ_CALLS=1 FUZZ_SECONDS=10 for a short run)
	$(PYTHON) -m scripts.fuzz

docs: ## write the documents and pictures that are generated from the code
	$(PYTHON) -m scripts.generate docs

manual: ## walk the manual in Chromium, keep its pictures, print its books as PDF into .build/manual
	$(PYTHON) -m scripts.manual

screenshots: ## open the running demo and take the README's screenshots
	$(PYTHON) -m scripts.screenshots

lock: ## resolve requirements/*.in and package.json anew
	$(PYTHON) -m scripts.lock

secrets: ## make the secrets of a service and a trial certificate in deploy/secrets, once (PUBLIC_HOST=name)
	$(PYTHON) -m scripts.service_secrets

walk: ## a random walk over the services beside a small model, on both databases (STEPS=20000); no difference
	$(PYTHON) -m scripts.walk

history: ## 64 clients add to lists and read them through HTTP amid kills; no anomaly (OPERATIONS=200000, CLIENTS=64, KILLS=20)
	$(PYTHON) -m scripts.list_history

rotate: ## a new key for signatures and encryption in deploy/secrets; the one before stays good until it is taken away
	$(PYTHON) -m scripts.service_secrets rotate

sbom: ## the list of every package of the service with its licence, as CycloneDX, into .build/sbom
	$(PYTHON) -m scripts.sbom
