"""Each figure of brief and document comes from its field of the record, of a plan run.

`plan_slots.csv` is read through by a person; `RELODE_WRITE_SLOTS=1 pytest tests/plan/test_plan_slots.py` writes it.
"""

import os
from itertools import count
from pathlib import Path

import pytest

from relode.places import find
from relode.report.age_groups import age_groups
from relode.report.document.document_content import chapters_of
from relode.report.document.document_needs import ages_table
from relode.report.likely import likely
from relode.report.page_one import page_one

from ..story.slots import differences, distinct, paths, write

FILE = Path(__file__).with_name("plan_slots.csv")


def told(result):
    """Everything that brief and document say of a result; needs are a record of their own."""
    chapters = [each for each in chapters_of(result, frozenset()) if each.key != "needs"]
    return [page_one(result), tuple(likely(result)), *chapters]


@pytest.fixture(scope="module")
def slots(planned_result):
    """The slots of a result with decisions, and of ages of men and women."""
    result = distinct(planned_result, count(1))
    ages = distinct(age_groups(find("hegang")))
    found = paths([ages_table(ages)], ages)
    found |= {at: path for at, path in paths(told(result), result).items() if found.get(at, "?") == "?"}
    if os.environ.get("RELODE_WRITE_SLOTS"):
        write(FILE, dict(sorted(found.items())))
    return found


def test_each_slot_of_brief_and_document_leads_to_its_field(slots):
    assert len(slots) > 120
    assert differences(slots, FILE) == []


@pytest.mark.parametrize(
    ("at", "path"),
    [
        (("document.column.men", "cell"), "rows[].men"),
        (("document.column.women", "cell"), "rows[].women"),
    ],
)
def test_what_is_easily_mixed_up_stands_where_it_belongs(slots, at, path):
    assert slots.get(at) == path
