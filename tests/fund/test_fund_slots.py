"""Each figure of a run on a province comes from its field of the record.

`fund_slots.csv` is read through by a person; `RELODE_WRITE_SLOTS=1 pytest tests/fund/test_fund_slots.py` writes it.
"""

import os
from pathlib import Path

from relode.fund.chapter import chapter

from ..story.slots import differences, distinct, paths, write

FILE = Path(__file__).with_name("fund_slots.csv")


def test_each_slot_leads_to_its_field(fund_record):
    record = distinct(fund_record)
    slots = paths(chapter(record), record)
    if os.environ.get("RELODE_WRITE_SLOTS"):
        write(FILE, slots)
    assert len(slots) > 40
    assert differences(slots, FILE) == [], __doc__
