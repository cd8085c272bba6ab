"""Tools for an assistant, generated from the commands: name, help and parameters of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from os.path import realpath
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, create_model

from relode.errors import RelodeError

SERVED = ("cities", "diagnose", "pathways", "outlook", "needs", "explain", "evidence", "evaluate", "simulate",
          "appraise", "plan", "fund", "trial", "monitor", "country")  # fmt: skip
"""Commands that an assistant may call: those that answer with a record."""
LEFT_OUT = ("as_json", "language", "output", "annex", "docx", "template", "report", "resume")
"""Parameters that no assistant sets: where and how results are written."""
MOST_LETTERS = 60_000
"""Letters of all that one call is given, with the texts of its files."""
Text = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^-/\\\x00-\x1f][^/\\\x00-\x1f]*$"),
]
"""A value for a command, a number as its digits: no path and no option."""


class InlineFile(BaseModel):
    """A file that is given with the call."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: Annotated[str, StringConstraints(max_length=60, pattern=r"^\w[\w.-]*\.(toml|csv)$")]
    text: str


@dataclass(frozen=True)
class AssistantTool:
    """A command as a tool. `parameters`: those of the command line that an assistant may set; `has_folder`: whether it
    writes a folder of results.
    """

    name: str
    about: str
    parameters: tuple[Any, ...]
    has_folder: bool

    @cached_property
    def arguments(self) -> type[BaseModel]:
        """What may be given, as a model with a field for each parameter."""
        fields: dict[str, Any] = {}
        for each in self.parameters:
            kind = _kind(each)
            ends = {} if each.type_descriptor.annotation is not int else {"ge": each.min, "le": each.max}
            fields[each.name] = (
                (kind, Field(description=each.help))
                if each.required
                else (kind | None, Field(None, description=each.help, **ends))
            )
        fields |= {
            "language": (Literal["en", "zh"] | None, None),
            "part": (Text | None, None),
            "entry": (int, Field(0, ge=0)),
        }
        return create_model(self.name, __config__=ConfigDict(extra="forbid", strict=True), **fields)

    def schema(self) -> dict[str, Any]:
        """The schema of the arguments, in short: limits are checked by `read`, a file is a text or an object."""
        result = self.arguments.model_json_schema()
        for held in result["properties"].values():
            kinds = [kind for kind in held.pop("anyOf", [held]) if kind != {"type": "null"}]
            brief = [{"type": "object"} if "$ref" in kind else kind for kind in kinds]
            held |= brief[0] if len(brief) == 1 else {"type": [kind["type"] for kind in brief]}
            for word in ("title", "default", "maxLength", "minLength", "minItems", "maxItems", "prefixItems"):
                held.pop(word, None)
            if "type" in held and held["type"] == "array":
                held["items"] = {"type": ["string", "object"] if "$ref" in str(held.get("items")) else "string"}
        return {name: held for name, held in result.items() if name in ("type", "properties", "required")}

    def read(self, given: Mapping[str, Any]) -> BaseModel:
        """The arguments. Raises RelodeError for the first that does not fit, with what it takes."""
        try:
            size = len(json.dumps(given, allow_nan=False))
        except (ValueError, RecursionError) as error:
            raise RelodeError("mcp.not_finite") from error
        if size > MOST_LETTERS:
            raise RelodeError("mcp.too_much", most=MOST_LETTERS, given=size)
        try:
            return self.arguments.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = str(first["loc"][0])[:60]
            known = self.arguments.model_fields
            if name not in known:
                raise RelodeError("mcp.unknown_argument", argument=name, known=", ".join(known)) from error
            if first["type"] == "missing":
                raise RelodeError("mcp.missing", argument=name) from error
            takes = json.dumps({"description": "", **self.schema()["properties"][name]}, ensure_ascii=False)
            value = json.dumps(first["input"], ensure_ascii=False)[:60]
            raise RelodeError("mcp.wrong_argument", argument=name, given=value, takes=takes) from error

    def words(self, given: BaseModel, desk: "FileDesk") -> list[str]:
        """The command line of a call."""
        options, values = list[str](), list[str]()
        for each in self.parameters:
            value = getattr(given, each.name)
            if value is None or value is False:
                continue
            is_path = _is_path(each.type_descriptor.annotation)
            texts = [str(desk.path(one)) if is_path or isinstance(one, InlineFile) else str(one)
                     for one in (value if isinstance(value, list | tuple) else [value])]  # fmt: skip
            if each.opts[0] == each.name:
                values += texts
            elif value is True:
                options.append(each.opts[0])
            elif each.nargs == 2:
                options += [each.opts[0], *texts]
            else:
                options += [f"{each.opts[0]}={text}" for text in texts]
        return [self.name, *options, "--", *values]


def _is_path(kind: Any) -> bool:
    return kind is Path or any(map(_is_path, get_args(kind)))


def _kind(parameter: Any) -> Any:
    """What an assistant gives for a parameter: a file by its name or with its text, else as the command has it."""
    kind = parameter.type_descriptor.annotation
    if get_args(kind) and get_args(kind) != (str, str):
        several: Any = list[Text | InlineFile] if _is_path(kind) else list[Text]
        return Annotated[several, Field(min_length=1, max_length=20)]
    if kind is Path or (kind is str and "FILE" in (parameter.metavar or "")):
        return Text | InlineFile
    return Text if kind is str else tuple[Text, Text] if get_args(kind) else kind


class FileDesk:
    """Where files of a call lie: those of `folder`, that the user named, and those given with a call, below `made`."""

    def __init__(self, folder: Path | None, made: Path) -> None:
        self.folder, self.made = folder, made

    def path(self, given: str | InlineFile) -> Path:
        """The file. Raises RelodeError for one that lies elsewhere or is not there, and where no folder was named."""
        if isinstance(given, InlineFile):
            held = self.made / sha256(given.text.encode()).hexdigest()[:16]
            held.mkdir(exist_ok=True)
            (held / given.name).write_text(given.text, encoding="utf-8")
            return held / given.name
        if self.folder is None:
            raise RelodeError("mcp.no_files")
        path = Path(realpath(self.folder / given))
        if not path.is_relative_to(realpath(self.folder)):
            raise RelodeError("mcp.outside", file=given)
        if not path.exists():
            raise RelodeError("mcp.no_such_file", file=given)
        return path


def tools(commands: Mapping[str, Any]) -> dict[str, AssistantTool]:
    """All tools by name, described as their commands are."""
    made = {}
    for name in SERVED:
        parameters = [each for each in commands[name].params if each.name not in LEFT_OUT]
        has_folder = any(each.name == "output" and each.default is not None for each in commands[name].params)
        made[name] = AssistantTool(name, commands[name].help, tuple(parameters), has_folder)
    return made
