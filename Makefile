# Two targets need nothing but Python >= 3.11 with pip, git and make:
#   make plan city=hegang    set up what a user needs, plan, print where the report is
#   make test                set up the tools too, run every check of the default set
# After the set-up neither needs a network. Everything stays inside this folder (.uv, .venv, runs).

PYTHON ?= python3
city ?= hegang
UV = .uv/bin/uv
BIN = .venv/bin
WORKERS = -n 2
READ_THROUGH = tests/story/test_told_results.py tests/plan/test_plan_slots.py tests/fund/test_fund_slots.py tests/charts/test_marks.py
export UV_PYTHON_DOWNLOADS = never
export UV_NO_PROGRESS = 1
# Bytecode is kept whatever the environment says: else every command would compile its libraries, for seconds.
export PYTHONDONTWRITEBYTECODE =

.PHONY: plan test slow mutants bundle archive docs facts data baseline lint format requirements clean

plan: .venv/user.stamp
	@$(BIN)/relode plan $(city) $(if $(language),--language $(language))

test: lint
	$(BIN)/pytest -m "not slow" $(WORKERS)

slow: .venv/tools.stamp
	$(BIN)/pytest -m slow $(WORKERS)

mutants: .venv/tools.stamp
	$(BIN)/python -m mutants

# after a table of facts was changed or a new year added: its checks, what has expired, what moves in eight cities
facts: .venv/tools.stamp
	$(BIN)/python -m relode.faults
	$(BIN)/pytest -q -m "not slow" tests/facts tests/panel
	$(BIN)/python docs/main_figures.py

# make data                 every shipped table and page whose inputs changed, and what moved; a stopped one goes on
# make data rule=backcast   that rule, with what it hangs on (`python -m studies` says more)
data: .venv/tools.stamp
	$(BIN)/python -m studies run $(if $(jobs),-n $(jobs) -P thread) $(rule)

# after a change that is meant to move results, pictures or what a sentence tells, which somebody has looked at
baseline: .venv/tools.stamp
	$(BIN)/python tests/baseline/saved_world.py --renew
	$(BIN)/python tests/baseline/saved_numbers.py --renew
	$(BIN)/python tests/baseline/saved_pictures.py --renew
	RELODE_WRITE_SLOTS=1 RELODE_WRITE_MARKS=1 $(BIN)/pytest -q $(READ_THROUGH)

docs: .venv/tools.stamp
	$(BIN)/python docs/site/build.py

# make bundle                                              for machines like this one
# make bundle python=3.13 platform=win_amd64               for others
bundle:
	$(PYTHON) shipping/bundle.py dist/bundle $(if $(python),--python $(python)) $(if $(platform),--platform $(platform))

# facts and posterior draws in one file that can be deposited and cited; the same tables give the same bytes
archive: .venv/user.stamp
	$(BIN)/python shipping/archive.py

lint: .venv/tools.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/tools.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

requirements: $(UV)
	$(UV) pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
		--no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.txt

$(UV):
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .uv uv

.venv/pyvenv.cfg: | $(UV)
	$(UV) venv --quiet --python $(PYTHON) .venv

# What could not be made ready ahead is told; the first start of the page makes it. Getting ready also leaves the
# bytecode of the libraries that commands use: to compile all modules of all of them would take 20 s of a processor.
.venv/user.stamp: pyproject.toml requirements.txt | .venv/pyvenv.cfg
	$(UV) pip install --quiet --python .venv --constraint requirements.txt --editable '.[fit]'
	@$(BIN)/python -m compileall -q src/relode
	@$(BIN)/relode serve --prepare $(if $(language),--language $(language)) || true
	@touch $@

.venv/tools.stamp: pyproject.toml requirements.txt | .venv/pyvenv.cfg
	$(UV) pip install --quiet --compile-bytecode --python .venv --constraint requirements.txt --editable '.[dev]'
	@$(BIN)/python -m compileall -q src/relode
	@touch .venv/user.stamp $@

clean:
	rm -rf .uv .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
