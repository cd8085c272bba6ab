"""No number without source: every parameter has unit, range, source and reasons; every source of a mechanism exists."""

import ast
import csv
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest

from relode.facts import source_keys
from relode.language import LANGUAGES, unit_name
from relode.model.equation_book import entries
from relode.model.parameters import priors

TABLES = ("parameters", "exogenous")
ROWS = [(table, name) for table in TABLES for name in priors(table)]
SECTORS = ("extraction", "production", "investment", "labour", "people", "housing", "budget", "skills", "land")
MODULES = (
    *(f"sectors.{name}" for name in SECTORS),
    *(
        "smooth",
        "links",
        "policy.costs",
        "exogenous",
        "year.accounts",
        "opening.inversion",
        "simulate",
        "shocks",
        "year.one_year",
    ),
    *(
        "year.mining",
        "year.firms",
        "year.investing",
        "year.households",
        "parameters",
        "policy.policy_file",
        "policy.levers",
        "opening.opening_state",
        "opening.opening_world",
    ),
)


@pytest.fixture(scope="module")
def known() -> set[str]:
    content = files("relode.facts").joinpath("references.csv").read_text(encoding="utf-8")
    return {row["key"] for row in csv.DictReader(content.splitlines())} | source_keys()


def test_a_parameter_has_unit_range_source_and_reasons(known):
    for table, name in ROWS:
        prior = priors(table)[name]
        assert all(unit_name(prior.unit, language) for language in LANGUAGES), name
        assert prior.lower <= prior.value <= prior.upper, name
        assert prior.lower < prior.upper or prior.shape == "fixed", name
        assert prior.shape in ("log", "logit", "normal", "fixed"), name
        assert set(prior.source.split(";")) <= known, name
        assert len(prior.reason_en.split()) >= 5, name
        assert prior.reason_en.endswith("."), name
        assert len(prior.reason_zh) >= 10, name
        assert prior.reason_zh.endswith("。"), name


def test_every_source_of_a_docstring_is_known(known):
    named = {
        (module, entry.name, key.split(" (")[0])
        for module in MODULES
        for entry in entries(module)
        for key in entry.sources
    }
    assert {one for one in named if one[-1] not in known} == set()


def fixed_numbers() -> list[dict[str, str]]:
    content = files("relode.model").joinpath("fixed_numbers.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(content.splitlines()))


@pytest.mark.parametrize("row", fixed_numbers(), ids=lambda row: f"{row['where']} {row['value']}")
def test_a_fixed_number_stands_where_the_table_says_and_has_a_source(row, known):
    module_name, _, name = row["where"].rpartition(".")
    module = import_module(f"relode.model.{module_name}")
    if name.isupper():
        found = {getattr(module, name)}
    else:
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        (function,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
        found = {node.value for node in ast.walk(function) if isinstance(node, ast.Constant)}
    assert float(row["value"]) in found
    assert set(row["source"].split(";")) <= known
    assert row["reason_en"].endswith(".")
    assert row["reason_zh"].endswith("。")


def test_every_number_with_a_name_in_the_world_is_in_the_table():
    own = vars(import_module("relode.model.opening.opening_world")).items()
    named = {
        f"opening.opening_world.{name}" for name, value in own if name.isupper() and isinstance(value, int | float)
    }
    listed = {row["where"] for row in fixed_numbers() if row["where"].startswith("opening.opening_world.")}
    assert (
        named
        - {
            f"opening.opening_world.{name}"
            for name in ("FLOOR", "EXTRACTION", "OPENING_YEAR", "FIRST_OPENING", "SHORTEST_LIFE")
        }
        == listed
    )


def test_every_mechanism_says_its_unit():
    assert [entry.name for sector in SECTORS for entry in entries(f"sectors.{sector}") if not entry.unit] == []
