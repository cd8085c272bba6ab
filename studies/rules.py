"""The rules of `rules.toml`: what each makes and reads, and which rules hang on which."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from studies import ROOT

TABLE = Path(__file__).with_name("rules.toml")
STAGES = ("panel", "fits", "scores", "outlook", "places", "past", "verdicts", "pages")
"""In the order of the picture; every rule is in one."""


class RuleError(ValueError):
    """A rule that cannot be carried out. The message names the rule, the file and the command."""


@dataclass(frozen=True)
class Rule:
    """`run`: a module of this folder or a script; `makes` and `reads`: files below the repository, `reads` with `*`.

    `panel`: the file that stands in for the panel and what lies behind it, if it reads the panel. `close`: numbers that
    differ by less are the same, relative to the largest of 1 and the number itself, where no data changed: what another
    processor rounds otherwise. `still`: the same where data did change: the file stays, and what hangs on it is not
    renewed, until one of its numbers has moved by more, as it stands, since it was written. `words`: a page, whose
    inputs count with their words, and of which people write a part. `long`: a quarter of an hour or more, asked for by
    name alone.
    """

    name: str
    stage: str
    run: str
    makes: tuple[str, ...]
    reads: tuple[str, ...] = ()
    panel: str = ""
    close: float = 1e-9
    still: float = 0.0
    long: bool = False
    words: bool = False
    title: str = field(default="", compare=False)

    @property
    def command(self) -> str:
        """As a person types it."""
        first, *rest = self.run.split()
        return " ".join(["python", *([] if first.endswith(".py") else ["-m"]), first, *rest])

    def failure(self, file: str, what: str) -> RuleError:
        """What went wrong, with file, rule and command."""
        return RuleError(f"{file}: {what} (rule {self.name}, made by `{self.command}`)")


@cache
def rules(table: Path = TABLE, root: Path = ROOT) -> Mapping[str, Rule]:
    """Every rule by name. Raises RuleError for one that misses its script, makes another's file, or lacks an input."""
    entries = tomllib.loads(table.read_text(encoding="utf-8"))
    groups = entries.pop("groups", {})
    every = {name: _rule(name, entry, groups) for name, entry in entries.items()}
    makers: dict[str, Rule] = {}
    for rule in every.values():
        for file in rule.makes:
            if file in makers:
                raise rule.failure(file, f"is made by rule {makers[file].name} too")
            makers[file] = rule
    for rule in every.values():
        for pattern in rule.reads:
            if not files([pattern], root) and pattern not in makers:
                raise rule.failure(pattern, "the rule reads it and it is missing")
    return every


def _rule(name: str, entry: dict[str, Any], groups: Mapping[str, list[str]]) -> Rule:
    entry = dict(entry)
    reads = [each for one in entry.pop("reads", ()) for each in groups.get(one, [one])]
    makes = tuple(entry.pop("makes", ()))
    if entry.get("stage") not in STAGES:
        raise RuleError(f"{TABLE.name}: rule {name} has stage {entry.get('stage')!r}, which is none of {STAGES}")
    return Rule(name=name, makes=makes, reads=tuple(reads), **entry)


def files(patterns: Iterable[str], root: Path = ROOT) -> tuple[str, ...]:
    """The files that patterns name, as paths below the repository, each once, sorted."""
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return tuple(sorted(path.relative_to(root).as_posix() for path in found))


def hangs_on(rule: Rule, every: Mapping[str, Rule]) -> Iterator[str]:
    """The rules whose files it reads."""
    for other in every.values():
        if other is not rule and _meets((*rule.reads, *([rule.panel] if rule.panel else [])), other.makes):
            yield other.name


def _meets(patterns: Sequence[str], made: Sequence[str]) -> bool:
    return any(Path(file).match(pattern) for file in made for pattern in patterns)
