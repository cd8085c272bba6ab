"""Each figure of brief, report, document, workbook and terminal comes from its field of the record, of a plan run.

`plan_slots.csv` is read through by a person; `RELODE_WRITE_SLOTS=1 pytest tests/plan/test_plan_slots.py` writes it.
"""

import os
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES
from relode.places import find
from relode.plan.asked.pots import POTS
from relode.plan.estimate import Estimate
from relode.plan.failure.failing_text import Factor
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PAYERS, OwnEffect, OwnPolicy, YearPaid
from relode.report import pieces
from relode.report.act_chapter import act_chapter
from relode.report.age_groups import age_groups
from relode.report.brief_html import page_two
from relode.report.document.content import chapters_of
from relode.report.document.decided import ages_table
from relode.report.document.file import front_of
from relode.report.likely import likely
from relode.report.page_one import page_one
from relode.report.workbook import tables_of

from ..story.slots import differences, distinct, paths, write

FILE = Path(__file__).with_name("plan_slots.csv")
OWN = OwnPolicy(
    spent=3e7, worst_tenth=4e7, job_year=Estimate(2e5, "yuan per job-year", (1e5, 3e5)),
    years=tuple(
        YearPaid(FIRST_PLAN_YEAR + at, dict.fromkeys(PAYERS, 1000000.0 * (at + 1)), dict.fromkeys(POTS, 2000000.0), 9e6)
        for at in range(3)
    ),
    effects=(OwnEffect("employment", Estimate(50.0, "persons", (20.0, 90.0)), (5.0, 2.0, 9.0), 0.75),),
)  # fmt: skip
"""A policy of one's own: the shared run has none."""


def told(result):
    """Everything that brief, report, document, workbook and terminal say of a result."""
    record, front = result.planned, front_of(result, True, True, 1)
    documents = [front.title, front.subtitle, *front.gist, *chapters_of(result, frozenset())]
    report = [act_chapter(record, result.place), *likely(result), *pieces.key_findings(result).values()]
    kept = [each for kept in record.kept for each in plan_text.kept_words(kept, record.horizon)]
    terminal = [plan_text.headline(record, result.place), *plan_text.money_words(record), *kept]
    return [page_one(result), page_two(result), *documents, *report, *terminal, *tables_of(result)]


@pytest.fixture(scope="module")
def slots(planned_result):
    """The slots of a result with decisions and a policy of one's own, and of ages of men and women."""
    own = replace(planned_result.planned, own=OWN)
    result = distinct(replace(planned_result, planned=own), count(1))
    ages = distinct(age_groups(find("hegang")))
    found = paths([ages_table(ages)], ages)
    found |= {at: path for at, path in paths(told(result), result).items() if found.get(at, "?").startswith("?")}
    if os.environ.get("RELODE_WRITE_SLOTS"):
        write(FILE, dict(sorted(found.items())))
    return found


def test_each_slot_leads_to_its_field(slots):
    assert len(slots) > 300
    assert differences(slots, FILE) == [], __doc__


@pytest.mark.parametrize(
    ("at", "path"),
    [
        (("document.column.men", "cell"), "rows[].men"),
        (("document.column.women", "cell"), "rows[].women"),
    ],
)
def test_what_is_easily_mixed_up_stands_where_it_belongs(slots, at, path):
    assert slots.get(at) == path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_factor_is_a_mean_from_the_first_year_to_the_horizon(language):
    label = Factor("resource_price", 2033).name(language)
    assert {"en": f"{FIRST_PLAN_YEAR} to 2033", "zh": f"{FIRST_PLAN_YEAR}—2033"}[language] in label
