"""Every sentence that the package asks for exists, and no sentence for readers stands outside the room of language."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path

import relode
from relode.diagnosis.profiles.place_profile import shown
from relode.language import LANGUAGES, sentence, sentence_keys
from relode.panel import derivations
from relode.pathways.chains.base_rates import OUTCOMES

SOURCE = Path(str(files(relode)))
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "language" not in path.relative_to(SOURCE).parts)
KEYS = frozenset(sentence_keys())
ASKED_BY = {"say": "", "plain": "", "sentence": "", "Sentence": "", "RelodeError": "errors.", "Column": ""}
CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")

# Punctuation that joins parts of a line differently in each language, and one docstring about input in Chinese.
CJK_ALLOWED = {
    ("pathways/industries/concordance.py", "、"),  # parts the words of a zone
    ("charts/beside.py", "，"),
    ("pathways/industries/concordance.py", "、"),  # parts the industries of a published cell
    ("report/pieces.py", "（"),
    ("report/pieces.py", "至"),
    ("report/pieces.py", "）"),
}
ANY = r"[^.]+(?:\.[^.]+)*"


def here(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def patterns(node: ast.expr) -> list[str] | None:
    """Regular expressions for what a string expression may be; None where it is not written here."""
    if isinstance(node, ast.Constant):
        return [re.escape(node.value)] if isinstance(node.value, str) else None
    if isinstance(node, ast.IfExp):
        both = [patterns(node.body), patterns(node.orelse)]
        return [p for side in both for p in side or [ANY]]
    if isinstance(node, ast.JoinedStr):
        parts = [patterns(part) or [ANY] for part in node.values]
        return ["".join(combination) for combination in product(*parts)]
    return patterns(node.value) if isinstance(node, ast.FormattedValue) else None


def asked(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for pattern in (patterns(node.args[0]) or []) if called in ASKED_BY else []:
                if called != "say" or "." in pattern:  # an error says itself in a language, without a key
                    yield node.lineno, re.escape(ASKED_BY[called]) + pattern


def beginning(pattern: str) -> Iterator[str]:
    """Keys that begin as a pattern does; of one that leaves nothing open the key itself, if it is there."""
    start, opened, _ = pattern.partition(ANY)
    literal = re.sub(r"\\(.)", r"\1", start)
    return (key for key in (KEYS if opened else {literal} & KEYS) if key.startswith(literal))


def unsaid(patterns_of_a_file: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(line, p) for line, p in patterns_of_a_file if not any(re.fullmatch(p, key) for key in beginning(p))]


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string that is neither a docstring nor the `Doc` of a field."""
    nodes = list(ast.walk(tree(path)))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    docs = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "Doc"]
    docstrings |= {id(each) for node in docs for each in ast.walk(node)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def is_prose(text: str) -> bool:
    """Four lower-case words in a row, or three that end like a sentence."""
    return bool(re.search(r"(?:[a-z]{2,},? ){3}[a-z]{2,}|(?:[a-z]{2,} ){2}[a-z]+[.!?]$", text))


def test_every_sentence_that_a_module_asks_for_exists():
    found = {here(path): unsaid(asked(path)) for path in MODULES}
    assert {path: keys for path, keys in found.items() if keys} == {}


def test_the_search_finds_what_is_asked_for_and_what_does_not_exist(tmp_path):
    module = tmp_path / "module.py"
    module.write_text(
        "say('cli.of', x)\nsay(f'errors.{a}', x)\nsay('cli.nonsense', x)\n"
        "RelodeError('unknown_place')\nRelodeError('no_such')\n"
        "Sentence(f\"findings.excess.{'above' if a else 'over'}\")\n"
    )
    assert len(list(asked(module))) == 7
    assert [line for line, _ in unsaid(asked(module))] == [3, 5, 6]


def test_every_sentence_that_the_report_page_asks_for_exists():
    page = (SOURCE / "report" / "report.html.j2").read_text(encoding="utf-8")
    found = re.findall(r"""(?:say|plain)\(\s*["']([a-z0-9_.]+)["']\s*(~?)""", page)
    assert len(found) > 30
    assert [key for key, more in found if not more and key not in KEYS] == []
    assert [key for key, more in found if more and not any(other.startswith(key) for other in KEYS)] == []


def test_every_key_that_is_put_together_at_run_time_exists():
    operations = {derivation.operation for derivation in derivations().values()} | {
        *("published", "province", "nation", "all_places"),
        *("location_quotient", "employment_entropy", "employment_herfindahl_index"),
    }
    reasons = {"no_census", "area_not_comparable", "not_on_coal_list", "county_level", "not_in_source"}
    keys = {f"cli.operation.{operation}" for operation in operations}
    keys |= {f"report.missing.{reason}" for reason in reasons}
    keys |= {f"charts.base_rates.{outcome}" for outcome in OUTCOMES}
    keys |= {f"charts.groups.{group}" for group in ("peers", "type")}
    keys |= {f"report.theme.{item.theme}" for item in shown()}
    assert keys - KEYS == set()


def test_no_module_outside_language_holds_chinese():
    # Names and units that people type are read there, and full stops taken off; nothing is said.
    silent = [path for path in MODULES if here(path) not in ("places/lookup.py", "errors.py", "decisions/options.py")]
    found = {(here(path), c) for path in silent for c in CJK.findall(path.read_text(encoding="utf-8"))}
    assert found - CJK_ALLOWED == set()


def test_no_module_outside_language_holds_an_english_sentence():
    assert [(here(path), line, text) for path in MODULES for line, text in literals(path) if is_prose(text)] == []


def test_the_search_knows_a_sentence_from_a_key():
    assert is_prose("The table has no rows at all")
    assert is_prose("it was not found.")
    assert not is_prose("findings.people.lost_lost")
    assert not is_prose("Noto Sans CJK SC, sans-serif")


def fields(text: str) -> list[str]:
    """Names of the places that a sentence leaves open; what cannot be parsed has one without a name."""
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return [""]


def test_every_sentence_can_be_parsed_and_names_its_placeholders():
    said = {(key, language): fields(sentence(key, language)) for key in KEYS for language in LANGUAGES}
    assert len(said) > 3000
    assert {key: names for key, names in said.items() if not all(name.isidentifier() for name in names)} == {}


def test_a_sentence_with_a_lone_brace_or_a_place_without_a_name_is_told():
    assert fields("{people} of {city}") == ["people", "city"]
    for text in ("of {", "of }", "of {}", "of {0}"):
        assert not all(name.isidentifier() for name in fields(text)), text


def test_chinese_sentences_are_chinese_and_english_ones_hold_no_chinese():
    words = [key for key in KEYS if not key.startswith("units.")]
    assert [key for key in words if CJK.search(sentence(key, "en")) and key != "report.other_language"] == []
    plain = [key for key in words if re.sub(r"\{[^}]*\}|[\W\d_]", "", sentence(key, "zh"))]
    assert [key for key in plain if not CJK.search(sentence(key, "zh")) and key != "report.other_language"] == []


def unraised(keys: Iterator[str], texts: list[str]) -> list[str]:
    """Keys of errors that no text names, whole or up to what is put together where it is refused."""
    named = {word for text in texts for word in re.findall(r"[\w.]+", text)}
    begun = tuple(
        start for text in texts for start in re.findall(r'(?:Error|refuse\w*)\((?:\w+ or )?\s*f"([\w.]+)\{', text)
    )
    return [key for key in keys if key not in named and not key.startswith(begun)]


def test_every_error_is_raised_somewhere():
    errors = [key.removeprefix("errors.") for key in sorted(KEYS) if key.startswith("errors.")]
    root = Path(__file__).parents[2]
    files = [path for top in (SOURCE, root / "studies") for path in top.rglob("*") if path.suffix in (".py", ".csv")]
    texts = [path.read_text(encoding="utf-8") for path in [*files, root / "tests" / "model" / "policy_case.py"]]
    assert unraised(iter(errors), texts) == []
    raised = ['RelodeError("plan.bounds")', 'RelodeError(f"plan.unknown_{what}")']
    assert unraised(iter(("plan.bounds", "plan.unknown_year", "plan.search")), raised) == ["plan.search"]
