"""Write mutants.md and mutants.zh.md from the results of `make mutants`: python docs/noticed_faults.py."""

import csv
from collections import Counter
from pathlib import Path

SETTLED = ("noticed", "survived", "not run by any test")
"""What became of a fault; anything else says that its tests could not be asked."""
ROOT = Path(__file__).parents[1]
PAGES = {"en": "mutants.md", "zh": "mutants.zh.md"}
WORDS = {
    "en": {
        "head": "# Do the tests notice a fault?",
        "what": "`make mutants` draws faults by a seed over the package (a sign, an operator, a constant, a "
        "comparison, a unit), makes each in a copy, and runs the tests that run its line; where the tests of a room "
        "have not been watched, the files that name its module, or a module that does. "
        "It goes on where it stopped, and a fault is tried again once its module has changed. "
        "Tests that take longest are left out of a run, so what is noticed here is noticed by the quicker ones.",
        "draws": "| draw (seed) | tried | noticed at first | noticed now |",
        "count": "What is noticed now counts the tests that were written for survivors, so it is no evidence of what "
        "the tests notice elsewhere: the next draw tells that.",
        "aim": "The aim is 100 faults of one draw and 85 % of them noticed at first: the last draw does not meet it.",
        "table": "| room | tried | noticed |",
        "left": "## What was not noticed",
        "rows": "| where | fault | tests | why |",
        "none": "not looked into yet",
    },
    "zh": {
        "head": "# 测试能否发现差错？",
        "what": "`make mutants` 按随机种子在代码中抽取人为差错（正负号、运算、常数、比较、单位），"
        "逐一置入副本，只运行覆盖该行的测试；尚无覆盖记录的模块，则运行直接或间接引用该模块的测试文件。中断后可续跑；模块改动后，该处差错重新检验。"
        "耗时最长的测试不在其内，因此此处“发现”均由较快的测试作出。",
        "draws": "| 抽样（种子） | 已检验 | 首次发现 | 目前发现 |",
        "count": "“目前发现”含为遗漏的差错补写的测试，不能说明测试在别处的发现能力，这要看下一次抽样。",
        "aim": "目标为每次抽样100处、首次发现率85%：最近一次抽样尚未达到。",
        "table": "| 模块 | 已检验 | 已发现 |",
        "left": "## 未被发现的差错",
        "rows": "| 位置 | 差错 | 测试数 | 原因 |",
        "none": "尚未查明",
    },
}


def results() -> list[dict[str, str]]:
    """Every result that says what became of a fault, in the order in which they came."""
    with (ROOT / "mutants" / "results.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    # A test that fails without the fault too has noticed nothing.
    void = {(row["key"], row["noticed_by"]) for row in found if row["outcome"] not in SETTLED}
    return [row for row in found if row["outcome"] in SETTLED and (row["key"], row["noticed_by"]) not in void]


def latest() -> list[dict[str, str]]:
    """The last result of each fault, in the order of the tree."""
    found = {row["key"]: row for row in results()}
    return sorted(found.values(), key=lambda row: (row["path"], int(row["line"]), row["key"]))


def reasons() -> dict[str, dict[str, str]]:
    """Key of a fault that is not noticed -> why, in both languages."""
    with (ROOT / "mutants" / "reasons.csv").open(encoding="utf-8", newline="") as stream:
        return {row["key"]: row for row in csv.DictReader(stream)}


def page(language: str) -> str:
    """The page as Markdown."""
    words, rows, why = WORDS[language], latest(), reasons()
    at_first = {row["key"]: row["outcome"] for row in reversed(results())}
    lines = [words["head"], "", words["what"], "", words["draws"], "| --- | --- | --- | --- |"]
    for seed in dict.fromkeys(row["seed"] for row in results()):
        drawn = [row for row in rows if row["seed"] == seed]
        first = sum(at_first[row["key"]] == "noticed" for row in drawn)
        now = sum(row["outcome"] == "noticed" for row in drawn)
        lines.append(f"| {seed} | {len(drawn)} | {_of(first, drawn)} | {_of(now, drawn)} |")
    short = len(drawn) < 100 or first < 0.85 * len(drawn)
    lines += ["", words["count"], *([words["aim"]] if short else []), ""]
    noticed = [row for row in rows if row["outcome"] == "noticed"]
    of, seen = Counter(_room(row) for row in rows), Counter(_room(row) for row in noticed)
    lines += [
        words["table"],
        "| --- | --- | --- |",
        *(f"| {room} | {of[room]} | {seen[room]} |" for room in sorted(of)),
    ]
    lines += ["", words["left"], "", words["rows"], "| --- | --- | --- | --- |"]
    for row in rows:
        if row["outcome"] != "noticed":
            fault = f"`{row['before']}` → `{row['after']}`".replace("|", "\\|")
            reason = why.get(row["key"], {}).get(language) or words["none"]
            lines.append(f"| {row['path']}, {row['function'] or '-'} | {fault} | {row['tests']} | {reason} |")
    return "\n".join(lines) + "\n"


def _of(some: int, all_of: list[dict[str, str]]) -> str:
    return f"{some} ({100 * some / len(all_of):.0f} %)"


def _room(row: dict[str, str]) -> str:
    return row["path"].split("/")[0].removesuffix(".py")


if __name__ == "__main__":
    for language, name in PAGES.items():
        Path(__file__).with_name(name).write_text(page(language), encoding="utf-8")
