"""The chapter on past policy: what reached the place, what came of it in places like it, by outcome."""

from collections.abc import Mapping, Sequence
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
from relode.story import Cited, Column, Table
from relode.story.columns import IN_TEXT
from relode.vocabulary import Label


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
