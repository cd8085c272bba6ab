from math import log

import numpy as np
import pytest

from relode.diagnosis import SECTIONS, explain
from relode.diagnosis.profiles.place_profile import profile, shown
from relode.errors import RelodeError
from relode.facts import rows
from relode.language import LANGUAGES
from relode.panel import cell, derivations
from relode.places import find

# A value of one place alone does not give these: they compare places.
ACROSS_PLACES = {"rank_from_lowest", "place_count"}
TOTALS = {"province", "nation", "all_places"}


def explained(panel, name):
    place = find(name)
    found = profile(panel, place)
    for quantity, numbers in found.series.items():
        yield place, quantity, numbers[-1].year, explain(panel, place, quantity, numbers[-1].year).record()


@pytest.mark.parametrize("name", ["hegang", "jinchang", "haixi", "renqiu"])
def test_every_step_rests_on_steps_before_it(panel, name):
    for _, quantity, year, record in explained(panel, name):
        done = set()
        for step in record["derivation"]:
            assert set(step["inputs"]) <= done
            assert bool(step["inputs"]) == (step["operation"] not in {"published", *TOTALS})
            if step["operation"] not in TOTALS:
                assert step["value"] == cell(panel, find(name).code, step["quantity"], step["year"]).value
            done.add(f"{step['quantity']} {step['year']}")
        last = record["derivation"][-1]
        assert (last["quantity"], last["year"], last["value"]) == (quantity, year, record["value"])


@pytest.mark.parametrize("name", ["hegang", "jinchang", "haixi", "renqiu"])
def test_the_last_step_is_recomputed_from_its_inputs(panel, name):
    recomputed = 0
    for _, quantity, _, record in explained(panel, name):
        last = record["derivation"][-1]
        if last["operation"] in {"published", *ACROSS_PLACES}:
            continue
        known = {f"{step['quantity']} {step['year']}": step["value"] for step in record["derivation"]}
        inputs = [known[key] for key in last["inputs"]]
        factor = derivations()[quantity].factor if quantity in derivations() else 1
        value = {
            "ratio": lambda a, b: a / b,
            "sum": lambda *terms: sum(terms),
            "difference": lambda a, b: a - b,
            "index_growth": lambda index: index - 100,
            "ten_year_change": lambda start, end: end / start - 1,
            "ten_year_difference": lambda start, end: end - start,
            "province_ten_year_change": lambda start, end: end / start - 1,
            "location_quotient": lambda own, nation: own / nation,
            "employment_entropy": lambda *counts: -sum(c / sum(counts) * log(c / sum(counts)) for c in counts if c),
            "employment_herfindahl_index": lambda *counts: sum((c / sum(counts)) ** 2 for c in counts),
        }[last["operation"]](*inputs)
        assert record["value"] == pytest.approx(value * factor, rel=1e-12)
        recomputed += 1
    assert recomputed >= 5


def test_published_steps_stand_in_their_lines(panel):
    record = explain(panel, find("hegang"), "population_change", 2020).record()
    published = [step for step in record["derivation"] if step["operation"] == "published"]
    assert [(step["quantity"], step["year"], step["value"]) for step in published] == [
        ("population", 2010, 1_058_665),
        ("population", 2020, 891_271),
    ]
    for step in published:
        row = rows(step["table"])[step["row"] - 2]
        assert (row["place"], row["quantity"], float(row["value"])) == ("230400", "population", step["value"])


@pytest.mark.parametrize(
    "quantity", ["province_population_change", "house_price_place_count", "location_quotient_mining"]
)
def test_a_figure_across_places_does_not_rest_on_the_places_own_figures_alone(panel, quantity):
    place = find("hegang")
    year = profile(panel, place).latest(quantity).year
    last = explain(panel, place, quantity, year).record()["derivation"][-1]
    own = {f"population {y}" for y in (2010, 2020)} | {f"{n} {year}" for n in ("house_price", "employment_mining")}
    assert not set(last["inputs"]) <= own | {f"employment_all_sections {year}"}


@pytest.mark.parametrize("quantity", ["employment_entropy", "employment_herfindahl_index"])
def test_a_measure_over_all_sections_rests_on_all_sections(panel, quantity):
    last = explain(panel, find("hegang"), quantity, 2020).record()["derivation"][-1]
    assert {f"employment_{section} 2020" for section in SECTIONS} <= set(last["inputs"])


def test_label_meaning_and_note_follow_the_language(panel):
    english, chinese = (explain(panel, find("hegang"), "population", 2020).record(language) for language in LANGUAGES)
    assert english["label"] == "Resident population"
    assert chinese["label"] == "常住人口"
    assert english["meaning"] != chinese["meaning"]
    assert english["value"] == chinese["value"] == 891_271


def test_a_year_without_a_value_is_answered_with_the_years_that_have_one(panel):
    with pytest.raises(RelodeError) as caught:
        explain(panel, find("hegang"), "population", 2015)
    assert caught.value.key == "no_such_year"
    years = panel["value"].sel(quantity="population", place="230400")
    known = ", ".join(str(y) for y in years["year"].values[np.isfinite(years.values)])
    assert known == "2000, 2010, 2020"
    for language in LANGUAGES:
        assert known in caught.value.say(language)


def test_a_quantity_without_any_value_here_is_said_to_have_none(panel):
    with pytest.raises(RelodeError) as caught:
        explain(panel, find("2114Z1"), "population", 2020)
    assert caught.value.key == "no_such_number"


def test_a_quantity_of_other_dimensions_has_no_figure_of_a_place(panel):
    with pytest.raises(RelodeError) as caught:
        explain(panel, find("hegang"), "peer_count", 2020)
    assert caught.value.key == "no_such_number"


@pytest.mark.parametrize(("name", "key"), [("populaton", "unknown_quantity_near"), ("xyzzy", "unknown_quantity")])
def test_an_unknown_quantity_is_refused(panel, name, key):
    with pytest.raises(RelodeError) as caught:
        explain(panel, find("hegang"), name, 2020)
    assert caught.value.key == key


def test_every_shown_figure_of_hegang_can_be_explained(panel):
    found = {quantity for _, quantity, _, _ in explained(panel, "hegang")}
    assert found == {item.quantity for item in shown()} & found
    assert len(found) > 50
