import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from relode.language import LANGUAGES


class Page(HTMLParser):
    """The numbers, links and visible text of a report."""

    def __init__(self, content):
        super().__init__()
        self.numbers, self.links, self.ids, self.text, self.unmarked = [], [], set(), [], []
        self._open = []
        self._marked_next = False
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._open.append(tag)
        if "id" in attributes:
            self.ids.add(attributes["id"])
        for name in ("href", "src"):
            if name in attributes:
                self.links.append(attributes[name])
        if tag == "data":
            self.numbers.append(attributes)

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if not {"style", "script", "svg"} & set(self._open) and data.strip():
            self.text.append(data.strip())


@pytest.fixture(scope="session")
def hegang_run(undrawn_hegang_record):
    """A whole run of Hegang with empty pictures: folder and record."""
    return Path(undrawn_hegang_record["run"]), undrawn_hegang_record


@pytest.fixture(scope="session")
def pages(hegang_run):
    """The report in each language: source text and parsed page."""
    folder, _ = hegang_run
    sources = {language: (folder / f"report.{language}.html").read_text(encoding="utf-8") for language in LANGUAGES}
    return {language: (source, Page(source)) for language, source in sources.items()}


@pytest.fixture(scope="session")
def plan_json(hegang_run):
    """What city.json and plan.json hold."""
    files = (hegang_run[0] / name for name in ("city.json", "plan.json"))
    city, plan = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    return {**city, **plan}


def without_svg(source):
    """The report without its pictures and style."""
    return re.sub(r"<(svg|style)\b.*?</\1>", "", source, flags=re.S)
