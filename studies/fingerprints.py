"""Fingerprints: of what a rule read, of the code that it runs, of what it made; and which rules are out of date."""

import ast
import csv
import hashlib
import io
import json
import re
import threading
import tokenize
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import grimp

from studies import ROOT
from studies.rules import Rule, files

KEPT = "studies/fingerprints.json"
PANEL = "studies/panel.csv"
LENGTH = 12
"""Hexadecimal digits: two contents of 10^5 are alike once in three thousand million times."""
WORDS = re.compile(r"_(en|zh)$|^(note|reason|label|meaning|citation|title)$")
"""Columns that only people read."""
NO_NUMBERS = re.compile(
    r"relode\.(language|charts|report|web|cli|answers|runs|errors|records|__main__)(\.|$)|[._](text|words|record|records)$"
    r"|^studies(\.(rules|fingerprints|compared|traced|renewal|picture|__main__))?$"
)
"""Modules that turn numbers into words, keep them, or carry out rules: they change no table."""
UNREAD = ("src/relode/language/", "src/relode/vocabulary.csv", "src/relode/facts/tables/sources.csv",
          "src/relode/facts/references.csv", "src/relode/facts/tables.csv", "src/relode/facts/expiry.csv",
          "src/relode/country/")  # fmt: skip
"""Opened by nearly every rule, for names, titles and checks. Units and kinds stand in the panel's list."""
MARKED = re.compile(r"<!-- ([^>]+) -->.*?<!-- end \1 -->", re.DOTALL)
"""A part of a page that a rule makes; a page without such parts is made as a whole."""
_writing = threading.Lock()


def fingerprint(content: bytes) -> str:
    """Of bytes."""
    return hashlib.sha256(content).hexdigest()[:LENGTH]


def of_file(path: Path, *, words: bool = False) -> str:
    """Of a file; of a table without the columns that only people read, unless `words`. Line ends do not count.

    Of a TOML file likewise without texts and reasons.
    """
    content = path.read_bytes()
    if path.suffix == ".toml" and not words:
        content = repr(_numbers(tomllib.loads(content.decode("utf-8")))).encode()
    if path.suffix == ".csv" and not words:
        head = next(csv.reader([content.split(b"\n", 1)[0].decode("utf-8")]), [])
        if any(WORDS.search(name) for name in head):
            content = _without_words(content.decode("utf-8"))
    return fingerprint(content.replace(b"\r\n", b"\n"))


def of_made(path: Path, rule: Rule) -> str:
    """Of a file that a rule made; of a page, of the parts between its marks, since people write what is around them."""
    if not rule.words:
        return of_file(path, words=True)
    text = path.read_text(encoding="utf-8")
    return fingerprint("\n".join(each[0] for each in MARKED.finditer(text)).encode() or text.encode())


def _numbers(node: Any) -> Any:
    """What a file states but what only people read, its tables in the order of the file."""
    if isinstance(node, list):
        return [_numbers(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _numbers(each) for key, each in node.items() if key not in ("en", "zh") and not WORDS.search(key)}
    return {key: each for key, each in kept.items() if each != {}}


def _without_words(text: str) -> bytes:
    head, *lines = csv.reader(io.StringIO(text))
    kept = [at for at, name in enumerate(head) if not WORDS.search(name)]
    return repr([[line[at] for at in kept if at < len(line)] for line in (head, *lines)]).encode()


STREAMS = "relode.streams"
"""The names of streams of random numbers: one more moves none of the others, and a test holds what each draws."""


def code(rule: Rule, root: Path = ROOT) -> dict[str, str]:
    """Room -> fingerprint of its modules that the rule's command can reach, without comments and docstrings."""
    script = rule.run.split()[0]
    if script.endswith(".py"):
        return {script: fingerprint(bare((root / script).read_text(encoding="utf-8")).encode())}
    rooms: dict[str, list[str]] = {}
    for module in sorted(reached(script)):
        rooms.setdefault(".".join(module.split(".")[:2]), []).append(f"{module} {of_module(module)}")
    return {room: fingerprint("\n".join(each).encode()) for room, each in rooms.items() if room != STREAMS}


@cache
def reached(module: str) -> frozenset[str]:
    """The modules that a module imports, and theirs, but those that make no number; itself too."""
    graph, found, left = imports(), {module}, [module]
    while left:
        for other in graph.find_modules_directly_imported_by(left.pop()):
            if other not in found and not NO_NUMBERS.search(other):
                found.add(other)
                left.append(other)
    return frozenset(found)


@cache
def imports() -> grimp.ImportGraph:
    """Who imports whom in the package and in this folder."""
    return grimp.build_graph("relode", "studies", cache_dir=None)


@cache
def of_module(module: str) -> str:
    """Of a module's code, without comments and docstrings, the same in every version of Python."""
    path = (ROOT / "src" if module.split(".")[0] == "relode" else ROOT).joinpath(*module.split("."))
    path = file if (file := path.with_suffix(".py")).exists() else path / "__init__.py"
    return fingerprint(bare(path.read_text(encoding="utf-8")).encode())


def bare(text: str) -> str:
    """Python without comments, docstrings and empty lines."""
    lines = text.splitlines(keepends=True)
    for token in tokenize.generate_tokens(iter(lines).__next__):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column] + "\n"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for row in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                lines[row - 1] = "\n"
    return "\n".join(line.rstrip() for line in lines if line.strip())


