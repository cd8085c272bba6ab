"""Any file that is no deal is refused with what, where and the remedy; no value of any field ends in another error."""

import datetime
import math
import random

import numpy as np
import pytest
from openpyxl import Workbook

from relode.deals import read_deals
from relode.deals.deal_draws import drawn
from relode.deals.file import SHEET_FIELDS
from relode.deals.flows import flows
from relode.deals.returns import city_net
from relode.deals.values import PARTS, deal_of
from relode.errors import RelodeError

WHOLE = {
    "project": {"name": "plant", "place": "hegang", "industry": "graphite", "stage": "contract", "build_years": 2},
    "promise": {"investment": "20亿", "jobs": 600, "output": "30亿", "tax": "1.2亿", "due": 2029},
    "give": [{"what": "grant", "amount": "2亿", "years": 2, "payer": "city 70%, province 30%", "basis": "law"}],
    "local": {"others_bid": "none", "city_part_of_tax": "35%"},
}
STRANGE = [
    *(
        -1,
        -1e12,
        0,
        1e300,
        math.nan,
        math.inf,
        True,
        "",
        " ",
        "nan",
        "inf",
        "-5",
        "−5",
        "5 EUR",
        "2亿美元",
        "50%",
        "120%",
    ),
    *("x" * 300, "\x00", "无", [], [1, 2], {}, {"a": 1}, ["city"], datetime.date(2029, 1, 1), datetime.time(7, 30)),
    *("1e5", "1,2,3", "２亿", "city, city", "city 50%", "2029-01-01", 10**40),
]
"""What a field may be filled with by mistake."""


def told(error):
    """Both languages, each with where it stands."""
    english, chinese = error.say("en"), error.say("zh")
    assert english != chinese
    return english


@pytest.mark.parametrize(("section", "field"), [(s, f) for s, part in PARTS.items() for f in part.model_fields])
def test_no_value_of_a_field_ends_in_another_error(section, field):
    refused = []
    for value in STRANGE:
        part = {**(WHOLE.get(section, {}) if section != "give" else WHOLE["give"][0]), field: value}
        deal = {**WHOLE, section: [part] if section == "give" else part}
        try:
            read = deal_of(deal, lambda section, field, number: f"deal.toml:{section}.{field}:{number}")
        except RelodeError as error:
            refused.append(told(error))
            continue
        net = city_net(read, flows(read, drawn(read, 1, 20)))
        assert np.isfinite(net.slope).all()
    assert refused
    assert [each for each in refused if "deal.toml:" not in each] == []


TEXT = """[project]
name = "plant"
[promise]
jobs = 600
due = 2029
[[give]]
what = "grant"
amount = "2亿"
"""


def test_a_file_with_flipped_bytes_is_read_or_refused(tmp_path):
    dice, path, refused = random.Random(5), tmp_path / "deal.toml", []
    whole = TEXT.encode()
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(broken))
            if dice.random() < 0.5:
                broken[at] = dice.randrange(256)
            else:
                del broken[at : at + dice.randint(1, 9)]
        path.write_bytes(bytes(broken))
        try:
            read_deals(path)
        except RelodeError as error:
            refused.append(told(error))
    assert 200 < len(refused) < 400
    assert [each for each in refused if "deal.toml" not in each] == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[project", None, "TOML"),
        ("", 1, "name"),
        (TEXT.replace("600", "-600"), 4, "below 0"),
        (TEXT.replace("2029", "2029-01-01"), 5, "promise.due"),
        (TEXT.replace("2029", "29"), 5, "promise.due"),
        (TEXT.replace("jobs", "job"), 4, "jobs"),
        (TEXT.replace("[promise]", "[promises]"), 3, "promise"),
        (TEXT.replace("[[give]]", "[give]"), 6, "give"),
        (TEXT.replace('"2亿"', "[2]"), 8, "amount"),
        (TEXT.replace("jobs = 600", "jobs = 600\njobs = 700"), None, "TOML"),
    ],
)
def test_the_command_ends_with_2_and_says_what_where_and_how_to_mend(relode, tmp_path, text, line, said):
    path = tmp_path / "deal.toml"
    path.write_text(text, encoding="utf-8")
    done = relode("appraise", path, "--output", tmp_path / "m.html")
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert (f"deal.toml:{line}:" if line else "deal.toml") in done.stderr
    assert not (tmp_path / "m.html").exists()


def test_a_sheet_of_strange_cells_is_read_or_refused(tmp_path):
    dice, path = random.Random(6), tmp_path / "list.xlsx"
    values = [each for each in STRANGE if isinstance(each, str | int | float) and each != "\x00" and each == each]
    refused = []
    for _ in range(40):
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "项目"
        heads = dice.sample(SHEET_FIELDS, 8)
        sheet.append(["project.name", *(f"{s}.{f}" for s, f in heads if f != "name")])
        sheet.append(["plant", *(dice.choice(values) for _ in heads)])
        book.save(path)
        try:
            read_deals(path)
        except RelodeError as error:
            refused.append(told(error))
    assert len(refused) > 20
    assert [each for each in refused if "list.xlsx" not in each] == []
