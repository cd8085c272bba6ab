"""Parse, call, print."""

import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, cast

import typer
from typer.exceptions import TyperException

from relode.allocator import one_pool
from relode.cli.city_commands import cities, diagnose, explain, needs, outlook, pathways
from relode.cli.deal_commands import appraise
from relode.cli.options import Speak
from relode.cli.own_commands import check, country, export, template
from relode.cli.past_commands import backcast, evaluate, evidence
from relode.cli.planning_commands import brief, fund, mcp, monitor, plan, replay, report, serve, trial
from relode.cli.simulator_commands import simulate
from relode.errors import NoVerdict, RelodeError
from relode.language import Language, choose_language, has_sentence, say


def main() -> None:
    """Entry point of the command `relode`: exit code 2 for bad input, 3 where the data give no answer."""
    # One answer and the process ends: looking for reference cycles among a million texts is time lost.
    gc.disable()
    # Matrices are small here: threads of OpenBLAS wait for each other longer than they compute, and sums would depend
    # on how many there are.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    one_pool()
    # Where they are installed xarray loads dask, half a second, and pandas pyarrow, 60 MB, both for nothing;
    # `runs.cluster`, which uses dask, shows it again.
    for library, loader in (("dask", "xarray"), ("pyarrow", "pandas")):
        if loader not in sys.modules:  # once it is loaded it knows that the other is there and fails without it
            sys.modules.setdefault(library, cast(Any, None))
    _write_both_languages()
    sys.argv[1:] = _options_behind_command(sys.argv[1:])
    language = _asked_language(sys.argv[1:])
    try:
        command, *options = sys.argv[1:] or [""]
        for name in (command, *(f"{command} {option.partition('=')[0]}" for option in options)):
            if name in GONE:
                raise RelodeError("command_gone", name=name, now=GONE[name])
        sys.exit(build(language)(standalone_mode=False) or 0)
    except RelodeError as error:
        print(error.say(language), file=sys.stderr)
        sys.exit(3 if isinstance(error, NoVerdict) else 2)
    except TyperException as error:
        words = sys.argv[1:]
        print(_not_parsed(error, words).say(language) if words else error.message, file=sys.stderr)
        sys.exit(2)


def _not_parsed(error: TyperException, words: Sequence[str]) -> RelodeError:
    """What the parser refused, in words of this project: its own messages are English alone."""
    kind, told = type(error).__name__, vars(error)
    command = " ".join(("relode", *(words[:1] if words[0] in {each.__name__ for each in COMMANDS} else ())))
    match kind:
        case "MissingParameter":
            return RelodeError("command_needs", command=command, name=told["param"].metavar)
        case "NoSuchOption" if near := told["possibilities"]:
            return RelodeError("no_such_option_near", command=command, option=told["option_name"], near=", ".join(near))
        case "NoSuchOption":
            return RelodeError("no_such_option", command=command, option=told["option_name"])
        case "BadParameter":
            return RelodeError("option_value", command=command, option=told["param"].opts[0])
        case "BadOptionUsage" if "requires" in error.message:
            return RelodeError("option_lacks", command=command, option=told["option_name"])
        case "BadOptionUsage":
            return RelodeError("option_alone", command=command, option=told["option_name"])
        case _ if command == "relode":
            return RelodeError("no_such_command", name=words[0])
        case _:
            extra = error.message.partition("(s) (")[2].removesuffix(")")
            return RelodeError("too_many_words", command=command, words=extra)


CHINESE = "\N{CJK UNIFIED IDEOGRAPH-9E64}\N{CJK UNIFIED IDEOGRAPH-5C97}"
"""Two Chinese characters: what a code page must be able to write."""


def _write_both_languages() -> None:
    """Where the code page of the system lacks Chinese, write UTF-8: a pipe of Windows would end with an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            try:
                CHINESE.encode(stream.encoding)
            except UnicodeEncodeError:
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors="backslashreplace")  # single signs that a Chinese code page lacks


COMMANDS: tuple[Callable[..., None], ...] = (
    cities, diagnose, pathways, country, template, check, export, explain, appraise, plan, brief, fund, report,
    replay, simulate, outlook, needs, backcast, evaluate, evidence, trial, monitor, serve, mcp,
)  # fmt: skip
"""In the order of the help."""

GONE = {
    "country --bonds": "relode country FOLDER PLACE --chapter outlook",
    "country --budget": "relode country FOLDER PLACE --chapter outlook",
    "country --futures": "relode country FOLDER PLACE --chapter outlook",
    "country --granted": "relode country FOLDER PLACE --chapter outlook",
    "country --horizon": "relode country FOLDER PLACE --chapter outlook",
    "plan --futures": "relode simulate CITY --futures N",
    "plan --keep": "relode outlook CITY",
    "plan --policy": "relode simulate CITY --policy FILE",
    "plan --resume": "relode plan CITY",
    "plan --threshold": "relode outlook CITY",
    "simulate --why": "relode simulate CITY --policy FILE",
    "country --propose": "relode template FOLDER/country.toml",
    "ensemble": "relode simulate",
    "deals": "relode appraise FILE --ledger LEDGER.csv",
    "examine": "relode evidence",
    "fit": "python -m studies run posteriors",
    "measures": "relode country FOLDER PLACE --chapter diagnosis",
    "pathways --table": "relode country FOLDER PLACE --chapter pathways",
    "registry": 'relode country FOLDER (country.toml: [establishments] kind = "firms")',
    "review": "relode appraise WORKBOOK",
    "track": "relode monitor",
}
"""Commands and options of earlier versions -> what does it now."""


def build(language: Language) -> Any:
    """The command line with its help, and that of every option, in `language`."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback(help=say("cli.help.relode", language))(whole)
    for command in COMMANDS:
        app.command(command.__name__, help=say(f"cli.help.{command.__name__}", language))(command)
    commands: Any = typer.main.get_command(app)
    for name, command in (("relode", commands), *commands.commands.items()):
        for each in command.params:
            special = f"cli.option.{name}_{each.name}"
            key = special if has_sentence(special) else f"cli.option.{each.name}"
            each.help = say(key, language)
    return commands


def _say_version(asked: bool) -> None:
    if asked:
        from relode import __version__
        from relode.facts import fingerprint

        print(f"relode {__version__}, facts {fingerprint()[:12]}")
        raise typer.Exit


def whole(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, show_default=False)
    ] = False,
    language: Speak = None,
) -> None:
    """What stands before any command."""


def _options_behind_command(words: Sequence[str]) -> list[str]:
    """`--data FILE` and `--language zh` before the command are the same as behind it."""
    first = 0
    while words[first : first + 1] in (["--data"], ["--language"]):
        first += 2
    command = words[first : first + 1]
    return [*words[first:], *words[:first]] if command and not command[0].startswith("-") else list(words)


def _asked_language(arguments: Sequence[str]) -> Language:
    """The language of help and errors, before anything is parsed."""
    for i, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return choose_language(argument.removeprefix("--language="))
        if argument == "--language" and i + 1 < len(arguments):
            return choose_language(arguments[i + 1])
    return choose_language(None)
