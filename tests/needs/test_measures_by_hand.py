"""Verdicts on measures by hand: reason, sure amount, who leaves, what it costs, one after the other."""

from dataclasses import replace

import pytest

from relode.language import Amount, Bilingual, Sentence
from relode.needs.measures import judged, leavers, measures_of, replaced
from relode.needs.own_cells import OwnCells
from relode.needs.service import Remedy, UnitCost

from ..tables_read import plain
from .made import BEDS, number

SAID = Bilingual("a", "b")


def remedy(**values):
    return Remedy(id="x", name=SAID, first_step=SAID, bureau=SAID, **values)


def with_sure(sure, **about):
    first, told, last = BEDS.years
    return replace(BEDS, years=(first, replace(told, sure=sure), last), **about)


NOBODY = replace(BEDS, capacity=None)


@pytest.mark.parametrize(
    ("need", "asked", "verdict", "key", "dose"),
    [
        (NOBODY, {"when": "never"}, "fill_in", "own_figures", 0.0),
        (NOBODY, {"when": "surplus"}, "fill_in", "no_capacity", 0.0),
        (with_sure(5.0, verdict="norms_disagree"), {"when": "surplus"}, "cannot_tell", "norms_disagree", 0.0),
        (with_sure(5.0, verdict="no_skill"), {"when": "surplus"}, "cannot_tell", "no_skill", 0.0),
        (with_sure(0.0), {"when": "surplus"}, "cannot_tell", "not_sure", 0.0),
        (with_sure(0.5), {"when": "shortage"}, "leave", "no_shortage", 0.0),
        (with_sure(-0.5), {"when": "surplus"}, "leave", "no_surplus", 0.0),
        (BEDS, {"when": "surplus", "missing": ("x",)}, "fill_in", "surplus_but", 1_700.0),
        (BEDS, {"when": "surplus"}, "do", "surplus", 1_700.0),
        (with_sure(-3.0), {"when": "shortage"}, "do", "shortage", 3.0),
        (with_sure(-3.0), {"when": "shortage", "missing": ("x",)}, "fill_in", "shortage_but", 3.0),
    ],
)
def test_each_verdict_has_its_reason_and_what_is_sure(need, asked, verdict, key, dose):
    found = judged(need, remedy(**asked), 2030)
    assert (found[0], found[1].key, found[2]) == (verdict, f"needs.reason.{key}", dose)
    assert (found[1].values["service"], found[1].values["year"]) == (BEDS.name, 2030)


def test_the_amount_is_counted_in_the_word_of_the_service_or_in_its_unit():
    said = judged(BEDS, remedy(when="surplus"), 2030)[1]
    assert said.values["amount"] == Amount(1_700.0, "count", None, ("s",))
    assert said.values["counter"] == Bilingual(" beds", "张")
    assert plain(said) == "At least 1,700 beds more than needed in 2030 by every norm."
    first, *others = BEDS.years
    of_persons = replace(first, need={name: number(1.0, "persons") for name in BEDS.norms})
    uncounted = replace(BEDS, counter=None, years=(of_persons, *others))
    assert judged(uncounted, remedy(when="surplus"), 2030)[1].values["amount"].unit == "persons"


@pytest.mark.parametrize(
    ("sure", "after", "verdict", "key", "dose", "told"),
    [
        # Of 8,000 in 2022 a twentieth leaves in each of eight years: 2,693 of them by 2030.
        (2_700.0, False, "do", "replace_none", 2_700.0, {}),
        (1_700.0, False, "do", "replace_some", 1_700.0, {"n": 4, "of": 10}),
        (100.0, False, "do", "replace_some", 100.0, {"n": 97, "of": 100}),
        (1.0, False, "do", "replace_some", 1.0, {"n": 100, "of": 100}),
        (2_700.0, True, "do", "beyond_leavers", 7.0, {}),
        (1_700.0, True, "leave", "leavers_enough", 0.0, {}),
    ],
)
def test_who_leaves_anyway_is_set_against_what_is_too_much(sure, after, verdict, key, dose, told):
    found = judged(with_sure(sure), remedy(when="surplus", leavers=0.05, after_leavers=after), 2030)
    assert (found[0], found[1].key) == (verdict, f"needs.reason.{key}")
    assert found[2] == pytest.approx(dose, abs=0.4)
    assert {name: found[1].values.get(name) for name in ("n", "of") if name in found[1].values} == told
    values = found[1].values
    assert values["leavers"].value == pytest.approx(8_000 * (1 - 0.95**8))
    assert (values["leavers"].unit, values["leavers"].sources) == ("persons", ("assumption",))
    assert values["share"] == Amount(0.05, "share", None, ("assumption",))
    assert values["how"] == Sentence("needs.leavers.assumed", {"share": values["share"]})
    if after:
        assert values["left"].value == found[2]


def test_a_list_of_those_who_leave_comes_before_what_is_assumed():
    """Men of June 1967 reach 60 and eight months in 2028."""
    cells = OwnCells(teachers=(("beds", 1967, 300.0, 0.0),))
    verdict, reason, dose = judged(with_sure(300.0), remedy(when="surplus", leavers=0.05), 2030, cells)
    assert (verdict, reason.key, dose) == ("do", "needs.reason.replace_none", 300.0)
    assert (reason.values["leavers"].value, reason.values["leavers"].sources) == (300.0, ("user",))
    assert reason.values["how"].key == "needs.leavers.own"


def test_those_to_be_replaced_are_rounded_up_but_not_for_rounding():
    """Of ten 1 - 1 / 3 are 6.7; 1 - .3 are 7 to the last digit."""
    assert [replaced(dose, 3.0, 10) for dose in (0.0, 0.9, 1.0, 2.0, 3.0, 9.0)] == [10, 7, 7, 4, 0, 0]
    assert replaced(30.0, 100.0, 10) == 7
    assert leavers(number(1_000.0, year=2028), 0.1, 2030) == pytest.approx(190.0)


class Known:
    """A service with remedies."""

    def __init__(self, *measures):
        self.key, self.measures = "beds", measures


def test_the_record_of_a_measure():
    """1,700 at 100 to 400 yuan are 170,000 to 680,000, in the middle 425,000; a cell that is there is not missing."""
    asked = replace(
        remedy(when="surplus", missing=("a", "b"), cost=UnitCost(100.0, 400.0, "s1;s2")), id="close",
        name=Bilingual("n", "名"), first_step=Bilingual("f", "步"), bureau=Bilingual("u", "局"),
    )  # fmt: skip
    flat = replace(asked, cost=UnitCost(100.0, 100.0, "s1"), missing=())
    free = replace(asked, cost=None)
    told, fixed, nothing = measures_of([BEDS], [Known(asked, flat, free)], 2030, OwnCells(filled=("b",)))
    assert (told.kind, told.name, told.title, told.service) == ("need", "close", asked.name, "beds")
    assert (told.verdict, told.dose, told.year, told.fill_in) == ("fill_in", 1_700.0, 2030, ("a",))
    assert (told.bureau, told.first_step) == (asked.bureau, asked.first_step)
    assert (told.cost.value, told.cost.interval_90, told.cost.unit, told.cost.sources, told.cost.year) == (
        425_000.0, (170_000.0, 680_000.0), "yuan", ("s1", "s2"), 2030,
    )  # fmt: skip
    assert (fixed.verdict, fixed.cost.value, fixed.cost.interval_90) == ("do", 170_000.0, None)
    assert nothing.cost is None
    assert measures_of([with_sure(0.0)], [Known(asked)], 2030, OwnCells())[0].cost is None
