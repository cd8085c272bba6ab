"""Speak the Model Context Protocol: over standard input and output, or on this machine by HTTP with a token.

The shapes of the records are its resources, for who reads them by program: what each field holds, with its unit.
"""

import gc
import json
import logging
import os
import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import anyio
import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    CallToolRequestParams,
    CallToolResult,
    ErrorData,
    JSONRPCError,
    ListResourcesResult,
    ListToolsResult,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    TextContent,
    TextResourceContents,
    Tool,
    ToolAnnotations,
)
from pydantic import ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from relode import __version__
from relode.errors import RelodeError
from relode.language import Language, say
from relode.mcp.answer import answer_of, keyed_lines
from relode.mcp.calls import Calls, Refusal
from relode.mcp.tools import AssistantTool, tools
from relode.mcp.user_texts import user_texts
from relode.record import adapter, flattened

ADDRESS = "relode://shape/"
SHAPES = {
    "appraise": "relode.answers.deals_answer:AppraisedFiles",
    "cities": "relode.answers.city_list:CityList",
    "country": "relode.country:CountryAnswer",
    "diagnose": "relode.diagnosis.depth.in_depth:InDepth",
    "evaluate": "relode.evaluation.record:PolicyAnswer",
    "evidence": "relode.evidence.record:EvidenceAnswer",
    "explain": "relode.diagnosis.profiles.explain:Explanation",
    "fund": "relode.fund.fund_records:FundRecord",
    "needs": "relode.needs:Needs",
    "outlook": "relode.outlook:Outlook",
    "pathways": "relode.pathways:Pathways",
    "plan": "relode.plan.making.plan_records:PlanRecord",
    "simulate": "relode.plan.simulations.record:SimulationAnswer",
    "trial": "relode.trials.record:TrialRecord",
}
"""Kind of a record, as its field `schema` names it -> its class."""


@cache
def shape(kind: str) -> dict[str, Any]:
    """The JSON Schema of a whole record. Raises RelodeError for a kind that there is not."""
    if kind not in SHAPES:
        raise RelodeError("mcp.unknown_shape", kind=kind[:60], kinds=", ".join(SHAPES))
    module, _, name = SHAPES[kind].partition(":")
    whole = adapter(getattr(import_module(module), name)).json_schema(mode="serialization")
    inner = whole.get("$defs", {})
    named = {name: {field: part for field, part in whole.items() if field != "$defs"}, **inner}
    return {**flattened(named, name), "$defs": {each: flattened(named, each) for each in inner}}


HOST, PATH = "127.0.0.1", "/mcp"
TOKEN = "RELODE_MCP_TOKEN"
"""Variable that has the token of who asks by HTTP; without it one is made and said."""
LARGEST_BODY = 300_000
"""Bytes of a request by HTTP."""


class Assistant:
    """Answers calls of tools by what their commands print with --json."""

    def __init__(self, served: Mapping[str, AssistantTool], calls: Calls, language: Language) -> None:
        self.tools, self.calls, self.language = served, calls, language

    def server(self) -> Server[Any]:
        """The server of the protocol."""
        return Server(
            "relode",
            version=__version__,
            title="Relode",
            instructions=say("mcp.instructions", self.language),
            lifespan=self._lifespan,
            on_list_tools=self.listed,
            on_call_tool=self.call,
            on_list_resources=self.shapes,
            on_read_resource=self.shape,
        )

    @asynccontextmanager
    async def _lifespan(self, _: Any) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self.calls.close()

    async def listed(self, _: Any, params: Any) -> ListToolsResult:
        """The tools, each with the schema of its arguments."""
        del params
        held = [
            Tool(
                name=each.name,
                description=each.about,
                input_schema=each.schema(),
                annotations=ToolAnnotations(read_only_hint=not each.has_folder, destructive_hint=False,
                                            idempotent_hint=True, open_world_hint=False),
            )
            for each in self.tools.values()
        ]  # fmt: skip
        return ListToolsResult(tools=held)

    async def call(self, _: Any, params: CallToolRequestParams) -> CallToolResult:
        """The answer of a tool, or in words why there is none."""
        given = params.arguments or {}
        wanted = given.get("language")
        language: Language = "zh" if wanted == "zh" else "en" if wanted == "en" else self.language
        try:
            return await self._answer(params.name, given, language)
        except RelodeError as error:
            return _refusal(error.say(language), error.key)
        except Refusal as error:
            return _refusal(str(error), str(error.code))

    async def _answer(self, name: str, given: dict[str, Any], language: Language) -> CallToolResult:
        if name not in self.tools:
            raise RelodeError("mcp.unknown_tool", tool=name[:60], tools=", ".join(self.tools))
        record = await self.calls.record(self.tools[name], given, language)
        if record is None:
            said = say("mcp.runs", language)
            return CallToolResult(
                content=[TextContent(text=said)], structured_content={"state": "runs", "notes": [said]}
            )
        part, first = given.get("part") or "", given.get("entry", 0)
        answer = answer_of(record, part, first, user_texts(self.calls.files_of(self.tools[name], given)), language)
        lines = [*keyed_lines(answer["figures"], part)]
        for field in ("left_out", "sources", "user_texts"):
            lines += ["", say(f"mcp.head.{field}", language), *keyed_lines(answer[field], "")] if answer[field] else []
        text = "\n".join([*lines, "", *answer["notes"]])
        return CallToolResult(content=[TextContent(text=text)], structured_content=answer)

    async def shapes(self, _: Any, params: Any) -> ListResourcesResult:
        """The shapes of all records."""
        del params
        about = say("mcp.shape", self.language)
        held = [
            Resource(name=kind, uri=f"{ADDRESS}{kind}", description=about, mime_type="application/schema+json")
            for kind in SHAPES
        ]
        return ListResourcesResult(resources=held)

    async def shape(self, _: Any, params: ReadResourceRequestParams) -> ReadResourceResult:
        """The shape of one of them. Raises RelodeError for another address."""
        text = json.dumps(shape(str(params.uri).removeprefix(ADDRESS)), ensure_ascii=False)
        content = TextResourceContents(uri=params.uri, mime_type="application/schema+json", text=text)
        return ReadResourceResult(contents=[content])


