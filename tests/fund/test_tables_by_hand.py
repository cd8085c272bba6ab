"""What is said of a province's money, of a small record by hand: every cell below its head, and who stands where."""

from dataclasses import replace

from relode.fund.chapter import (
    by_verdict,
    channels_of,
    chapter,
    effects_table,
    gains_table,
    headline,
    lead,
    notes,
    paid_lines,
    paid_table,
    pots_table,
    programmes_table,
)
from relode.fund.fund_records import FundPayment
from relode.fund.place_tables import alike_table, lists_table, places_table
from relode.language import say, spoken
from relode.story import Passage, Span, Table
from relode.story.columns import cell_text

from .small_record import HEGANG, RECORD, ROADS, SCHOOLS, SUBSIDY, need

NAMES = {
    "merge_schools": "Merging schools",
    "take_down_homes": "Taking down empty homes",
    "subsidy": "Investment subsidy open to all by published criteria",
    "connectivity_spending": "Roads and rail connections",
    "schooling_spending": "More schools and colleges",
}
NOT_LAWFUL = "Not lawful as it stands."
NO_BREAK = "\N{NO-BREAK SPACE}"


def rows(table):
    """Cells of each row by the key of their head, a span as its words and kind."""
    found = []
    for row in table.cells():
        if isinstance(row[0], Span):
            found.append((spoken(row[0].said, "en"), row[0].kind))
            continue
        found.append(
            {
                column.head.key.partition("column.")[2]: cell_text(cell, column, "en").replace(NO_BREAK, " ")
                for column, cell in zip(table.columns, row, strict=True)
            }
        )
    return found


def of_measures(found):
    """The rows without spans."""
    return [tuple(each.values()) for each in found if isinstance(each, dict)]


def spans(found):
    return [each for each in found if isinstance(each, tuple)]


def said(sentences):
    return [(each.key.partition(".")[2], spoken(each, "en").replace(NO_BREAK, " ")) for each in sentences]


def test_what_is_paid_stands_by_kind_with_the_money_of_each_payer():
    table = paid_table(RECORD, paid_lines(RECORD))
    found = rows(table)
    kinds = ("need", "do"), ("programme", "do"), ("trial", "try_small")
    assert spans(found) == [(say(f"fund.kind.{kind}", "en"), shown) for kind, shown in kinds]
    law, own = "no article that binds it was read", "money of the province"
    also = f"{own}; its rules name also Transfer to resource-exhausted cities, Central budget investment"
    assert [each for each in found if isinstance(each, dict)] == [
        {"measure": NAMES["merge_schools"], "where": "Jixi, Hegang", "law": law, "channel": own,
         "yuan": "8 million yuan", "own": "5 million yuan", "after": "8 million yuan"},
        {"measure": NAMES["subsidy"], "where": "Fuxin", "law": law, "channel": own, "yuan": "40 million yuan",
         "own": "10 million yuan", "after": "7 million yuan"},
        {"measure": NAMES["connectivity_spending"], "where": "Hegang", "law": law, "channel": also,
         "yuan": "8 million yuan", "own": "900,000 yuan", "after": "300,000 yuan"},
    ]  # fmt: skip
    assert (table.folded, table.sheet, table.sources) == (False, "fund_paid", ("census2020",))


def test_a_need_names_the_channel_that_it_is_judged_with():
    assert spoken(channels_of(need("merge_schools", channel="exhausted_transfer")), "en") == (
        "money of the province; its rules name also Transfer to resource-exhausted cities"
    )
    assert spoken(channels_of(need("merge_schools")), "en") == "money of the province"


def test_gains_are_those_of_what_is_paid_and_has_one():
    found = rows(gains_table(RECORD, paid_lines(RECORD)))
    assert found == [{"measure": NAMES["subsidy"], "yardstick": "21 people (11 to 42)", "gain": "11 people (6 to 22)"}]


def test_programmes_stand_below_their_verdict_with_what_places_alone_are_told():
    found = rows(programmes_table(RECORD))
    verdicts = ("do", "try_small", "leave")
    assert spans(found) == [(say(f"fund.verdict.{verdict}", "en"), verdict) for verdict in verdicts]
    assert [each for each in found if isinstance(each, dict)] == [
        {"measure": NAMES["subsidy"], "why": NOT_LAWFUL, "count": "3", "alone": "Do now: 1; Try small and measure: 2",
         "cost": "90 million yuan"},
        {"measure": NAMES["connectivity_spending"], "why": NOT_LAWFUL, "count": "2",
         "alone": "Try small and measure: 2", "cost": "70 million yuan"},
        {"measure": NAMES["schooling_spending"], "why": NOT_LAWFUL, "count": "0", "alone": "–", "cost": "–"},
    ]  # fmt: skip


