"""Run the commands that an assistant calls: each as a child process, its record stored until the server ends."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from relode.errors import RelodeError
from relode.language import Language
from relode.mcp.tools import AssistantTool, FileDesk

AT_ONCE, MOST_WAITING = 2, 12
"""Commands that run at once, and calls that may wait."""
PATIENCE = 45.0
"""Seconds after which a call answers that its command still runs: assistants give up after a minute."""
MOST_STORED = 40


class Refusal(Exception):
    """What a command refused, in its own words; `code`: 2 for bad input, 3 where the data give no answer."""

    def __init__(self, said: str, code: int) -> None:
        super().__init__(said)
        self.code = code


class Calls:
    """Commands that run or have ended, by their command line. Results are written below `runs`."""

    def __init__(self, runs: Path, files: Path | None) -> None:
        self._made = TemporaryDirectory(prefix="relode-mcp-")
        self.desk = FileDesk(files, Path(self._made.name))
        self._runs = runs.absolute()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._known: dict[tuple[str, ...], asyncio.Task[dict[str, Any]]] = {}
        self._waiting = 0

    async def record(self, tool: AssistantTool, given: Mapping[str, Any], language: Language) -> dict[str, Any] | None:
        """The record that a command prints with --json; None while it still runs.

        A call with the same arguments waits for the same command. Raises Refusal for what the command refuses,
        RelodeError where too many calls wait.
        """
        words = tool.words(tool.read(given), self.desk)
        where = [f"--output={self._runs}"] if tool.has_folder else []
        line = (words[0], "--json", f"--language={language}", *where, *words[1:])
        if self._waiting >= MOST_WAITING:
            raise RelodeError("mcp.busy", calls=self._waiting)
        if line not in self._known:
            for old in [each for each, task in self._known.items() if task.done()][: len(self._known) - MOST_STORED]:
                del self._known[old]
            self._known[line] = asyncio.ensure_future(self._run(line))
        task = self._known[line]
        self._waiting += 1
        try:
            await asyncio.wait({task}, timeout=PATIENCE)
        finally:
            self._waiting -= 1
        if not task.done():
            return None
        if task.exception() is not None:
            del self._known[line]  # a file may be mended, a folder made
        return task.result()

    def files_of(self, tool: AssistantTool, given: Mapping[str, Any]) -> list[Path]:
        """Files that a call names or brings."""
        words = tool.words(tool.read(given), self.desk)
        paths = [Path(word.partition("=")[2] if word.startswith("--") else word) for word in words]
        return [path for path in paths if path.is_absolute() and path.is_file()]

    async def _run(self, line: tuple[str, ...]) -> dict[str, Any]:
        async with self._places:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "relode", *line, cwd=self.desk.made, env={**os.environ, "PYTHONSAFEPATH": "1"},
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            try:
                out, said = await child.communicate()
            finally:
                if child.returncode is None:
                    child.kill()
        if child.returncode:
            raise Refusal(said.decode("utf-8", "replace").strip()[-2000:], child.returncode)
        result: dict[str, Any] = json.loads(out)
        return result

    async def close(self) -> None:
        """Stop what runs; folders that were written stay."""
        for task in self._known.values():
            task.cancel()
        await asyncio.gather(*self._known.values(), return_exceptions=True)
        self._made.cleanup()
