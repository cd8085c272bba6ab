"""Each figure of brief and document comes from its field of the record, with granted, with assured and without money.

`plan_slots.csv` is read through by a person; `RELODE_WRITE_SLOTS=1 pytest tests/plan/test_plan_slots.py` writes it.
"""

import os
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from relode.places import find
from relode.report.age_groups import age_groups
from relode.report.document.document_content import chapters_of
from relode.report.document.document_people import ages_table
from relode.report.likely import likely
from relode.report.page_one import page_one

from ..story.slots import differences, distinct, paths, write

FILE = Path(__file__).with_name("plan_slots.csv")


def told(result):
    """Everything that brief and document say of a result."""
    return [page_one(result), tuple(likely(result)), *chapters_of(result, frozenset())]


@pytest.fixture(scope="module")
def slots(planned_result):
    """The slots of three results: money that is granted, money that is assured, no plan; and ages of men and women."""
    granted = distinct(planned_result, count(1))
    plan = granted.planned.granted_plan
    assured = replace(granted, planned=replace(granted.planned, plan=plan, granted_plan=None))
    nothing = replace(granted, planned=replace(granted.planned, granted_plan=None))
    ages = distinct(age_groups(find("hegang")))
    found = paths([ages_table(ages)], ages)
    for result in (granted, assured, nothing):
        found |= {at: path for at, path in paths(told(result), result).items() if found.get(at, "?") == "?"}
    if os.environ.get("RELODE_WRITE_SLOTS"):
        write(FILE, dict(sorted(found.items())))
    return found


def test_each_slot_of_brief_and_document_leads_to_its_field(slots):
    assert len(slots) > 250
    assert differences(slots, FILE) == []


@pytest.mark.parametrize(
    ("at", "path"),
    [
        (("document.column.men", "cell"), "rows[].men"),
        (("document.column.women", "cell"), "rows[].women"),
        (("document.aims.effects", "start"), "planned.start"),
        (("document.aims.effects", "horizon"), "planned.horizon"),
    ],
)
def test_what_is_easily_mixed_up_stands_where_it_belongs(slots, at, path):
    assert slots.get(at) == path
