"""Each figure and word of a result comes from the field of its record that it is said to come from.

All that is said while a result is told is taken down, whatever prints it. `told_results.csv` is read through by a
person; `RELODE_WRITE_SLOTS=1 pytest tests/story/test_told_results.py` writes it.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import relode as rl
from relode.answers.answer_text import diagnosis_text, explanation_text, figures_table, steps_table
from relode.country import country_answer, country_text, load_country
from relode.deals import appraised, read_deals
from relode.deals.chapter import chapter as deal_chapter
from relode.deals.chapter import side_by_side
from relode.diagnosis import explain, in_depth, profile
from relode.diagnosis.depth.text import every_chapter
from relode.evaluation.shipped_findings import shipped_verdicts
from relode.evaluation.text import basis_words, reason_words, span_words, verdict_words
from relode.evidence.evidence_answer import evidence_answer
from relode.evidence.evidence_chapter import chapter as evidence_chapter
from relode.facts.count_cube import cube
from relode.needs.chapter import chapter as needs_chapter
from relode.needs.national import national_chapter
from relode.pathways import from_shipped, pathways_text
from relode.places import find
from relode.report import pieces
from relode.report.country_page import chapters as country_chapters
from relode.report.html import needs_told
from relode.report.next_chapter import score_parts
from relode.report.page_one import page_one
from relode.report.past_chapter import past_chapter, verdicts_table
from relode.story.words import Words
from relode.web.pages import city_page, page_cache

from .slots import distinct, heard, unlike

FILE = Path(__file__).with_name("told_results.csv")
ROOT = Path(__file__).parents[2]
DEALS = ("01_anode_plant", "04_battery_hall", "05_guarantee", "08_school")


def deals(_):
    found = [read_deals(ROOT / f"docs/examples/{name}.toml")[0].deal for name in DEALS]
    return [replace(appraised(deal, draws=200), name=str(at)) for at, deal in enumerate(found)]


def table_of(_):
    counts = np.array([[[40.0, 10, 0], [10, 20, 10], [0, 10, 20]], [[30.0, 15, 0], [10, 20, 20], [0, 15, 40]]])
    return rl.measures.place_measures(cube(counts, [2019, 2020], ["a", "b", "c"], ["coal", "food", "cars"]), "a")


def country(_):
    return country_answer(load_country(ROOT / "examples/invented_country"), "District 1", ("diagnosis", "outlook"))


RESULTS = {
    "needs": (lambda panel: rl.needs.of(panel, "hegang"), [needs_chapter]),
    "national needs": (lambda _: rl.needs.national(), [national_chapter]),
    "deals": (deals, [side_by_side, lambda all_of: [deal_chapter(one) for one in all_of]]),
    "evidence": (lambda _: evidence_answer(), [evidence_chapter]),
    "outlook": (
        lambda panel: rl.outlook.outlook(panel, find("hegang"), 2035),
        [lambda record: rl.outlook.outlook_text(record, "en")],
    ),
    "measures": (table_of, [lambda record: rl.measures.place_measures_text(record, "en")]),
    "pathways": (
        lambda _: from_shipped(find("hegang")),
        [lambda record: pathways_text(record, "en"), lambda record: score_parts(record)],
    ),
    "diagnosis": (
        lambda panel: in_depth(panel, profile(panel, find("hegang"))),
        [
            lambda record: diagnosis_text(record, "en"),
            lambda record: figures_table(record.profile),
            lambda record: pieces.key_figures(record.profile),
            every_chapter,
        ],
    ),
    "city": (
        lambda _: page_cache.result(find("hegang").code),
        [
            city_page._extremes,
            city_page.next_finding,
            city_page.undecided,
            city_page.undecided_finding,
            lambda result: city_page._next(result, Words("en", {})),
            lambda result: needs_told(result, {}),
            pieces.ahead,
            page_one,
            pieces.key_findings,
            lambda result: city_page._unknown(result, Words("en", {})),
        ],
    ),
    "past": (
        lambda _: shipped_verdicts("plan_2013"),
        [
            lambda record: [
                (verdict_words(each), reason_words(each), span_words(each), basis_words(each)) for each in record
            ],
            verdicts_table,
            lambda _: past_chapter(find("hegang")),
        ],
    ),
    "explanation": (
        lambda panel: explain(panel, find("hegang"), "gdp_per_person", 2020),
        [lambda record: explanation_text(record, "en"), steps_table],
    ),
    "country": (country, [lambda record: country_text(record, "en"), lambda record: country_chapters(record, ())]),
}
"""Result -> how its record is made, and all that tells it."""


@pytest.mark.parametrize("name", RESULTS)
def test_each_slot_leads_to_its_field(panel, name):
    made, tellers = RESULTS[name]
    record = distinct(made(panel))
    with heard() as said:
        for tell in tellers:
            tell(record)
    assert len(said) > 2
    assert unlike(FILE, name, said, record) == [], __doc__
