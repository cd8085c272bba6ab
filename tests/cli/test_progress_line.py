"""A line of a terminal is written again; a log keeps only what is to be kept."""

import sys

import pytest

from relode.runs.run_folder import progress_line


@pytest.mark.parametrize("terminal", [True, False])
def test_the_last_line_ends_and_a_log_keeps_what_is_to_be_kept(monkeypatch, capsys, terminal):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    for text, last, kept in (("1 of 3", False, None), ("2 of 3", False, True), ("3 of 3", True, None)):
        progress_line(text, last=last, kept=kept)
    again = "\r\033[K"
    expected = f"{again}1 of 3{again}2 of 3{again}3 of 3\n" if terminal else "2 of 3\n3 of 3\n"
    assert capsys.readouterr().err == expected
