"""The brief as one HTML file that prints on two pages and asks no host; page two has first steps and sources."""

from collections.abc import Iterable
from importlib.resources import files

from markupsafe import Markup

from relode.charts.account_picture import account_picture
from relode.decisions.records import Decision, Decisions
from relode.facts import rows
from relode.language import Language, Sentence
from relode.report import pieces
from relode.report.content import CityResult
from relode.report.html import Drawings, LazySizes, environment
from relode.report.industry_rows import industry_blocks
from relode.report.page_one import PARTS, page_one, parts, shown
from relode.story import Block, Column, Heading, Table
from relode.story.blocks import block_sources, parts_of
from relode.story.columns import Cited
from relode.story.html import blocks_html
from relode.story.words import Words


def page_two(result: CityResult) -> list[Block]:
    """Industries, and the first step of each decision with its reason; nothing without a run."""
    record = result.planned
    if record is None or record.decisions is None:
        return []
    steps = [each for group in ("here", "law") for each in shown(record.decisions, group)]
    columns = (
        Column("decision.column.what", "name", width=1.2),
        Column("decision.column.first_step", _step_and_reason, width=5),
    )
    blocks = industry_blocks(result, record.decisions)
    return [*blocks, Heading(Sentence("brief.first_steps", {})), Table(None, columns, steps)] if steps else blocks


def _step_and_reason(each: Decision) -> Sentence:
    return Sentence("brief.step", {"step": each.first_step, "reason": each.reason})


def brief_html(result: CityResult, language: Language, already: Drawings | None = None) -> str:
    """The brief of a place in `language`; a picture that is `already` drawn is not drawn again."""
    first, more = parts(result, f"report.{language}.html"), page_two(result)
    picture = account_picture(result.outlook, language)
    keys = [*(picture.sources if picture is not None else ()), *(key for part in first.values() for key in cited(part))]
    keys += cited(more)
    listed = {row["key"] for row in rows("sources")}  # own figures and assumptions are in no list
    numbered = [key for key in dict.fromkeys(keys) if key in listed]
    words = Words(language, {key: i for i, key in enumerate(numbered, 1)})

    def figure(_: str) -> Markup:
        if picture is None:
            return Markup("")
        drawn = (already or {}).get((language, picture.key)) or LazySizes(picture)
        return Markup('<figure id="picture-account">{}<figcaption>{}{}</figcaption></figure>\n').format(
            drawn["beside"], words.html(picture.subtitle), words.marks(picture.sources)
        )

    record = result.planned.decisions if result.planned is not None else None
    return environment(words).get_template("brief.html.j2").render(
        title=page_one(result).heading,
        parts={name: blocks_html(blocks, words, figure, 1) for name, blocks in first.items()},
        bar=bar(record) if record is not None else {},
        money_marks=words.marks(tuple(cited(first.get("money", ())))),
        second=blocks_html(more, words, None, 1),
        sources=[pieces.source_entry(key, i, language) for key, i in words.order.items()],
        style=brief_style(),
    )  # fmt: skip


def cited(blocks: Iterable[Block]) -> list[str]:
    """Keys of the sources of blocks, in their order."""
    found = [key for block in blocks for key in block_sources(block)]
    found += [key for block in blocks for each in parts_of(block) if isinstance(each, Cited) for key in each.sources]
    return [*dict.fromkeys(found)]


def bar(record: Decisions) -> dict[str, float]:
    """Part of the money -> its width in the bar; nothing without money. [per cent]"""
    sums = {name: float(getattr(record.money, name)) for name in PARTS}
    whole = sum(sums.values())
    return {name: round(100 * each / whole, 2) for name, each in sums.items() if each > 0} if whole > 0 else {}


def brief_style() -> Markup:
    """The style sheet of a brief."""
    return Markup(files("relode.report").joinpath("brief.css").read_text(encoding="utf-8"))