def panel_rows(root: Path = ROOT) -> dict[str, str]:
    """Quantity of the panel -> fingerprint of its unit, kind and cells, as the panel's list has them."""
    with (root / PANEL).open(encoding="utf-8", newline="") as file:
        return {row["quantity"]: row["content"] for row in csv.DictReader(file)}


def inputs(rule: Rule, opened: Iterable[str], root: Path = ROOT) -> dict[str, str]:
    """File -> fingerprint of what a rule read: `opened`, but what it made, and the panel instead of its tables."""
    stood_for = behind(rule.panel, kept(root)) - set(rule.reads)
    read = set(opened) - set(rule.makes) - stood_for
    read = {file for file in read if rule.words or not file.startswith(UNREAD) or file in rule.reads}
    read |= {rule.panel} if rule.panel else set()
    return {file: of_file(root / file, words=rule.words) for file in sorted(read)}


def behind(file: str, entries: Mapping[str, Any]) -> set[str]:
    """What a file stands in for: the tables of the panel behind the panel's list, else what other rules had made."""
    makers = {made: entry for entry in entries.values() for made in entry["makes"]}
    read = set(makers.get(file, {}).get("reads", ()))
    if file != PANEL:
        read &= set(makers)
    return read.union(*(behind(other, entries) for other in read if other in makers))


@cache
def _read(path: Path, _changed: float) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def kept(root: Path = ROOT) -> Mapping[str, Any]:
    """Rule -> what was written down when its tables were made."""
    path = root / KEPT
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


def keep(rule: Rule, opened: Iterable[str], root: Path = ROOT, **about: object) -> None:
    """Write down what a rule read, ran and made; at once, so that a stopped `make data` goes on where it was."""
    entry = {
        "makes": {file: of_made(root / file, rule) for file in rule.makes},
        "reads": inputs(rule, opened, root),
        "code": code(rule, root),
        **about,
    }
    with _writing:
        every = {**kept(root), rule.name: entry}
        beside = (root / KEPT).with_suffix(".new")
        beside.write_text(json.dumps(every, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        beside.replace(root / KEPT)


def seconds(name: str, root: Path = ROOT) -> float:
    """Of one core, that a rule took when it ran last; 0 if it never ran."""
    return float(kept(root).get(name, {}).get("seconds", 0.0))


def out_of_date(rule: Rule, root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """(kind, words) for each difference between now and when the rule's files were made; none: they are as they were.

    Kinds: `never`, `made`, `data`, `code`. Raises RuleError where a file that the rule names is gone.
    """
    entry = kept(root).get(rule.name)
    if entry is None:
        yield "never", "its inputs were never written down"
        return
    for file in rule.makes:
        if not (root / file).exists():
            yield "made", f"{file} is missing"
        elif of_made(root / file, rule) != entry["makes"].get(file):
            yield "made", f"{file} is another than the one that was made"
    for file, was in entry["reads"].items():
        if not (root / file).exists():
            if file in rule.reads:
                raise rule.failure(file, "the rule reads it and it is missing")
            yield "data", f"{file} is gone"
        elif of_file(root / file, words=rule.words) != was:
            yield "data", f"{file} changed"
    if rule.words:
        return
    now = code(rule, root)
    for room in sorted({*now, *entry["code"]}):
        if now.get(room) != entry["code"].get(room):
            yield "code", f"the code of {room} changed"


def basis(rule: Rule, root: Path = ROOT) -> dict[str, dict[str, str]]:
    """What a rule would read and run now: by what it read last, or by what it says if it never ran."""
    read = kept(root).get(rule.name, {}).get("reads") or [*declared(rule, root), *([rule.panel] if rule.panel else [])]
    return {"reads": {file: of_file(root / file) for file in read}, "code": code(rule, root)}


def declared(rule: Rule, root: Path = ROOT) -> tuple[str, ...]:
    """The files that it may read, by what its rule says."""
    return files(rule.reads, root)
