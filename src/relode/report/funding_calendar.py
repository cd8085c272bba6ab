"""Channels of money that a place may ask for: whether open to it, what they pay, who files what; a page of dates."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from relode.deals.public_works import channel_name, has_no_coal
from relode.decisions.records import Decision, Decisions, Text
from relode.facts import rows
from relode.language import Amount, Sentence, has_sentence, sentence_keys
from relode.places import official
from relode.report.content import CityResult
from relode.report.document.basis import NORTHEAST
from relode.story import Chapter, Column, Passage, Shade, Table

CHANNELS = ("funding_rules",)
"""Source of what a channel pays, of who files what, with whom and when."""
WORTH_ASKING = ("do", "secure", "pilot", "more_data")
"""Recommendations whose channel is worth an application; of the last once the figure is known."""


def applications(record: Decisions | None) -> dict[str, list[Decision]]:
    """Channel -> the decisions that it may pay, in their order."""
    wanted: dict[str, list[Decision]] = {}
    for each in record.decisions if record is not None else ():
        if each.channel and each.recommendation in WORTH_ASKING:
            wanted.setdefault(each.channel, []).append(each)
    return wanted


def paper(what: str, channel: str) -> Sentence:
    """What to file, or when; of a channel that only a project of a list names, what holds of all."""
    return Sentence(f"channels.{what}.{channel if has_sentence(f'channels.{what}.{channel}') else 'other'}", {})


DUE = "channels.due."
OWN = "own_budget"
"""The channel of own money, with the calendar of the budget."""
ALL_YEAR, UNREAD = 0, 13
"""Months of what is asked for all year, and of what no date was read of."""
YUAN = 1e8
KINDS = {"general transfer": "formula", "bond": "bond", "equity-like capital of a project": "equity",
         "competitive grant": "contest", "own budget": "own"}  # fmt: skip
"""Kind of funding_channels -> what it is to who gets it; of others what is repaid is a loan, what is not a grant."""
OPEN = {"subsidence_mining_district": "ask_plan", "mine_ecology_demo": "ask_zone", "urban_renewal_contest": "ask_large"}
"""Channels of which no list could be read."""


@dataclass(frozen=True)
class Due:
    """What falls due in a month with a channel."""

    month: int
    channel: str
    said: Sentence

    @property
    def when(self) -> Sentence:
        """The month in words."""
        special = {ALL_YEAR: "channels.any_month", UNREAD: "channels.unread"}
        return Sentence(special.get(self.month, f"channels.months.m{self.month}"), {})


def chapter(result: CityResult) -> Chapter:
    """Channels and calendar of a place."""
    blocks = (calendar(result), channels(result), Passage((Sentence("channels.note", {}),), "note", CHANNELS))
    return Chapter("channels", Sentence("channels.heading", {}), blocks)


def dates() -> tuple[Due, ...]:
    """Everything that falls due, by month: first what runs all year, last what no date was read of."""
    found = [key.removeprefix(DUE).rpartition("_") for key in sentence_keys() if key.startswith(DUE)]
    told = [Due(int(month), channel, Sentence(f"{DUE}{channel}_{month}", {})) for channel, _, month in found]
    return tuple(sorted(told, key=lambda each: (each.month, each.channel)))


def calendar(result: CityResult) -> Table:
    """What falls due by month, and for which measures of the place."""
    wanted = _wanted(result)
    columns = (
        Column("channels.column.month", "when"),
        Column("brief.column.channel", lambda due: channel_name(due.channel, result.place.code), width=2),
        Column("channels.column.due", "said", width=3),
        Column(
            Sentence("channels.column.wanted", {"place": result.place}),
            lambda due: wanted.get(due.channel),
            width=2,
        ),
    )
    return Table(Sentence("channels.calendar", {}), columns, dates(), CHANNELS, folded=True)


def year_strip(result: CityResult) -> Table:
    """Twelve months of a year, marked where a step of a decision, of its channel or of the budget is due."""
    decisions = result.planned.decisions if result.planned is not None else None
    lines: dict[object, set[int]] = {}
    for each in decisions.decisions if decisions is not None else ():
        if each.month is not None and each.recommendation in ("do", "secure", "pilot"):
            lines.setdefault(each.bureau, set()).add(each.month)
    for channel in (OWN, *applications(decisions)):
        months = {due.month for due in dates() if due.channel == channel} - {ALL_YEAR, UNREAD}
        if months:
            lines[channel_name(channel, result.place.code)] = months
    columns = (
        Column("brief.column.dates", lambda line: line[0], width=4),
        *(Column(Sentence("brief.month", {"month": month}), _mark(month)) for month in range(1, 13)),
    )
    return Table(None, columns, [*lines.items()], CHANNELS)


def _mark(month: int) -> Callable[[tuple[object, set[int]]], Shade]:
    return lambda line: Shade(2 if month in line[1] else 0)


def channels(result: CityResult) -> Table:
    """Each channel of the calendar: kind, whether open here, uses, what is known of the sum, what to file with whom."""
    facts = {row["id"]: row for row in rows("funding_channels")}
    told = [facts[name] for name in dict.fromkeys(each.channel for each in dates())]
    columns = (
        Column("brief.column.channel", lambda row: channel_name(row["id"], result.place.code), width=1.6),
        Column("channels.column.kind", kind_of, width=1.2),
        Column(
            Sentence("channels.column.open", {"place": result.place}),
            lambda row: open_here(row["id"], result),
            width=1.6,
        ),
        Column("channels.column.pays", _uses, width=2),
        Column("channels.column.sum", _sum, width=1.4),
        Column("brief.column.file", lambda row: paper("file", row["id"]), width=2),
        Column("brief.column.when", lambda row: paper("when", row["id"]), width=1.4),
    )
    return Table(Sentence("channels.channels", {}), columns, told, CHANNELS, folded=True)


def open_here(channel: str, result: CityResult) -> Sentence:
    """Whether a channel is open to the place, by the lists and facts that ship; else who is to be asked."""
    listed, mines = official().get(result.place.code), result.depth.mines.mines
    values: dict[str, object] = {}
    match channel:
        case "exhausted_transfer":
            key = "listed" if listed is not None and listed.is_exhausted else "ask_alike"
            values = {"year": listed.exhausted_year if listed is not None else None}
        case "coal_mine_safety":
            none = "no_coal" if has_no_coal(result.place.code) else "no_mines"
            none = none if result.place.level == "prefecture" else "below_prefecture"
            key, values = "mines" if mines else none, {"count": len(mines)}
        case "northeast_revival":
            key = "northeast" if result.place.province in NORTHEAST else "not_northeast"
        case _:
            key = OPEN.get(channel, "all")
    return Sentence(f"channels.open.{key}", values)


def kind_of(row: Mapping[str, str]) -> Sentence:
    """What a channel is to who gets its money."""
    kind = KINDS.get(row["kind"]) or {"no": "grant", "yes": "loan"}[re.split(r"\W", row["repaid"])[0]]
    return Sentence(f"channels.kind.{kind}", {})


def _uses(row: Mapping[str, str]) -> list[Sentence]:
    keys = (re.sub(r"\W+", "_", use) for use in row["uses"].split(";"))
    return [Sentence(f"channels.use.{key}", {}) for key in keys]


def _sum(row: Mapping[str, str]) -> Sentence:
    """The ceiling of a project or city, else the nation's sum, as the table has them."""
    city = [float(each) * YUAN for each in re.findall(r"[\d.]+", row["ceiling_city_1e8_yuan"])]
    if row["ceiling_project_1e8_yuan"]:
        most = Amount(float(row["ceiling_project_1e8_yuan"]) * YUAN, "yuan", None, CHANNELS)
        return Sentence("channels.sum.project", {"most": most})
    if city:
        ends = {"low": Amount(min(city), "yuan", None, CHANNELS), "high": Amount(max(city), "yuan", None, CHANNELS)}
        return Sentence("channels.sum.city", ends)
    if re.fullmatch(r"[\d.]+", row["national_total_1e8_yuan"]):
        total = Amount(float(row["national_total_1e8_yuan"]) * YUAN, "yuan", None, CHANNELS)
        return Sentence("channels.sum.nation", {"total": total, "year": row["national_year"].split()[0]})
    return Sentence("channels.sum.unknown", {})


def _wanted(result: CityResult) -> dict[str, list[Text]]:
    """Channel -> names of the decisions that would use it, those that own money pays among them."""
    decisions = result.planned.decisions if result.planned is not None else None
    wanted = {channel: [each.name for each in found] for channel, found in applications(decisions).items()}
    own = [each.name for each in (decisions.decisions if decisions is not None else ())
           if each.payer == "own" and each.recommendation in WORTH_ASKING]  # fmt: skip
    return wanted | ({OWN: own} if own else {})
