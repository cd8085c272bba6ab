"""How well a sentence of one language says what one of the other says: by words that stand together elsewhere.

Which words go together is learned from every text that ships in both languages, without the sentences that are asked
about: a sentence in another's place teaches nothing of itself. `terms.csv` adds what too few texts say, and what a
whole sentence is called where its words alone do not tell.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
import scipy.sparse

from relode.language import sentence, sentence_keys

ROOT = Path(__file__).parents[2]
FILLED = re.compile(r"\{[^{}]*\}|`[^`]*`")
SLOT = re.compile(r"\{(\w*)")
SIGNS = [
    (r"\.(\s|$)", "。"),
    (":", "[:：]"),
    (r"\?", "？"),
    (r"\(", "[(（]"),
    ("%", "%"),
    (";", "[;；]"),
    ('[“"]',) * 2,
]
"""Signs of a sentence in English and in Chinese."""
CHARACTERS = 2.9
"""Letters of English for a character of Chinese."""
KNOWN = 6.0
"""What a whole sentence of `terms.csv` is worth."""
ENDINGS = ("ing", "ed", "es", "s")
TERMS = "tests/language/terms.csv"
TABLES = {
    "src/relode/vocabulary.csv": ("label_{}", "meaning_{}", "note_{}"),
    "src/relode/language/names.csv": ("{}",),
    "docs/glossary.csv": ("{}", "meaning_{}"),
    TERMS: ("{}",),
}
"""Texts in both languages, beside the sentences."""


def words(text: str) -> set[str]:
    """Words of an English text without their endings, and neighbours."""
    found = [_stem(word) for word in re.findall(r"[a-z]+|[0-9]+", FILLED.sub(" ", text).lower())]
    return {*found, *map(" ".join, pairwise(found))}


def _stem(word: str) -> str:
    ending = next((end for end in ENDINGS if word.endswith(end) and len(word) > len(end) + 2), "")
    return word.removesuffix(ending)


def characters(text: str) -> set[str]:
    """Characters of a Chinese text, alone and by two and three."""
    runs = re.findall("[一-鿿]+|[0-9]+(?=月)", FILLED.sub(" ", text))
    return {run[at : at + size] for run in runs for size in (1, 2, 3) for at in range(len(run) - size + 1)}


def sentences() -> Iterator[tuple[str, str, str]]:
    """(key, English, Chinese) of every sentence, in file order; one that is another's stands once."""
    told: dict[tuple[str, str, str], str] = {}
    lines = _lines()
    for key in sorted(sentence_keys(), key=lambda key: (key.partition(".")[0], lines[key])):
        told.setdefault((key.partition(".")[0], sentence(key, "en"), sentence(key, "zh")), key)
    return ((key, en, zh) for (_, en, zh), key in told.items())


def _lines() -> dict[str, int]:
    """Key of a sentence -> the line of its file at which it stands."""
    found: dict[str, int] = {}
    for file in sorted((ROOT / "src/relode/language").glob("*.toml")):
        section = file.stem
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            if line.startswith("["):
                section = f"{file.stem}.{line[1:].partition(']')[0]}"
            named = re.match(r"([\w.-]+) = \{", line)
            found.setdefault(f"{section}.{named[1]}" if named else section, number)
    return found