def test_effects_are_of_programmes_that_have_one_and_beside_services_that_do_nothing_a_return_has_no_bound():
    """80 people more beside 20 are four times as many; infinitely many times as many were no number to be written."""
    table = effects_table(RECORD)
    assert [each for each in rows(table) if isinstance(each, dict)] == [
        {"measure": NAMES["subsidy"], "yardstick": "20 people (10 to 40)", "gain": "80 people (40 to 160)",
         "back": "4", "average_above": "97 %", "chance_alone": "61 %", "chance": "83 %"},
        {"measure": NAMES["connectivity_spending"], "yardstick": "0 people (0 to 0)", "gain": "80 people (40 to 160)",
         "back": "–", "average_above": "97 %", "chance_alone": "52 %", "chance": "83 %"},
    ]  # fmt: skip
    assert (table.folded, table.sources) == (True, ("published_effects", "census2020"))


def test_each_place_has_what_it_gets_pays_and_is_left_with():
    """Hegang: 5 and 8 million, its own 4 and 0.9, 6 and 0.3 in the year after."""
    without = replace(RECORD, payments=RECORD.payments[1:])
    assert rows(places_table(RECORD)) == [
        {"place": "Fuxin", "gets": NAMES["subsidy"], "yuan": "40 million yuan", "own": "10 million yuan",
         "after": "7 million yuan", "ceiling": "500 million yuan", "waits": "0"},
        {"place": "Hegang", "gets": f"{NAMES['merge_schools']}, {NAMES['connectivity_spending']}",
         "yuan": "13 million yuan", "own": "4.9 million yuan", "after": "6.3 million yuan",
         "ceiling": "300 million yuan", "waits": "0"},
        {"place": "Jixi", "gets": NAMES["merge_schools"], "yuan": "3 million yuan", "own": "1 million yuan",
         "after": "2 million yuan", "ceiling": "400 million yuan", "waits": "2"},
    ]  # fmt: skip
    assert rows(places_table(without))[-1]["gets"] == "–"


def test_the_list_of_a_workbook_has_a_row_for_each_decision_of_each_place():
    found = rows(lists_table(RECORD))
    saves = say("decisions.money.saves", "en")
    assert found[0] == {
        "place": "Hegang", "measure": NAMES["merge_schools"], "verdict": "Do now", "why": NOT_LAWFUL,
        "cost": "5 million yuan",
    }  # fmt: skip
    assert [(each["place"], each["verdict"], each["cost"]) for each in found[1:11]] == [
        ("Hegang", "Do now", "–"),
        ("Hegang", "Do now", "90 million yuan"),
        ("Hegang", "Try small and measure", "70 million yuan"),
        ("Hegang", "Leave", "–"),
        ("Jixi", "Do now", "3 million yuan"),
        ("Jixi", "Do now", saves),
        ("Jixi", "Fill in first", "–"),
        ("Jixi", "Fill in first", "–"),
        ("Jixi", "Leave", "–"),
        ("Fuxin", "Leave", "–"),
    ]
    assert len(found) == 14


def test_places_of_which_the_same_is_said_share_a_row_below_its_verdict():
    table = alike_table(RECORD)
    found = rows(table)
    assert spans(found) == [
        ("Do now", "do"), ("Try small and measure", "try_small"), ("Fill in first", "fill_in"), ("Leave", "leave"),
    ]  # fmt: skip
    merge, homes, subsidy, roads, schools = NAMES.values()
    assert of_measures(found) == [
        (merge, "Hegang", NOT_LAWFUL, "5 million yuan"),
        (merge, "Jixi", NOT_LAWFUL, "3 million yuan"),
        (homes, "Hegang", NOT_LAWFUL, "–"),
        (homes, "Jixi", NOT_LAWFUL, say("decisions.money.saves", "en")),
        (homes, "Fuxin", NOT_LAWFUL, "7 million yuan"),
        (subsidy, "Hegang, Fuxin", NOT_LAWFUL, "90 million yuan"),
        (roads, "Hegang", NOT_LAWFUL, "70 million yuan"),
        (subsidy, "Jixi", NOT_LAWFUL, "–"),
        (roads, "Jixi", NOT_LAWFUL, "–"),
        (merge, "Fuxin", NOT_LAWFUL, "–"),
        (schools, "all 3 places", NOT_LAWFUL, "–"),
    ]
    assert list(found[1]) == ["measure", "where", "why", "cost"]
    assert table.folded


