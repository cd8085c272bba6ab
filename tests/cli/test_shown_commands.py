"""Every command that a page shows is one that the command line takes."""

import re
import shlex
from pathlib import Path

import pytest

from relode.cli import build

ROOT = Path(__file__).parents[2]
PAGES = sorted({*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")})


def shown(path):
    """Commands in fenced blocks of a page, without what stands behind two blanks or a hash, and as on one line."""
    for block in re.findall(r"```\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        for line in re.sub(r"\\\n\s*|\n\s{3,}", " ", block).splitlines():
            if found := re.match(r"(?:\S*/)?relode (.*)", line):
                yield re.split(r"\s{3,}|\s+#", found[1])[0].strip()


COMMANDS = sorted({(path.name, command) for path in PAGES for command in shown(path)})


def parse(command):
    """Parse the words of a command without running it."""
    words = shlex.split(re.sub(r"[\[\]]|\|\S+", " ", command))
    group = build("en")
    if words[0] == "--data":  # an option of every command, before its name
        words = words[2:]
    sub = group.commands[words[0]]
    return sub.make_context(words[0], words[1:])


def test_pages_show_commands():
    assert len(COMMANDS) > 40
    assert {"README.md", "README.zh.md", "how-to.md", "how-to.zh.md"} <= {name for name, _ in COMMANDS}


@pytest.mark.parametrize(("page", "command"), COMMANDS, ids=lambda value: value.replace(" ", "_"))
def test_a_command_that_a_page_shows_parses(page, command):
    assert parse(command).params, page


def test_a_command_that_is_not_there_is_noticed():
    with pytest.raises(KeyError):
        parse("conquer hegang")
    with pytest.raises(Exception, match="No such option"):
        parse("plan hegang --cheaply")


def test_both_languages_show_the_same_commands():
    for path in PAGES:
        if (chinese := path.with_name(path.name.replace(".md", ".zh.md"))).exists():
            assert set(shown(path)) == set(shown(chinese)), path.name
