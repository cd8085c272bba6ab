"""The report as one HTML file that opens from disk and asks no host."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, Template, select_autoescape
from jinja2.bccache import Bucket
from markupsafe import Markup

from relode import __version__
from relode.charts import Picture, alone, pictures, png, svg, svg_file
from relode.charts.needs_pictures import needs_pictures
from relode.diagnosis.depth.text import every_chapter, missing_words
from relode.facts import fingerprint, rows
from relode.language import LANGUAGES, Language, spoken
from relode.needs.chapter import chapter as needs_chapter
from relode.panel.number import notable_flags
from relode.plan.making.plan_text import plan_sources
from relode.report import funding_calendar, pieces
from relode.report.act_chapter import act_chapter
from relode.report.content import CityResult, used_sources
from relode.report.funding_calendar import CHANNELS
from relode.report.likely import likely
from relode.report.next_chapter import next_chapter
from relode.report.page_one import message, page_one
from relode.report.past_chapter import past_chapter, past_sources, since_opening_words
from relode.story import Chapter, Passage
from relode.story.html import blocks_html, chapter_html, table_html
from relode.story.words import Words
from relode.vocabulary import quantity

WIDTHS = {"wide": 640, "narrow": 312}
"""Pixels of the two drawings of a picture: one for a page, one for a phone."""
MORE = {"account": {"beside": 350}}
"""Pixels of further drawings: what stands beside the text of a brief."""
PARTS = 40
"""Pieces of a filled template that go out together."""


Drawings = dict[tuple[Language, str], dict[str, Markup]]
"""Language and key of a picture -> its drawings by size: of the pictures that do not depend on plans."""


def drawings(result: CityResult) -> Drawings:
    """The pictures of a report that stay as they are while plans get better, drawn once for all states of a run."""
    return {
        (language, key): sizes(picture)
        for language in LANGUAGES
        for key, picture in city_pictures(result, language).items()
    }


def city_pictures(result: CityResult, language: Language) -> dict[str, Picture]:
    """Key -> picture of a place, not yet drawn: all but those of a plan."""
    drawn = pictures(result.panel, result.depth, result.pathways, result.outlook, language)
    return drawn | needs_pictures(result.needs, language) if result.needs is not None else drawn


def report_html(result: CityResult, language: Language, already: Drawings | None = None) -> str:
    """The whole report in `language`, its style and its pictures inside.

    Pictures that are `already` drawn are not drawn again.
    """
    return "".join(report_parts(result, language, already))


def report_parts(result: CityResult, language: Language, already: Drawings | None = None) -> Iterator[str]:
    """The same part by part: a picture is drawn when its part is taken, so that the first part is there at once."""
    known = already or {}
    drawn = _pictures(result, language)
    shown = {key: {"svg": known.get((language, key)) or LazySizes(picture)} for key, picture in drawn.items()}
    template, content = _filled(result, language, drawn, shown)
    parts = template.stream(style=style(), stylesheet="", **content)
    parts.enable_buffering(PARTS)
    return iter(parts)


def report_page(
    result: CityResult, language: Language, stylesheet: str, script: str, address: str, version: str
) -> str:
    """The report as a server shows it: all words and tables, its pictures at `address`/KEY.svg?v=`version`, its style
    beside it.

    `stylesheet` and `script` are addresses too; the script tells how many pictures have come.
    """
    drawn = _pictures(result, language)
    shown = {
        key: {"address": f"{address}/{key}.svg", "version": version, "text": spoken_of(picture)}
        for key, picture in drawn.items()
    }
    template, content = _filled(result, language, drawn, shown)
    return template.render(stylesheet=stylesheet, script=script, **content)


def _pictures(result: CityResult, language: Language) -> dict[str, Picture]:
    drawn = city_pictures(result, language)
    return drawn


def _filled(
    result: CityResult, language: Language, drawn: Mapping[str, Picture], shown: Mapping[str, Mapping[str, Any]]
) -> tuple[Template, dict[str, Any]]:
    """The template of a report and what fills it; `shown` says of each picture where its drawing is."""
    keys = used_sources(
        result,
        [
            *pieces.nation_sources(),
            *(key for picture in drawn.values() for key in picture.sources),
            *past_sources(result.place),
            *(plan_sources(result.planned) if result.planned else ()),
            *(CHANNELS if result.planned else ()),
        ],
    )
    words = Words(language, {key: i for i, key in enumerate(keys, 1)})
    content = {
        "result": result,
        "profile": result.profile,
        "pathways": result.pathways,
        "findings": pieces.key_findings(result),
        "pictures": {key: {**_entry(picture, words), **shown[key]} for key, picture in drawn.items()},
        "key_figures": pieces.key_figures(result.profile),
        "sources": [pieces.source_entry(key, i, language) for key, i in words.order.items()],
        "assumptions": list(rows("assumptions")),
        "newest": pieces.newest(result, words),
        "missing": pieces.missing(result, words),
        "ahead": pieces.ahead(result),
        "likely": list(likely(result)),
        "message": message(result),
        "answer": blocks_html(page_one(result).blocks, words),
        "act": act_chapter(result.planned, funding_calendar.chapter(result)) if result.planned else None,
        "needs": needs_told(result, drawn),
        "past": past_chapter(result.place),
        "planned": result.planned,
        "next": next_chapter(result.pathways),
        "stand": standing(result, drawn),
        "gaps": missing_words(tuple(gap for gap in result.depth.missing if gap.reason != "no_source")),
        "since": list(since_opening_words()),
        "overrides": pieces.overrides(result, words),
        "version": __version__,
        "fingerprint": fingerprint()[:12],
        "quantity": quantity,
        "ratios": pieces.ratios(),
    }
    return environment(words).get_template("report.html.j2"), content


def page_html(
    template: str, language: Language, keys: Iterable[str], drawn: Sequence[Picture], **values: object
) -> str:
    """A page beside the report in its style: `keys` are those of its sources, `drawn` its pictures."""
    words = Words(language, {key: i for i, key in enumerate(dict.fromkeys(keys), 1)})
    return (
        environment(words)
        .get_template(template)
        .render(
            pictures=[{**_entry(picture, words), "svg": sizes(picture)} for picture in drawn],
            sources=[pieces.source_entry(key, i, language) for key, i in words.order.items()],
            style=style(),
            version=__version__,
            fingerprint=fingerprint()[:12],
            **values,
        )
    )


class Compiled(BytecodeCache):
    """Templates that this process has compiled: each report has an environment of its own, with its words."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Gives a template as it was compiled, if it was."""
        if kept := self.kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps a template that was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def environment(words: Words) -> Environment:
    """What fills the templates of this room, with the words of one report."""
    environment = Environment(
        loader=PackageLoader("relode.report", "."), autoescape=select_autoescape(default=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, bytecode_cache=COMPILED,
    )  # fmt: skip
    environment.globals.update(words=words, say=words.say, language=words.language, named=pieces.namer(words.language))
    environment.globals |= {"story": blocks_html, "table": table_html, "chapter_html": chapter_html}
    return environment


def needs_told(result: CityResult, drawn: Mapping[str, Picture]) -> Chapter | None:
    """The chapter on needs; what may be done stands in it only where no decisions tell it with law and money."""
    if result.needs is None:
        return None
    return without_titles(needs_chapter(result.needs, has_measures=result.planned is None), drawn)


def standing(result: CityResult, drawn: Mapping[str, Picture]) -> list[tuple[Chapter, list[str]]]:
    """Each chapter on where a place stands that has a word or a picture, and the keys of its pictures."""
    found = [
        (without_titles(chapter, drawn), [key for key, each in drawn.items() if each.chapter == chapter.key])
        for chapter in every_chapter(result.depth)
    ]
    return [(chapter, shown) for chapter, shown in found if chapter.blocks or shown]


def without_titles(chapter: Chapter, drawn: Mapping[str, Picture]) -> Chapter:
    """The chapter without the sentences that already stand above its pictures."""
    titles = [picture.title for picture in drawn.values()]
    kept = (each for each in chapter.blocks if not isinstance(each, Passage) or each.said[0] not in titles)
    return replace(chapter, blocks=tuple(kept))


def style() -> Markup:
    """The style sheet of a report."""
    rooms = {"relode.report": "report.css", "relode.story": "story.css"}
    return Markup("".join(files(room).joinpath(name).read_text(encoding="utf-8") for room, name in rooms.items()))


def sizes(picture: Picture) -> dict[str, Markup]:
    """The drawing of a picture for a page and for a phone."""
    return dict(LazySizes(picture))


class LazySizes(Mapping[str, Markup]):
    """The drawings of a picture by size, each made when it is taken."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.widths = {**WIDTHS, **MORE.get(picture.key, {})}

    def __getitem__(self, size: str) -> Markup:
        return Markup(svg(self.picture.draw(self.widths[size]), spoken_of(self.picture)))

    def __iter__(self) -> Iterator[str]:
        return iter(self.widths)

    def __len__(self) -> int:
        return len(self.widths)


def svg_of(picture: Picture, width: str, theme: str) -> str:
    """A picture in a file of its own; of the width "alone" it tells its finding and its sources, as a PNG does."""
    chart = alone(picture, WIDTHS["wide"]) if width == "alone" else picture.draw(WIDTHS[width])
    return svg_file(chart, spoken_of(picture), theme)


def png_of(picture: Picture) -> bytes:
    """A picture that tells its finding and its sources, as PNG."""
    return png(alone(picture, WIDTHS["wide"]))


def spoken_of(picture: Picture) -> str:
    """A picture in words."""
    return f"{spoken(picture.title, picture.language)}. {spoken(picture.subtitle, picture.language)}"


def _entry(picture: Picture, words: Words) -> dict[str, Any]:
    return {
        "key": picture.key,
        "title": picture.title,
        "subtitle": picture.subtitle,
        "marks": words.marks(picture.sources),
        "sources": picture.sources,
        "flags": notable_flags(picture.flags),
        "numbers": pieces.numbers_table(picture),
    }
