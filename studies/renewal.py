"""Carry out a rule: run its command, hold what it made against what was there, write its inputs down."""

import lzma
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from doit.exceptions import TaskFailed

from studies import ROOT
from studies.compared import difference
from studies.fingerprints import behind, declared, keep, kept, out_of_date, seconds
from studies.rules import Rule, RuleError, hangs_on, rules

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Sums are rounded otherwise with another number of threads, which moves last digits."""


def renew(rule: Rule, every: Mapping[str, Rule], root: Path = ROOT) -> TaskFailed | None:
    """Run the rule's command and write down what it read, or say why it failed; a failed rule leaves its files alone.

    Where no data changed, numbers that are close stay the shipped bytes; others with no change of data or code at all
    are a failure: the command is not the one that made the table, or the table was edited.
    """
    try:
        reasons = list(out_of_date(rule, root))
        kinds = {kind for kind, _ in reasons} | ({"code"} if "not_run" in kept(root).get(rule.name, {}) else set())
        print(f"{rule.name}: {'; '.join(words for _, words in reasons[:4]) or 'asked for again'}", flush=True)
        before = {file: (root / file).read_bytes() for file in rule.makes if (root / file).exists()}
        opened, took = _run(rule, before, root)
        try:
            read = _allowed(rule, every, opened, root)
        except RuleError:
            _put_back(before, root)
            raise
        _settle(rule, before, kinds, root)
    except RuleError as failure:
        return TaskFailed(str(failure))
    keep(rule, read, root, seconds=round(took, 1), day=date.today().isoformat())
    return None


def _run(rule: Rule, before: Mapping[str, bytes], root: Path) -> tuple[tuple[str, ...], float]:
    """The files that the command opened, and the seconds of a processor that it and what it started took."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "opened"
        command = [sys.executable, "-m", "studies.traced", str(listed), *rule.run.split()]
        paths = os.pathsep.join(str(path) for path in (root / "src", root, root / "docs", ROOT))
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": paths, "PYTHONHASHSEED": "0"}
        running = subprocess.Popen(command, cwd=root, env=environment)
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode or not listed.exists():
            _put_back(before, root)
            raise rule.failure(" ".join(rule.makes), f"the command ended with {running.returncode}")
        return tuple(listed.read_text(encoding="utf-8").split()), used.ru_utime + used.ru_stime


def _allowed(rule: Rule, every: Mapping[str, Rule], opened: tuple[str, ...], root: Path) -> tuple[str, ...]:
    """What was opened. Raises RuleError where another rule makes it and the rule does not say that it reads it."""
    makers = {file: other for other in every.values() for file in other.makes}
    known = {*declared(rule, root), *rule.makes, *behind(rule.panel, kept(root))}
    for file in opened:
        if file in makers and file not in known:
            raise rule.failure(
                file, f"is read, and `reads` of the rule does not name it; rule {makers[file].name} makes it"
            )
    return tuple(file for file in opened if (root / file).exists() and file.startswith(("src/", "docs/")))


def _settle(rule: Rule, before: Mapping[str, bytes], kinds: set[str], root: Path) -> None:
    """Keep the new files, or the shipped bytes where the numbers are the same; refuse what differs without a cause."""
    moved = []
    close = rule.still or (1e-9 if "data" in kinds else rule.close)
    for file in rule.makes:
        if not (root / file).exists():
            raise rule.failure(file, "the command did not write it")
        was, now = before.get(file), (root / file).read_bytes()
        if was is None or was == now:
            continue
        if not is_text(file):
            moved.append(f"{file}: other bytes")
            continue
        found = difference(_text(file, was), _text(file, now), close, absolute=bool(rule.still))
        if found.same:
            (root / file).write_bytes(was)
            print(f"  {file}: the same, most apart by {found.largest:.1g}; the shipped file stays", flush=True)
        else:
            moved.append(f"{file}: {found}")
    if moved and not kinds:
        _put_back(before, root)
        raise rule.failure(moved[0].split(":")[0], f"differs without a changed input: {'; '.join(moved)}")
    for each in moved:
        print(f"  {each}", flush=True)


def is_text(file: str) -> bool:
    """Whether numbers can be read out of it."""
    return file.removesuffix(".xz").endswith((".csv", ".md", ".txt"))


def _text(file: str, content: bytes) -> str:
    return (lzma.decompress(content) if file.endswith(".xz") else content).decode("utf-8")


def _put_back(before: Mapping[str, bytes], root: Path) -> None:
    for file, content in before.items():
        (root / file).write_bytes(content)


def as_made(rule: Rule) -> bool:
    """Whether everything is as it was when the rule's files were made."""
    return not list(out_of_date(rule))


def left(rule: Rule) -> bool:
    """True, and a word of it where the rule is out of date: it takes long and nobody asked for it by name."""
    if not as_made(rule):
        minutes = seconds(rule.name) / 60
        print(f"{rule.name}: out of date and left, about {minutes:.0f} minutes: make data rule={rule.name}")
    return True


def tasks(asked: Collection[str]) -> Iterator[dict[str, object]]:
    """A task of doit for each rule, and one for all; the rules that it hangs on come first."""
    every = rules()
    yield {"basename": "all", "actions": None, "task_dep": list(every), "doc": "every rule, those of hours too"}
    for rule in every.values():
        yield {
            "basename": rule.name,
            "actions": [(renew, [rule, every])],
            "uptodate": [partial(left if rule.long and not {rule.name, "all"} & set(asked) else as_made, rule)],
            "targets": [str(ROOT / file) for file in rule.makes],
            "task_dep": list(hangs_on(rule, every)),
            "doc": rule.title,
            "verbosity": 2,
        }
