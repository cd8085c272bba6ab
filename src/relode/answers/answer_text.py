"""Answers as text for a terminal or a pipe: no colours, nothing cut off."""

from collections.abc import Callable, Iterable, Sequence

from relode.diagnosis import Profile
from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.depth.statistics_text import own_type_words
from relode.diagnosis.depth.text import chapters, missing_words
from relode.diagnosis.profiles import findings
from relode.diagnosis.profiles.explain import Explanation, Step
from relode.diagnosis.profiles.place_profile import shown
from relode.diagnosis.profiles.table_rows import RowExplanation
from relode.facts.licences import aged
from relode.language import (
    Amount,
    Bilingual,
    Language,
    Sentence,
    Word,
    joined,
    name,
    number_text,
    say,
    spoken,
)
from relode.panel.number import Number, notable_flags
from relode.places import Coverage, PlaceFact, by_code
from relode.story import Column, Table
from relode.story.columns import IN_TEXT
from relode.story.text import chapter_text, table_lines
from relode.vocabulary import Label, quantities, quantity


def diagnosis_text(depth: InDepth, language: Language) -> str:
    """Findings first, then the figures theme by theme, the chapters in depth, and what is missing and why."""
    profile = depth.profile
    lines = [spoken(heading(profile), language), *(f"- {spoken(s, language)}" for s in first_findings(profile))]
    lines += [*(f"- {spoken(sentence, language)}" for sentence in own_type_words(profile.own_type)), ""]
    lines += table_lines(figures_table(profile), language)
    peers = joined([peer.place.name(language) for peer in profile.peers], language)
    lines += [
        "",
        say("report.stand.peers", language, count=len(profile.peers), peers=peers)
        if peers
        else say("report.stand.no_peers", language),
    ]
    for chapter in chapters(depth):
        lines += ["", chapter_text(chapter, language)]
    lines += ["", say("depth.chapter.unknown", language)]
    lines += [f"- {line}" for line in _deep_gaps(depth, language)]
    gaps = [f"- {line}" for line in _figure_gaps(profile, language)]
    lines += ["", say("report.unknown.lead", language), *gaps] if gaps else []
    return "\n".join([*lines, *_aged(_sources(depth), language)])


def unknown_lines(depth: InDepth, language: Language) -> list[str]:
    """What a diagnosis does not know, and why, a line for each reason."""
    return [*_deep_gaps(depth, language), *_figure_gaps(depth.profile, language)]


def _deep_gaps(depth: InDepth, language: Language) -> list[str]:
    return [spoken(sentence, language) for sentence in missing_words(depth.missing)]


def first_findings(profile: Profile) -> list[Sentence]:
    """What is said of a place first: people, mining, growth, house price, as far as they are known."""
    found = [finding(profile) for finding in (findings.people, findings.mining, findings.growth, findings.house_price)]
    return [said for said in found if said is not None]


def _sources(depth: InDepth) -> set[str]:
    """Keys of all sources that a diagnosis rests on."""
    deep = {key for keys in depth.sources.values() for key in keys}
    return deep | {key for path in depth.profile.series.values() for number in path for key in number.sources}


def _aged(sources: Iterable[str], language: Language) -> list[str]:
    """A line for each source that is past the date by which to look for newer figures."""
    return [
        say(
            "report.sources.aged_of",
            language,
            source=name("source_title", each.source, language),
            date=each.look_again.isoformat(),
            reason=each.reason_zh if language == "zh" else each.reason_en,
        )
        for each in aged(sources)
    ]


def explanation_text(explanation: Explanation, language: Language) -> str:
    """The number, its meaning, its flags, and each step back to a published row."""
    used = (*explanation.number.sources, *(explanation.corrected.sources if explanation.corrected else ()))
    sources = [key for key in dict.fromkeys(used) if key != "user"]
    notes = [text for text in (explanation.meaning.name(language), explanation.note.name(language)) if text]
    lines = [
        spoken(explanation_head(explanation), language),
        *(spoken(each, language) for each in explanation_interval(explanation)),
        *notes,
        *(spoken(vintage, language) for vintage in explanation.boundary_vintage),
        *(say("cli.explain.flag", language, flag=name("flag", flag, language)) for flag in explanation.number.flags),
        *(spoken(each, language) for each in explanation_correction(explanation)),
        "",
        *(_step(step, language) for step in explanation.derivation),
        "",
        *(say("cli.explain.source", language, key=key, title=name("source_title", key, language)) for key in sources),
        *_aged(sources, language),
    ]
    return "\n".join(lines)


def row_text(held: RowExplanation, language: Language) -> str:
    """Where a row stands, each of its cells, and its sources."""
    lines = []
    for each in held.rows:
        lines.append(say("cli.explain.row", language, table=each.table, row=each.row))
        cells = (Sentence("cli.explain.cell", {"label": label, "content": content}) for label, content in each.words)
        lines += [f"  {spoken(cell, language)}" for cell in cells]
    lines.append(say("cli.explain.remarks", language))
    sources = [(key, name("source_title", key, language)) for key in held.sources]
    lines += [say("cli.explain.source", language, key=key, title=title) for key, title in sources]
    return "\n".join([*lines, *_aged(list(held.sources), language)])


