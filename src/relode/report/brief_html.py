"""The brief as one HTML file that prints to at most three pages and asks no host."""

from importlib.resources import files

from markupsafe import Markup

from relode.charts.account_picture import account_picture
from relode.horizon import OPENING_YEAR
from relode.language import Language
from relode.outlook.ahead.city_ahead import LAST
from relode.plan.making.plan_text import SOURCES
from relode.report.brief_content import brief_of
from relode.report.brief_rows import grouped_rows
from relode.report.content import CityResult
from relode.report.html import Drawings, environment, sizes
from relode.story.words import Words


def brief_html(result: CityResult, language: Language, already: Drawings | None = None) -> str:
    """The brief of a place in `language`; a picture that is `already` drawn is not drawn again."""
    words, brief = Words(language, {}).of(SOURCES), brief_of(result)
    picture = account_picture(result.outlook, language)
    drawn = None if picture is None else (already or {}).get((language, picture.key)) or sizes(picture)
    horizon = result.planned.horizon if result.planned else LAST
    return environment(words).get_template("brief.html.j2").render(
        brief=brief,
        title=words.plain("brief.title", place=result.place.name(language), horizon=horizon),
        picture=drawn,
        found=None if picture is None else picture.title,
        caption=None if picture is None else picture.subtitle,
        rows=grouped_rows(brief.rows, words),
        style=brief_style(),
        price_year=result.planned.price_year if result.planned else OPENING_YEAR,
    )  # fmt: skip


def brief_style() -> Markup:
    """The style sheet of a brief."""
    return Markup(files("relode.report").joinpath("brief.css").read_text(encoding="utf-8"))
