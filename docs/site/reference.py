"""The reference of public functions and classes, from their docstrings."""

import importlib
import inspect
import re
from types import ModuleType

ROOMS = (
    *("panel", "places", "diagnosis", "pathways", "outlook", "measures", "model", "calibration", "evidence", "plan"),
    *("charts", "report", "runs", "facts", "vocabulary", "language"),
)
HEADS = {
    "en": "# Reference: what can be called from Python\n\n`import relode as rl`; a room loads when it is first used. "
    "Docstrings say meaning, shapes, units, errors and sources. A place may be given by its name. "
    "In examples `panel` is `rl.panel.load()`; every example is run by a test.\n",
    "zh": "# 参考：可以从 Python 调用什么\n\n`import relode as rl`；各部分在首次使用时载入。"
    "说明文字取自源代码（英文），写明含义、数组形状、单位、错误和来源。地方可以直接用名称指定。"
    "示例中的`panel`即`rl.panel.load()`；所有示例都由测试运行。\n",
}


def page(language: str) -> str:
    """The page as Markdown."""
    return HEADS[language] + "".join(map(room, ROOMS))


def room(name: str) -> str:
    """A room: what it is for, and its public names."""
    module = importlib.import_module(f"relode.{name}")
    parts = [entry(f"rl.{name}.{key}", found) for key, found in public(module).items()]
    return f"\n## rl.{name}\n\n{prose(module)}\n" + "".join(parts)


def public(module: ModuleType) -> dict[str, object]:
    """Functions and classes of a room that have a docstring of their own: of `__all__`, else those that it defines."""
    names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    found = {name: getattr(module, name) for name in names}
    kept = {n: f for n, f in found.items() if inspect.isfunction(f) or inspect.isclass(f) or hasattr(f, "__wrapped__")}
    return {name: each for name, each in sorted(kept.items()) if each.__module__.startswith("relode")}


def entry(path: str, found: object) -> str:
    """One function or class: name, signature, docstring."""
    try:
        signature = str(inspect.signature(found))
    except ValueError:
        signature = ""
    shown = re.sub(r"relode\.[a-z_.]*\.(?=[A-Za-z])", "", signature).replace("numpy.ndarray", "Array")
    return f"\n### {path.removeprefix('rl.')}\n\n```python\n{path}{shown}\n```\n\n{prose(found)}\n"


def prose(found: object) -> str:
    """The docstring as Markdown: lists and indented lines as they stand."""
    text = inspect.getdoc(found) or ""
    text = re.sub(r"::\n\n((?:    .*\n?|\n)+)", lambda m: ":\n\n" + fenced(m[1], "text"), text)
    text = re.sub(r"(?m)^(Examples?):\n((?:    .*\n?)+)", lambda m: f"{m[1]}:\n\n{fenced(m[2], 'pycon')}", text)
    parts = re.split(r"(?s)(```.*?```)", text)
    parts[::2] = [re.sub(r"(?<!`)([<$])", r"\\\1", part) for part in parts[::2]]
    return "".join(parts)


def fenced(text: str, kind: str) -> str:
    """Indented lines as a block of code."""
    return f"```{kind}\n{inspect.cleandoc(text)}\n```\n"
