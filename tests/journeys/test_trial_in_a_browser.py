"""The protocol of a trial on paper: two pages at most, as a page and as a Word file, in both languages."""

from datetime import date

import pytest

from relode.places import find_city
from relode.report.chapter_file import write_chapters
from relode.trials.chapter import chapter
from relode.trials.request import TrialRequest
from relode.trials.trial import trial_of

from .test_deal_memo_in_a_browser import laid_out, pages_of


@pytest.fixture(scope="module")
def protocol(panel):
    return trial_of(panel, find_city("hegang"), TrialRequest(city="hegang", measure="retraining_coverage", futures=80))


@pytest.mark.parametrize("ending", ["html", "docx"])
def test_a_protocol_fills_two_pages_at_most(open_file, protocol, tmp_path, language, ending):
    """A Word file is set by the browser with the sizes, distances and widths of the file: no Word is at hand."""
    file = write_chapters([chapter(protocol)], tmp_path / f"p.{ending}", language, date(2026, 11, 28), is_tight=True)
    if ending == "docx":
        file = tmp_path / "laid.html"
        file.write_text(laid_out(tmp_path / "p.docx"), encoding="utf-8")
    assert 1 <= pages_of(open_file, file) <= 2