def test_central_money_is_told_by_province_and_channel():
    assert rows(pots_table(RECORD)) == [
        {"province": "Heilongjiang (province)", "channel": "Transfer to resource-exhausted cities",
         "sum": "2.57 billion yuan", "year": "2020"},
    ]  # fmt: skip


def test_the_headline_counts_what_is_paid_left_free_and_unpaid():
    """Of 1,000 million 8, 40 and 8 are paid; two needs cost nothing; 60 and 20 find no money."""
    assert said(headline(RECORD)) == [
        ("headline.paid",
         "Of 1 bn yuan a year: 8 M yuan for needs (merging schools; places: 2); 40 M yuan for programmes (investment "
         "subsidy open to all by published criteria; places: 1); 8 M yuan for trials (roads and rail connections; "
         "places: 1). 944 M yuan a year are left."),
        ("headline.in_many",
         "Investment subsidy open to all by published criteria: place by place the verdict is Do now: 1; Try small "
         "and measure: 2; for all of them together the average counts, and it is Pay for it."),
        ("headline.free",
         "2 decisions on needs cost nothing beyond what is paid today: they need no money of the province."),
        ("headline.unpaid_no_room",
         "80 M yuan a year more would be worth paying and find no money, or no room in their place: what is left would "
         "pay for some of it, but its places can absorb no more."),
    ]  # fmt: skip
    bare = replace(RECORD, payments=(), unpaid=(), programmes=RECORD.programmes[1:], places=())
    assert [key for key, _ in said(headline(bare))] == ["headline.nothing", "headline.no_more"]
    little = replace(RECORD, payments=(FundPayment(HEGANG, "merge_schools", "need", 0.4, 0.0, 0.0),))
    assert said(headline(little))[0][0] == "headline.paid"


def test_a_verdict_that_no_place_has_by_itself_is_told_and_one_to_leave_is_not():
    alone = {"fill_in": 1}
    for decided, is_told in (
        (SUBSIDY, True),
        (ROADS, True),
        (SCHOOLS, False),
        (replace(SUBSIDY, verdict="fill_in"), False),
    ):
        programme = replace(RECORD.programmes[0], decision=decided, alone=alone)
        keys = [key for key, _ in said(headline(replace(RECORD, programmes=(programme,))))]
        assert ("headline.in_many" in keys) is is_told


def test_lead_heading_and_notes_have_the_years_the_places_and_what_is_assumed():
    assert said([lead(RECORD), chapter(RECORD).heading]) == [
        ("lead",
         "3 places, each with its needs and programmes judged by the rule of every city, in 80 futures; money is in "
         "yuan of 2020, a year, from 2026 to 2035."),
        ("heading", "Liaoning (province), Heilongjiang (province): what to pay with 1 bn yuan a year"),
    ]  # fmt: skip
    found = said(notes(RECORD))
    assert [key for key, _ in found] == [
        f"how.{key}" for key in ("order", "average", "absorbable", "neighbours", "unpublished", "absent", "counties")
    ]
    assert found[2][1] == (
        "Assumed: a place can spend at most 9 % of its public spending more in a year (range 4 % to 15 %)."
    )
    assert [text.rpartition(": ")[2] for _, text in found[4:]] == [
        "Shuangyashan.",
        "Daxing'anling.",
        "Shangzhi, Beipiao.",
    ]
    nowhere = replace(RECORD, unpublished=(), absent=(), counties=())
    assert len(said(notes(nowhere))) == 4


def captions(told):
    return [block.caption.key.partition("table.")[2] for block in told.blocks if isinstance(block, Table)]


def test_a_chapter_has_the_tables_that_have_rows():
    whole = chapter(RECORD)
    assert captions(whole) == ["paid", "programmes", "gains", "effects", "places", "pots", "alike"]
    assert captions(chapter(RECORD, by_place=True))[-1] == "lists"
    bare = replace(RECORD, payments=(), gains=(), pots=())
    assert captions(chapter(bare)) == ["programmes", "effects", "places", "alike"]
    passages = [(block.kind, len(block.said)) for block in whole.blocks if isinstance(block, Passage)]
    assert passages == [("body", 1), ("bullet", 1), ("bullet", 1), ("bullet", 1), ("bullet", 1), ("note", 7)]


def test_programmes_of_one_verdict_stand_together_in_their_order():
    first, second, third = RECORD.programmes
    again = replace(first, places=())
    lines = by_verdict([first, second, again, third])
    assert [each for each in lines if not isinstance(each, Span)] == [first, again, second, third]
    assert [each.kind for each in lines if isinstance(each, Span)] == ["do", "try_small", "leave"]
