"""A name of an earlier version answers with one line that says what does its work now, and exit code 2."""

import pytest

from relode.cli import COMMANDS, GONE


@pytest.mark.parametrize("name", GONE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_gone_name_says_what_does_its_work_now(relode, name, language):
    done = relode(*name.split(), "x", language=language)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert GONE[name] in line


def test_what_does_the_work_now_is_a_command():
    known = {each.__name__ for each in COMMANDS}
    assert {now.split()[1] for now in GONE.values() if now.startswith("relode")} <= known
    assert known.isdisjoint(GONE)
