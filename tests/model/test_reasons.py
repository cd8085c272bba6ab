"""No number without source: every parameter has unit, range, source and reasons; every source of a mechanism exists."""

import csv
from importlib.resources import files

import pytest

from relode.facts import source_keys
from relode.language import LANGUAGES, unit_name
from relode.model.equation_book import entries, symbol_rows
from relode.model.parameters import priors

TABLES = ("parameters", "weather")
ROWS = [(table, name) for table in TABLES for name in priors(table)]
SECTORS = ("extraction", "production", "investment", "labour", "people", "housing", "budget", "skills", "land")
MODULES = (
    *(f"sectors.{name}" for name in SECTORS),
    *("smooth", "links", "costs", "weather", "accounts", "inversion", "simulate", "shocks", "one_year"),
    *("year_of_work", "year_of_places", "parameters", "policy", "levers", "opening", "world"),
)


@pytest.fixture(scope="module")
def known() -> set[str]:
    content = files("relode.facts").joinpath("references.csv").read_text(encoding="utf-8")
    return {row["key"] for row in csv.DictReader(content.splitlines())} | source_keys()


@pytest.mark.parametrize(("table", "name"), ROWS)
def test_a_parameter_has_unit_range_source_and_reasons(table, name, known):
    prior = priors(table)[name]
    assert all(unit_name(prior.unit, language) for language in LANGUAGES)
    assert prior.lower <= prior.value <= prior.upper
    assert prior.lower < prior.upper or prior.shape == "fixed"
    assert prior.shape in ("log", "logit", "normal", "fixed")
    assert set(prior.source.split(";")) <= known
    assert len(prior.reason_en.split()) >= 5
    assert prior.reason_en.endswith(".")
    assert len(prior.reason_zh) >= 10
    assert prior.reason_zh.endswith("。")


def test_a_parameter_has_a_label_in_both_languages():
    labelled = [row["name"] for row in symbol_rows().values()]
    assert [name for _, name in ROWS if labelled.count(name) != 1] == []


@pytest.mark.parametrize("module", MODULES)
def test_every_source_of_a_docstring_is_known(module, known):
    named = {(entry.name, key.split(" (")[0]) for entry in entries(module) for key in entry.sources}
    assert {(name, key) for name, key in named if key not in known} == set()


def test_a_symbol_has_a_unit_that_can_be_said():
    rows = symbol_rows().values()
    parameters = {name for _, name in ROWS}
    for row in rows:
        assert row["unit"] or row["name"] in parameters, row
        assert not row["unit"] or all(unit_name(row["unit"], language) for language in LANGUAGES)
