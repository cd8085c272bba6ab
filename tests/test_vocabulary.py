"""One table names what facts, panel, simulator and answers have: each name once, in both languages, and no other."""

import ast
import re
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import pytest

from relode import vocabulary
from relode.errors import RelodeError
from relode.language import LANGUAGES, unit_name
from relode.model import state
from relode.model.equation_book import by_symbol, entries
from relode.model.parameters import Params, priors
from relode.model.quantities import QUANTITIES
from relode.outlook.one_future.observed_series import forecast_quantities
from relode.shipped_tables import rows
from relode.vocabulary import Label, Quantity, _near, _quantity, check_bounds, check_names, quantities, quantity, terms

SOURCE = Path(__file__).parents[1] / "src" / "relode"
RECORDS = (state.State, state.Flows, state.Levers, state.Exogenous, state.Increments, state.Anchors, Params)
PRIORS = {*priors(), *priors("exogenous")}
FIELDS = {field.name for record in RECORDS for field in fields(record)}
MODEL = sorted((SOURCE / "model").rglob("*.py"))


def arguments() -> set[str]:
    """Names of what functions of the simulator take."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in MODEL)
    return {node.arg for tree in trees for node in ast.walk(tree) if isinstance(node, ast.arg)}


def printed() -> str:
    """Every equation that a docstring of the simulator prints."""
    modules = (".".join(path.relative_to(SOURCE / "model").with_suffix("").parts) for path in MODEL)
    return "\n".join(line for module in modules for entry in entries(module) for line in entry.equations)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_the_simulator_has_a_name(record):
    assert [field.name for field in fields(record) if field.name not in terms()] == []


def test_every_parameter_has_a_name_and_only_they_are_parameters():
    assert {name for name, each in terms().items() if each.kind == "parameter"} == PRIORS


def test_every_variable_of_the_panel_and_of_answers_is_a_quantity(panel):
    assert {*panel["quantity"].values.tolist(), *QUANTITIES, *forecast_quantities()} <= quantities().keys()


def test_every_name_stands_once_with_a_unit_and_labels_that_a_reader_can_read():
    table = rows("relode", "vocabulary")
    for column in ("name", "symbol"):
        assert [value for value, n in Counter(row[column] for row in table if row[column]).items() if n > 1] == []
    for name, each in terms().items():
        assert each.label_en, name
        assert re.search(r"[\u4e00-\u9fff]", each.label_zh), name
        assert each.unit.startswith("see ") or all(unit_name(each.unit, language) for language in LANGUAGES), name


def test_a_name_of_the_simulator_alone_is_a_field_a_parameter_an_argument_or_in_an_equation():
    had, equations = FIELDS | PRIORS | arguments(), printed()
    for name, each in terms().items():
        if not each.dimension:
            assert each.kind in ("parameter", "mechanism"), name
            in_equation = each.symbol and re.search(rf"(?<!\w){re.escape(each.symbol)}(?![a-zA-Z])", equations)
            assert name in had or in_equation, name
    assert {each.name for each in by_symbol().values()} >= {n for n, each in terms().items() if not each.dimension}


def test_a_quantity_is_named_by_a_table_or_by_code():
    others = (path for path in SOURCE.rglob("*") if path.suffix in (".py", ".csv", ".toml", ".html"))
    words = {word for path in others if path.name != "vocabulary.csv" and path.parent.name != "language"
             for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}  # fmt: skip
    assert sorted(quantities().keys() - words) == []


def test_a_label_within_a_sentence_begins_with_a_small_letter_but_a_name_does_not():
    def said(name, language):
        return [Label(name, within).name(language) for within in (False, True)]

    population, gdp = quantity("population"), quantity("gdp_nominal")
    whole = population.label_en
    assert whole[0].isupper()
    assert said("population", "en") == [whole, whole[0].lower() + whole[1:]]
    assert said("population", "zh") == [population.label_zh] * 2
    assert gdp.label_en.startswith("GDP")
    assert said("gdp_nominal", "en") == [gdp.label_en] * 2


def test_a_quantity_is_found_by_name_or_label_and_said_in_both_languages():
    found = quantity("population")
    assert quantity(found.label_en) is quantity(found.label_zh) is found
    for said, column in ((found.label, "label"), (found.meaning, "meaning"), (found.note, "note")):
        assert [said(language) for language in ("en", "zh")] == [
            getattr(found, f"{column}_{language}") for language in ("en", "zh")
        ]
    for name, key in (("populaton", "unknown_quantity_near"), ("xyzzy", "unknown_quantity")):
        with pytest.raises(RelodeError) as refused:
            quantity(name)
        assert refused.value.key == key
    assert found.model_unit  # of one without its own it is the unit of the facts


def test_three_near_names_at_most_are_suggested_and_a_far_one_is_none():
    """Letters in common, twice over the letters of both: the name has 20 of 21, the label Employment 18 of 21."""
    with pytest.raises(RelodeError) as refused:
        quantity("employment_")
    assert [near.en for near in refused.value.values["suggestions"]] == [
        "employment (Employment)", "employment_total (Employment, whole economy)"
    ]  # fmt: skip
    assert "employment（就业人员）" in refused.value.say("zh")
    # "gdpreal" against "gdp_real_index": 14 of 21 letters, two thirds; "gdp" alone 6 of 17.
    assert "gdp_real_index" in _near("gdpreal", ["gdp_real_index"])
    assert _near("gdp", ["gdp_real_index"]) == []


@pytest.mark.parametrize(
    ("label", "within"),
    [
        ("Jobs", "jobs"),
        ("GDP per head", "GDP per head"),
        ("CO2 of coal", "CO2 of coal"),
        ("A share", "a share"),
        ("TVs", "TVs"),
    ],
)
def test_only_the_first_letter_of_a_label_becomes_small_and_that_of_a_name_stays(monkeypatch, label, within):
    known = replace(quantity("population"), label_en=label)
    monkeypatch.setattr(vocabulary, "quantity", lambda _: known)
    assert [Label("any", at).name("en") for at in (True, False)] == [within, label]
    assert Label("any").name("en") == label


def test_unknown_names_and_values_beyond_their_bounds_are_refused():
    low, high = quantity("population").lower, quantity("population").upper
    check_names(["population"], "a.csv")
    check_bounds([(2, "population", low), (3, "population", high)], "a.csv")
    with pytest.raises(RelodeError) as refused:
        check_names(["population", "joy"], "a.csv")
    assert "joy" in refused.value.say("en")
    for value in (low - 1, high + 1e6):
        with pytest.raises(RelodeError) as refused:
            check_bounds([(2, "population", low), (7, "population", value)], "a.csv")
        assert "line 7" in refused.value.say("en")
        assert "line 2" not in refused.value.say("en")


def test_a_quantity_is_in_its_own_unit_in_the_simulator_where_the_table_says_so():
    row = {**dict.fromkeys((each.name for each in fields(Quantity)), ""), "unit": "persons"}
    assert _quantity({**row, "model_unit": "10 thousand persons"}).model_unit == "10 thousand persons"
    assert _quantity(row).model_unit == "persons"
