"""The brief as one HTML file that prints on two pages and asks no host."""

from importlib.resources import files

from markupsafe import Markup

from relode.charts.account_picture import account_picture
from relode.language import Language
from relode.report.content import CityResult
from relode.report.html import Drawings, LazySizes, environment
from relode.report.page_one import page_one
from relode.report.page_two import page_two
from relode.story.html import blocks_html
from relode.story.words import Words


def brief_html(result: CityResult, language: Language, already: Drawings | None = None) -> str:
    """The brief of a place in `language`; a picture that is `already` drawn is not drawn again."""
    words, first, more = Words(language, {}), page_one(result), page_two(result)
    picture = account_picture(result.outlook, language)

    def figure(_: str) -> Markup:
        if picture is None:
            return Markup("")
        # Beside the text there is no more room than on a phone.
        drawn = (already or {}).get((language, picture.key)) or LazySizes(picture)
        return Markup('<figure id="picture-account"><h3>{}</h3>{}<figcaption>{}</figcaption></figure>\n').format(
            words.html(picture.title), drawn["narrow"], words.html(picture.subtitle)
        )

    return environment(words).get_template("brief.html.j2").render(
        title=first.heading,
        first=blocks_html(first.blocks, words, figure, 1),
        more=more,
        second=blocks_html(more.blocks, words, None, 2) if more else "",
        style=brief_style(),
    )  # fmt: skip


def brief_style() -> Markup:
    """The style sheet of a brief."""
    return Markup(files("relode.report").joinpath("brief.css").read_text(encoding="utf-8"))
