"""What past policy did in places like it, and how the simulator alone fared on what came after its opening."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from relode.diagnosis.profiles.table_rows import applied
from relode.evaluation.shipped_findings import Finding, province_transfers, reached, shipped_verdicts
from relode.evaluation.text import (
    SOURCES,
    basis_words,
    policy_name,
    short_verdict,
    span_words,
    verdict_words,
)
from relode.language import Amount, Bilingual, Sentence, Word, plain_cell
from relode.language.numbers import MONEY
from relode.places import Place
from relode.places.place import by_code
from relode.shipped_tables import rows
from relode.story import Cited, Column, Table
from relode.story.columns import IN_TEXT
from relode.vocabulary import Label

BESIDE = {"no_change": "simulator", "mean": "simulator_given"}
"""What its error stands beside -> the columns of the gain on it."""

BUDGETS = ("city_yearbooks", "rating_reports", "local_debt_tables")
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "population": ("census2020", "population_annual"),
    "gdp_real": ("gdp_revised",),
    "house_price": ("house_listing",),
    "budget_revenue": BUDGETS,
    "budget_expenditure": BUDGETS,
}
"""Quantity -> sources of the outcomes that it is scored with."""


def since_opening_words() -> Iterator[Sentence]:
    """One sentence a quantity: its newest year with outcomes, all places.

    A gain counts as one where its 95 % interval lies above 0, as a loss where it lies below.
    """
    newest = {row["quantity"]: row for row in rows("relode", "calibration/since_opening") if row["group"] == "all"}
    for quantity, row in newest.items():
        yield Sentence(
            "report.since.scored",
            {
                "quantity": Label(quantity),
                "year": int(row["year"]),
                "count": int(row["n"]),
                "coverage": Amount(float(row["coverage_90"]), "share", None, OUTCOMES[quantity]),
                **{name: _beside(row, name, column, OUTCOMES[quantity]) for name, column in BESIDE.items()},
            },
        )


def _beside(row: Mapping[str, str], name: str, column: str, sources: tuple[str, ...]) -> Sentence:
    """The error beside that of a naive forecast: so much less, so much more, or no telling."""
    gain, low, high = (float(row[f"{column}_gain{end}"]) for end in ("", "_low", "_high"))
    kind = "less" if low > 0 else "more" if high < 0 else "even"
    if kind == "more":
        gain, low, high = -gain, -high, -low
    ends = {"gain": gain, "low": low, "high": high}
    values = {end: Amount(each, "share", None, sources) for end, each in ends.items()}
    return Sentence(f"report.since.{name}_{kind}", values)


def past_chapter(place: Place) -> dict[str, Any]:
    """Events, money, and for each evaluated policy a table of verdicts with what each rests on."""
    kinds = reached(place)
    return {
        "finding": past_finding(place),
        "events": [events_table(place)] if applied(place) else [],
        "received": _received(place) if kinds.get("exhausted_transfers") in ("treated", "left_out", "below")
        else [],
        "policies": [
            _policy(name, kind, shipped_verdicts(name)) for name, kind in kinds.items() if kind != "control"
        ],
    }  # fmt: skip


def past_finding(place: Place) -> Sentence:
    """How many policies reached the place, and how many verdicts of each kind are known of them."""
    kinds = [name for name, kind in reached(place).items() if kind != "control"]
    verdicts = [each.verdict for name in kinds for each in shipped_verdicts(name)]
    values = {
        "place": place,
        "count": len(applied(place)),
        "policies": len(kinds),
        "outcomes": len(verdicts),
        "effects": verdicts.count("effect"),
        "none": verdicts.count("no_effect_beyond"),
        "unknown": verdicts.count("not_identified"),
    }
    return Sentence("report.past.some" if kinds else "report.past.none", values)


def past_sources(place: Place) -> list[str]:
    """Sources of the events and of the money."""
    events = [key for row in applied(place) for key in row["source"].split(";")]
    return [*events, *(row["source"] for row in province_transfers(place))]


def _received(place: Place) -> list[Sentence]:
    province = by_code().get(place.province, place)
    transfers = [(row, Amount(float(row["value"]), MONEY, None, (row["source"],))) for row in province_transfers(place)]
    received = [
        Sentence("report.past.received", {"province": province, "year": row["year"], "value": value})
        for row, value in transfers
    ]
    return [*received, Sentence("report.past.received_city", {"place": place})]


def _policy(name: str, kind: str, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "name": policy_name(name),
        "kind": Sentence(f"report.past.kind.{kind}", {}),
        "verdicts": verdicts_table(findings),
        "rows": [
            {
                "sources": SOURCES[each.outcome],
                "outcome": plain_cell(Label(each.outcome)),
                "words": verdict_words(each),
                "basis": basis_words(each),
            }
            for each in findings
        ],
    }


def events_table(place: Place) -> Table:
    """What reached the place, in order of time."""
    columns = (
        Column("report.past.policy", _cited_name),
        Column("report.past.date", "date"),
        Column("report.past.document", lambda row: row["document_number"] or None),
        Column("report.past.certainty", lambda row: Word("certainty", row["certainty"])),
    )
    return Table(None, columns, applied(place))


def _cited_name(row: Mapping[str, str]) -> Cited:
    return Cited(Bilingual(row["name_en"], row["name_zh"]), tuple(row["source"].split(";")))


def verdicts_table(findings: Sequence[Finding]) -> Table:
    """The verdict on each outcome of a policy, and its estimate."""
    columns = (
        Column("report.past.outcome", lambda each: Label(each.outcome)),
        Column("report.past.verdict", short_verdict, format=IN_TEXT),
        Column("report.past.estimate", span_words, format=IN_TEXT),
    )
    return Table(Sentence("report.past.caption", {}), columns, findings)
