"""Run a module or a script and write down which files of the folder where it runs it opened to read.

python -m studies.traced LIST MODULE [ARGUMENT ...]
"""

import os
import runpy
import sys
from pathlib import Path
from typing import Any

KINDS = (".csv", ".toml", ".npz", ".json", ".md", ".css", ".j2", ".xz")


def traced(listed: Path, module: str, arguments: list[str]) -> None:
    """Run it; `listed` gets a path below the repository a line."""
    opened: set[str] = set()
    top = f"{Path.cwd()}/"

    def hook(event: str, details: tuple[Any, ...]) -> None:
        if event != "open" or isinstance(details[0], int):
            return
        path = os.path.abspath(os.fsdecode(details[0]))  # noqa: PTH100 - follows no link, takes ".." out
        mode = details[1] if isinstance(details[1], str) else "r"
        below = path.removeprefix(top)
        if path.startswith(top) and "r" in mode and path.endswith(KINDS) and not below.startswith((".", "studies/")):
            opened.add(below)

    sys.addaudithook(hook)
    sys.argv = [module, *arguments]
    if module.endswith(".py"):
        sys.path.insert(0, str(Path(module).parent.resolve()))
        runpy.run_path(module, run_name="__main__")
    else:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    listed.write_text("\n".join(sorted(opened)), encoding="utf-8")


if __name__ == "__main__":
    traced(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
