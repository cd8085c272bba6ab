"""Every command answers, or refuses in words, in a build without the sources that state no licence."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from relode.facts.licences import unstated_sources

ROOT = Path(__file__).parents[2]
ANSWERS = {
    "cities": ("cities",),
    "diagnose": ("diagnose", "hegang"),
    "pathways": ("pathways", "hegang"),
    "explain": ("explain", "hegang", "population", "2020"),
    "outlook": ("outlook", "hegang"),
    "evaluate": ("evaluate", "declining_2013"),
    "template": ("template", "own.xlsx"),
}
NO_VERDICT = 3
"""The exit code where the data give no answer."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A copy of the package, as a wheel lays it down."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "src" / "relode", folder / "relode", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def built_without(hook, site, tmp_path, monkeypatch):
    """Makes the copy what the build hook makes of the package without some sources, for one test."""
    kept = {}

    # That the tables can be read is not asked here: it would take as long as all answers.
    monkeypatch.setattr(hook, "refuse_what_cannot_be_read", lambda _: None)

    def built_without(sources):
        monkeypatch.setenv("RELODE_DROP_SOURCES", ",".join(sources))
        making = hook.DropSources(str(ROOT), {}, None, None, str(tmp_path), "wheel")
        replaced = {"force_include": {}}
        making.initialize("standard", replaced)
        for made, inside in replaced["force_include"].items():
            kept[site / inside] = (site / inside).read_bytes()
            shutil.copyfile(made, site / inside)
        making.finalize("standard", replaced, "")

    yield built_without
    for path, content in kept.items():
        path.write_bytes(content)


ASK = """
import contextlib, functools, io, json, sys

for line in sys.stdin:
    for name in [name for name in sys.modules if name.partition(".")[0] == "relode"]:
        del sys.modules[name]
    import relode.panel
    from relode.cli import main

    once = functools.cache(relode.panel.load)
    relode.panel.load = lambda overrides=(): once(tuple(overrides))

    told = {"where": relode.__file__}
    for name, words in json.loads(line).items():
        out, error = io.StringIO(), io.StringIO()
        sys.argv = ["relode", *words]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            try:
                main()
                code = None
            except SystemExit as end:
                code = end.code
        told[name] = [code, out.getvalue(), error.getvalue()]
    print(json.dumps(told), flush=True)
"""
"""One process for all builds, which saves loading the libraries for each: the package itself is loaded anew, with all
that it read and kept. All commands of a build share its panel. Another exception than an exit ends the process."""


@pytest.fixture(scope="module")
def process(site, tmp_path_factory):
    """The process that asks the copy, in a folder of its own, `cwd`."""
    folder = tmp_path_factory.mktemp("asked")
    environment = {**os.environ, "PYTHONPATH": str(site), "RELODE_LANGUAGE": "en"}
    command = [sys.executable, "-c", ASK]
    with (
        (folder / "errors").open("w") as errors,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment,
            cwd=folder,
        ) as process,
    ):
        process.folder = folder
        yield process
        process.stdin.close()


def asked(process, site, commands):
    """Command -> exit code, answer and errors, from the copy."""
    assert process.poll() is None, "a command of an earlier build ended the process"
    print(json.dumps(commands), file=process.stdin, flush=True)
    line = process.stdout.readline()
    if not line:
        process.wait()
        pytest.fail((process.folder / "errors").read_text())
    told = json.loads(line)
    assert Path(told.pop("where")).is_relative_to(site)
    return told


UNSTATED = tuple(unstated_sources())
BUILDS = (*(UNSTATED[at::5] for at in range(5)), UNSTATED)
"""Five sources at once: without them no command is refused, so that none hides what another's absence does."""


@pytest.mark.slow
@pytest.mark.parametrize("dropped", BUILDS, ids=lambda of: "-".join(of) if len(of) < len(UNSTATED) else "all")
def test_without_sources_that_state_no_licence_each_command_answers_or_refuses_in_words(
    built_without, process, site, dropped
):
    built_without(dropped)
    refused = {}
    for name, (code, out, error) in asked(process, site, ANSWERS).items():
        assert not re.search(r": \.|\(\)|\bnan\b", out + error), f"{name} says an empty list or no number: {out}{error}"
        if code:
            refused[name] = code
            assert error.strip().endswith("."), name
        elif name == "template":
            written = process.folder / "own.xlsx"
            assert written.stat().st_size > 10_000
            written.unlink()
        else:
            assert len(out.splitlines()) > 5, name
    assert refused == {}
