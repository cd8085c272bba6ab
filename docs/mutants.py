"""Write mutants.md and mutants.zh.md from the results of `make mutants`: python docs/mutants.py."""

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
        "what": "`make mutants` draws faults by a seed over the package outside `plan/` (a sign, an operator, a "
        "constant, a comparison, a unit), makes each in a copy, and runs the tests that run its line. "
        "It goes on where it stopped, and a fault is tried again once its module has changed. "
        "Tests that take longest are left out of a run, so what is noticed here is noticed by the quicker ones.",
        "count": "{tried} of the {drawn} faults drawn have been tried: {noticed} were noticed ({share:.0f} %).",
        "aim": "The aim is 100 faults and 85 %; until all are tried, neither is shown.",
        "table": "| room | tried | noticed |",
        "left": "## What was not noticed",
        "rows": "| where | fault | tests | why |",
        "none": "not looked into yet",
    },
    "zh": {
        "head": "# 测试能否发现差错？",
        "what": "`make mutants` 按随机种子在 `plan/` 以外的代码中抽取人为差错（正负号、运算、常数、比较、单位），"
        "逐一置入副本，只运行覆盖该行的测试。中断后可续跑；模块改动后，该处差错重新检验。"
        "耗时最长的测试不在其内，因此此处“发现”均由较快的测试作出。",
        "count": "抽取{drawn}处差错，已检验{tried}处，发现{noticed}处（{share:.0f}%）。",
        "aim": "目标为100处、发现率85%；全部检验之前，两项均未得到证明。",
        "table": "| 模块 | 已检验 | 已发现 |",
        "left": "## 未被发现的差错",
        "rows": "| 位置 | 差错 | 测试数 | 原因 |",
        "none": "尚未查明",
    },
}


def latest() -> list[dict[str, str]]:
    """The last result of each fault, in the order of the tree."""
    with (ROOT / "mutants" / "results.csv").open(encoding="utf-8", newline="") as stream:
        found = {row["key"]: row for row in csv.DictReader(stream) if row["outcome"] in SETTLED}
    return sorted(found.values(), key=lambda row: (row["path"], int(row["line"]), row["key"]))


def reasons() -> dict[str, dict[str, str]]:
    """Key of a fault that is not noticed -> why, in both languages."""
    with (ROOT / "mutants" / "reasons.csv").open(encoding="utf-8", newline="") as stream:
        return {row["key"]: row for row in csv.DictReader(stream)}


def page(language: str, drawn: int = 120) -> str:
    """The page as Markdown."""
    words, rows, why = WORDS[language], latest(), reasons()
    noticed = [row for row in rows if row["outcome"] == "noticed"]
    told = {"drawn": drawn, "tried": len(rows), "noticed": len(noticed), "share": 100 * len(noticed) / len(rows)}
    short = len(rows) < 100 or told["share"] < 85
    lines = [
        words["head"],
        "",
        words["what"],
        "",
        words["count"].format(**told),
        *([words["aim"]] if short else []),
        "",
    ]
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


def _room(row: dict[str, str]) -> str:
    return row["path"].split("/")[0].removesuffix(".py")


if __name__ == "__main__":
    for language, name in PAGES.items():
        Path(__file__).with_name(name).write_text(page(language), encoding="utf-8")