def _refusal(said: str, key: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=said)], is_error=True, _meta={"relode/code": key})


def serve(commands: Mapping[str, Any], language: Language, runs: Path, files: Path | None, port: int | None) -> None:
    """Serve `commands` until the assistant goes away; by HTTP at `port` of this machine where one is given.

    Results lie below `runs`; files of the user are read below `files` alone. Raises RelodeError for a folder of
    files that there is not, and where it cannot listen.
    """
    if files is not None and not files.is_dir():
        raise RelodeError("mcp.no_folder", folder=files)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    gc.enable()  # a command ends; this does not
    server = Assistant(tools(commands), Calls(runs, files), language).server()
    if port is None:
        anyio.run(_by_pipe, server)
    else:
        _by_http(server, port, language)


async def _by_pipe(server: Server[Any]) -> None:
    async with stdio_server() as (reading, writing):
        send, receive = anyio.create_memory_object_stream[SessionMessage](0)

        async def sift() -> None:
            """Hand on what is a message; answer what is none as JSON-RPC has it."""
            async with send:
                async for item in reading:
                    if isinstance(item, SessionMessage):
                        await send.send(item)
                        continue
                    is_json = not (isinstance(item, ValidationError) and item.errors()[0]["type"] == "json_invalid")
                    code, said = (INVALID_REQUEST, "Invalid Request") if is_json else (PARSE_ERROR, "Parse error")
                    error = JSONRPCError(jsonrpc="2.0", id=None, error=ErrorData(code=code, message=said))
                    await writing.send(SessionMessage(error))

        async with anyio.create_task_group() as group:
            group.start_soon(sift)
            await server.run(receive, writing, server.create_initialization_options())
            group.cancel_scope.cancel()


def _by_http(server: Server[Any], port: int, language: Language) -> None:
    from relode.web.server.serve import listening  # starts the page's rooms

    bound = listening(HOST, port)
    token = os.environ.get(TOKEN) or secrets.token_urlsafe(16)
    address = f"http://{HOST}:{bound.getsockname()[1]}{PATH}"
    print(say("mcp.ready", language, address=address, token=token), file=sys.stderr, flush=True)
    config = uvicorn.Config(by_token(server, token), log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[bound])


def by_token(server: Server[Any], token: str) -> ASGIApp:
    """The application of a server that answers only to who brings the token."""
    app = server.streamable_http_app(
        host=HOST, streamable_http_path=PATH, max_request_body_size=LARGEST_BODY, json_response=True
    )

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _brings(scope, token):
            await send({"type": "http.response.start", "status": 401, "headers": [(b"www-authenticate", b"Bearer")]})
            await send({"type": "http.response.body", "body": b""})
            return
        await app(scope, receive, send)

    return guarded


def _brings(scope: Scope, token: str) -> bool:
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    kind, _, said = (given[0] if len(given) == 1 else b"").partition(b" ")
    return kind.lower() == b"bearer" and secrets.compare_digest(said, token.encode())
