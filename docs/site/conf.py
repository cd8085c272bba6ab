"""How the site of the documentation is built, one language at a time; `docs/site/build.py` lays the pages out."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mathematics import MathML
from search_words import ChineseWords

language = {"en": "en", "zh": "zh_CN"}[os.environ["RELODE_SITE_LANGUAGE"]]
project = "Relode"
html_title = {"en": "Relode", "zh_CN": "Relode 资源型城市转型"}[language]
author = "The Relode developers"
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 4
html_theme = "furo"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_search_summary = False  # a page opened as a file may not fetch others
html_static_path = [str(Path(__file__).parent / "static")]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5d6b", "color-brand-content": "#0b5d6b"},
}
templates_path = [str(Path(__file__).parent / "templates")]
html_context = {"other": {"en": ("zh", "中文"), "zh_CN": ("en", "English")}[language]}
html_sidebars = {
    "**": [
        *("sidebar/brand.html", "sidebar/language.html", "sidebar/search.html", "sidebar/scroll-start.html"),
        *("sidebar/navigation.html", "sidebar/scroll-end.html"),
    ]
}
if language == "zh_CN":
    html_search_language = "zh"
pygments_style = "friendly"
# Snippets of output and of the shell are not code; a table's text may look like a link.
suppress_warnings = ["misc.highlighting_failure"]


def setup(app):
    """Mathematics without scripts, and words of Chinese for the search."""
    from sphinx.search import languages

    app.add_html_math_renderer("mathml", (MathML.inline, None), (MathML.display, None))
    languages["zh"] = ChineseWords
    return {"parallel_read_safe": True}