def local_facts_text(known: Sequence[PlaceFact | Coverage], language: Language) -> str:
    """A line for each fact that decides at a place with its certainty and source, or for how many places it is known.

    What is not listed is unknown and decides nothing.
    """
    lines = []
    for each in known:
        label = each.label.name(language)
        if isinstance(each, Coverage):
            counts = {key: count for key, count in vars(each).items() if isinstance(count, int)}
            lines.append(say("cli.explain.coverage", language, label=label, **counts))
            continue
        words = {
            "label": label,
            "value": spoken(each.said, language),
            "certainty": name("certainty", each.certainty, language),
            "read": name("read_how", each.read, language),
            "decides": say(f"cli.explain.decides.{'yes' if each.decides else 'no'}", language),
        }
        lines.append(say("cli.explain.fact", language, **words))
        about = (spoken(each.note, language), each.date, each.page)
        of_place = by_code()[each.inherited].name(language) if each.inherited else ""
        inherited = [say("cli.explain.inherited", language, place=of_place)] if of_place else []
        lines += [f"  {line}" for line in (*filter(None, about), *inherited)]
        lines += [f"  {name('source_title', key, language)} [{each.table}.csv:{each.row}]" for key in each.sources]
    return "\n".join([*lines, say("cli.explain.unknown_facts", language)])


def explanation_head(explanation: Explanation) -> Sentence:
    """Which number it is."""
    about = {
        "label": explanation.label,
        "place": explanation.place,
        "year": explanation.number.year,
        "value": explanation.number,
    }
    return Sentence("cli.explain.head", about)


def explanation_correction(explanation: Explanation) -> tuple[Sentence, ...]:
    """What is used instead of a doubted figure, with its interval."""
    if explanation.corrected is None:
        return ()
    return (Sentence("cli.explain.corrected", {"value": explanation.corrected, "span": explanation.corrected}),)


def explanation_interval(explanation: Explanation) -> tuple[Sentence, ...]:
    """Its interval, where there is one."""
    if explanation.number.interval_90 is None:
        return ()
    return (Sentence("cli.explain.interval", {"span": explanation.number}),)


def heading(profile: Profile, words: str = "report.strap") -> Sentence:
    """Name, province, resource and official type of a place; by `words` "report.kind" without its name."""
    place, entry = profile.place, profile.official
    about: dict[str, object] = {"place": place, "province": Bilingual(place.province_en, place.province_zh)}
    if entry is None:
        return Sentence(f"{words}.not_listed", about)
    exhausted = Sentence("report.strap.exhausted", {"year": entry.exhausted_year}) if entry.is_exhausted else ""
    kind = {"resource": Word("main_resource", entry.main_resource), "type": Word("type", entry.type)}
    return Sentence(f"{words}.listed", {**about, "exhausted": exhausted, **kind})


def figures_table(profile: Profile) -> Table:
    """The newest figure of each quantity with its interval, the median of the peers, sources and flags."""
    newest = [number for item in shown() if (number := profile.latest(item.quantity)) is not None]
    columns = (
        Column("report.table.quantity", lambda number: Label(number.quantity)),
        Column("report.table.value", lambda number: Amount(number.value, number.unit), format="exact"),
        Column("report.table.year", "year"),
        Column("report.table.interval", lambda number: number if number.interval_90 else None, format="span"),
        Column("report.table.peers", lambda number: _peers(profile, number), format=IN_TEXT),
        Column("report.table.source", lambda number: ";".join(number.sources)),
        Column("report.table.flags", lambda number: [Word("flag", flag) for flag in notable_flags(number.flags)]),
    )
    return Table(None, columns, newest)


def _peers(profile: Profile, number: Number) -> Sentence | Amount | None:
    """The median of the peers, with its year where that is not the year of the city's own figure."""
    row = findings.beside(profile, number.quantity, "peers")
    if row is None:
        return None
    median = Amount(row.quantiles[2], number.unit)
    return median if row.year == number.year else Sentence("cli.of_year", {"value": median, "year": row.year})


def _figure_gaps(profile: Profile, language: Language) -> list[str]:
    reasons: dict[str, list[str]] = {}
    for missing in profile.missing:
        reasons.setdefault(missing.reason, []).append(quantity(missing.quantity).label(language))
    return [
        f"{joined(labels, language)}: {say(f'report.missing.{reason}', language)}" for reason, labels in reasons.items()
    ]


def steps_table(of: Explanation, where: Callable[[Step], object] | None = None) -> Table:
    """How a number was made, step by step, down to the rows that were published; `where` tells the place of a step."""
    columns = (
        Column("cli.explain.step", _quantity),
        Column("web.number.value", lambda step: Amount(step.value, step.unit), format="exact"),
        Column("cli.explain.where", where or _row),
        Column("cli.explain.how", lambda step: Sentence(f"cli.operation.{step.operation}", {"inputs": [*step.inputs]})),
    )
    return Table(Sentence("web.number.steps", {}), columns, of.derivation)


def _quantity(step: Step) -> Sentence | str:
    """The label of a quantity and its year."""
    if step.quantity not in quantities():
        return step.key
    return Sentence("cli.explain.of_year", {"label": Label(step.quantity), "year": step.year})


def _row(step: Step) -> str:
    is_shipped = step.row and step.table != "user"
    return f"{step.table}.csv:{step.row}" if is_shipped else step.table


def _step(step: Step, language: Language) -> str:
    value = number_text(step.value, step.unit, language, "exact")
    how = say(f"cli.operation.{step.operation}", language, inputs=joined(step.inputs, language))
    return f"{step.key} = {value}  [{_row(step)}]  {how}"
