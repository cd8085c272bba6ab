"""Speak the Model Context Protocol: over standard input and output, or on this machine by HTTP with a token.

The shapes of the records are its resources, for who reads them by program: what each field holds, with its unit.
"""

import asyncio
import gc
import json
import logging
import os
import secrets
import sys
import traceback
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import anyio
import uvicorn
from anyio import to_thread
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
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
from starlette.types import ASGIApp, Receive, Scope, Send

from relode import __version__
from relode.allocator import keep_giving_back, keep_little
from relode.answers.city_list import CityList
from relode.answers.deals_answer import AppraisedFiles
from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.profiles.explain import Explanation
from relode.errors import RelodeError
from relode.evidence.record import EvidenceAnswer
from relode.language import Language, say
from relode.mcp.answer import answer_schema
from relode.mcp.arguments import spoken_language
from relode.mcp.tools import STARTS, WAITS, AssistantTool, called, every_tool
from relode.needs import Needs
from relode.outlook import Outlook
from relode.pathways import Pathways
from relode.record import Record, adapter, flattened
from relode.web.plan_runs.plan_run_records import PlanRunList, RunProgress, WrittenPlan

ADDRESS = "relode://shape/"
SHAPES: dict[str, type[Record]] = {
    "cities": CityList,
    "diagnose": InDepth,
    "needs": Needs,
    "pathways": Pathways,
    "outlook": Outlook,
    "evidence": EvidenceAnswer,
    "explain": Explanation,
    "appraise": AppraisedFiles,
    "plan": WrittenPlan,
    "plans": PlanRunList,
    "progress": RunProgress,
}
"""Kind of a record, as its field `schema` names it -> its class."""


@cache
def shape(kind: str) -> dict[str, Any]:
    """The JSON Schema of a whole record. Raises RelodeError for a kind that there is not."""
    if kind not in SHAPES:
        raise RelodeError("mcp.unknown_shape", kind=kind[:60], kinds=", ".join(SHAPES))
    record: Any = SHAPES[kind]
    whole = adapter(record).json_schema(mode="serialization")
    inner = whole.get("$defs", {})
    named = {record.__name__: {name: part for name, part in whole.items() if name != "$defs"}, **inner}
    return {**flattened(named, record.__name__), "$defs": {name: flattened(named, name) for name in inner}}


LOG = logging.getLogger("relode.mcp")
HOST, PATH = "127.0.0.1", "/mcp"
TOKEN = "RELODE_MCP_TOKEN"
"""Variable that has the token of who asks by HTTP; without it one is made and said."""
LARGEST_BODY = 300_000
"""Bytes of a request by HTTP."""
MOST_WAITING = 32
"""Calls that are answered or wait at once."""
CALLS_LOGGED = 5


class Assistant:
    """Answers calls of tools: one computes at a time, those that only wait do so beside it."""

    def __init__(self, tools: Mapping[str, AssistantTool], language: Language) -> None:
        self.tools, self.language = tools, language
        self.computing, self.waiting = anyio.CapacityLimiter(1), anyio.CapacityLimiter(8)
        self.calls = 0

    def server(self) -> Server[Any]:
        """The server of the protocol."""
        return Server(
            "relode",
            version=__version__,
            title="Relode",
            instructions=say("mcp.instructions", self.language),
            on_list_tools=self.listed,
            on_call_tool=self.call,
            on_list_resources=self.shapes,
            on_read_resource=self.shape,
        )

    async def listed(self, _: Any, params: Any) -> ListToolsResult:
        """What there is to ask."""
        del params
        return ListToolsResult(tools=[self._tool(each) for each in self.tools.values()])

    def _tool(self, tool: AssistantTool) -> Tool:
        is_reading = tool.name not in STARTS
        return Tool(
            name=tool.name,
            title=say(f"mcp.title.{tool.name}", self.language),
            description=say(f"mcp.tool.{tool.name}", self.language),
            input_schema=tool.schema(self.language),
            output_schema=answer_schema(),
            annotations=ToolAnnotations(
                read_only_hint=is_reading, destructive_hint=False, idempotent_hint=True, open_world_hint=False
            ),
        )

    async def call(self, _: Any, params: CallToolRequestParams) -> CallToolResult:
        """The answer of a tool, or in words why there is none."""
        given = params.arguments or {}
        language = spoken_language(given, self.language)
        if self.calls >= MOST_WAITING:
            return refusal(RelodeError("mcp.busy", calls=self.calls), language)
        self.calls += 1
        task = asyncio.ensure_future(self._answered(params.name, given))
        try:
            await asyncio.wait({task})
        finally:
            self.calls -= 1
            task.cancel()
        error = task.exception()
        if error is None:
            text, answer = task.result()
            return CallToolResult(content=[TextContent(text=text)], structured_content=answer)
        if not isinstance(error, RelodeError):  # a defect of one answer ends no server
            LOG.error("%s: %s", params.name[:60], told(error))
            error = RelodeError("mcp.defect", kind=type(error).__name__)
        return refusal(error, language)

    async def _answered(self, name: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        tool = called(name, self.tools)
        is_waiting = tool.name in WAITS
        limiter = self.waiting if is_waiting else self.computing
        return await to_thread.run_sync(tool.call, given, self.language, limiter=limiter, abandon_on_cancel=is_waiting)

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


def refusal(error: RelodeError, language: Language) -> CallToolResult:
    """An error as an answer: what, where, how to mend; its key for programs."""
    return CallToolResult(
        content=[TextContent(text=error.say(language))], is_error=True, _meta={"relode/code": error.key}
    )


def told(error: BaseException) -> str:
    """A defect for one line of the log."""
    calls = [f"{Path(call.filename).name}:{call.lineno}" for call in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__} at {' '.join(calls[-CALLS_LOGGED:])}"


def serve(language: Language, runs: Path, files: Path | None, port: int | None) -> None:
    """Serve until the assistant goes away; by HTTP at `port` of this machine where one is given.

    Plan runs lie below `runs`; files of the user are read below `files` alone. Raises RelodeError for a folder of
    files that there is not, and where it cannot listen.
    """
    if files is not None and not files.is_dir():
        raise RelodeError("mcp.no_folder", folder=files)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    gc.enable()  # a command ends; this does not
    keep_little()
    keep_giving_back()
    tools, plans = every_tool(runs, files)
    server = Assistant(tools, language).server()
    try:
        if port is None:
            anyio.run(_by_pipe, server)
        else:
            _by_http(server, port, language)
    finally:
        plans.close()


async def _by_pipe(server: Server[Any]) -> None:
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


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