def neighbours(rows: list[tuple[str, str, str]], step: int = 1) -> Iterator[tuple[int, int]]:
    """Sentences of a file that a slip of the hand may take for one another: the next with the same slots."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for at, (key, en, _) in enumerate(rows):
        alike.setdefault((key.partition(".")[0], *sorted(set(SLOT.findall(en)))), []).append(at)
    for group in alike.values():
        for one, other in zip(group, group[step:], strict=False):
            if rows[one][1].lower() != rows[other][1].lower() and rows[one][2] != rows[other][2]:
                yield one, other


class Lexicon:
    """Which words stand beside which characters, in how many texts."""

    def __init__(self, rows: list[tuple[str, str, str]]) -> None:
        self.rows = rows
        texts = [(en, zh) for _, en, zh in rows]
        for name, columns in TABLES.items():
            texts += [(row[c.format("en")], row[c.format("zh")]) for row in _rows(name) for c in columns]
        self.terms = {(row["en"], row["zh"]) for row in _rows(TERMS)}
        self.size = len(texts)
        self.en, one = _numbered([words(en) for en, _ in texts])
        self.zh, other = _numbered([characters(zh) for _, zh in texts])
        self.beside = (one.T @ other).toarray()
        self.in_en, self.in_zh = (np.asarray(each.sum(0)).ravel().astype(float) for each in (one, other))

    def gain(self, one: int, other: int) -> float:
        """How much better two sentences are said by their own translations than by each other's."""
        at = (one, other)
        learned = self._learned(at)
        en, zh = ([self.rows[i][of] for i in at] for of in (1, 2))
        whole = [[KNOWN * ((one.lower(), other) in self.terms) for other in zh] for one in en]
        said = [[learned(i, j) + signs(en[a], zh[b]) + whole[a][b] for b, j in enumerate(at)] for a, i in enumerate(at)]
        return said[0][0] + said[1][1] - said[0][1] - said[1][0]

    def _learned(self, left_out: tuple[int, int]):
        en, zh = (np.array(sorted({*of[left_out[0]], *of[left_out[1]]}), int) for of in (self.en, self.zh))
        own_en, own_zh = ({i: _among(every, of[i]) for i in left_out} for every, of in ((en, self.en), (zh, self.zh)))
        beside = self.beside[np.ix_(en, zh)].astype(float) - sum(np.outer(own_en[i], own_zh[i]) for i in left_out)
        many_en, many_zh = self.in_en[en] - sum(own_en.values()), self.in_zh[zh] - sum(own_zh.values())
        together = 2 * beside / (many_en[:, None] + many_zh + 1)
        rare_en, rare_zh = (np.log((self.size + 1) / (many + 1)) for many in (many_en, many_zh))

        def said(i: int, j: int) -> float:
            found, e, z = together[np.ix_(own_en[i], own_zh[j])], rare_en[own_en[i]], rare_zh[own_zh[j]]
            if not found.size:
                return 0.0
            return 4 * float(e @ found.max(1) / np.sqrt(e @ e) + z @ found.max(0) / np.sqrt(z @ z))

        return said


def _among(every, own: list[int]):
    """Which numbers of a list in order, (number,), are some of them: `np.isin` takes ten times as long on so few."""
    found = np.zeros(len(every), bool)
    found[np.searchsorted(every, own)] = True
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _numbered(texts: list[set[str]]):
    """The words of each text by their numbers, of those in two texts or more, and the same as a matrix."""
    counts = Counter(word for text in texts for word in text)
    numbers = {word: at for at, word in enumerate(word for word, count in counts.items() if count > 1)}
    found = [sorted(numbers[word] for word in text if word in numbers) for text in texts]
    ends = np.cumsum([0, *map(len, found)])
    flat = np.array([number for text in found for number in text])
    matrix = scipy.sparse.csr_matrix((np.ones(len(flat), np.int16), flat, ends), (len(texts), len(numbers)))
    return found, matrix


def signs(en: str, zh: str) -> float:
    """What two languages write alike: slots and their digits, code, numbers, stops, names in Latin, length."""
    plain = [FILLED.sub("XX", text) for text in (en, zh)]
    slots, order, code, digits = (
        [read(text) for text in (en, zh)]
        for read in (
            lambda text: Counter(re.findall(r"\{[^{}]*\}", text)),
            lambda text: SLOT.findall(text),
            lambda text: Counter(re.findall("`[^`]*`", text)),
            lambda text: set(re.findall(r"\d+", FILLED.sub("", text))),
        )
    )
    same = 2.0 * sum(one == other for one, other in (slots, code, digits)) + 0.2 * (order[0] == order[1])
    stops = 0.6 * sum(bool(re.search(one, en)) == bool(re.search(other, zh)) for one, other in SIGNS)
    latin = set(re.findall("[A-Za-z]{2,}", FILLED.sub("", zh)))
    named = sum(1 if name in en else -1 for name in latin)
    return same + stops + named - 1.5 * abs(log((len(plain[0]) + 6) / (CHARACTERS * len(plain[1]) + 6)))
