"""The server of an assistant without a process: shapes, tools as they are listed, how many calls at once, the token."""

import asyncio
import logging
import socket
import threading
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from relode.errors import RelodeError
from relode.language import LANGUAGES, say
from relode.mcp import server
from relode.mcp.answer import ToldAnswer
from relode.mcp.arguments import Arguments
from relode.mcp.deal_tools import DealTools
from relode.mcp.plan_tools import PlanTools
from relode.mcp.server import Assistant, by_token, shape, told
from relode.mcp.tools import AssistantTool, called, every_tool, tools_of

READS = {"read_only_hint": True, "destructive_hint": False, "idempotent_hint": True, "open_world_hint": False}


@pytest.fixture
def tools(tmp_path):
    return tools_of(DealTools(None), PlanTools(tmp_path / "runs"))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("cities", {"places"}),
        ("diagnose", {"decomposition", "location_quotients", "beside"}),
        ("needs", {"measures", "services", "year"}),
        ("pathways", {"base_rates", "candidates", "chains"}),
        ("outlook", {"quantities", "coverage_90", "years"}),
        ("evidence", {"lever", "studies", "same_for_every_city"}),
        ("explain", {"derivation", "flags", "table"}),
        ("appraise", {"deals", "left_out"}),
        ("plan", {"run", "place", "plan"}),
        ("plans", {"place", "runs"}),
        ("progress", {"run", "state", "ahead", "share"}),
    ],
)
def test_the_shape_of_each_record_has_its_own_fields_and_nothing_within_itself(kind, fields):
    found = shape(kind)
    assert fields <= found["properties"].keys()
    assert "$defs" not in found["$defs"]
    assert all("properties" in each for each in found["$defs"].values())


def test_a_shape_that_there_is_not_is_refused_with_sixty_letters_of_its_name():
    with pytest.raises(RelodeError) as refused:
        shape("x" * 61)
    assert (refused.value.key, refused.value.values["kind"]) == ("mcp.unknown_shape", "x" * 60)
    assert refused.value.values["kinds"].startswith("cities, diagnose, needs, ")


def test_a_tool_that_there_is_not_is_refused_with_sixty_letters_of_its_name(tools):
    assert called("needs", tools) is tools["needs"]
    with pytest.raises(RelodeError) as refused:
        called("x" * 61, tools)
    assert (refused.value.key, refused.value.values["tool"]) == ("mcp.unknown_tool", "x" * 60)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tools_are_listed_with_words_in_the_language_and_what_they_change(tools, language):
    async def main():
        return (await Assistant(tools, language).listed(None, None)).tools

    listed = {each.name: each for each in asyncio.run(main())}
    assert list(listed) == list(tools)
    changing = {name for name, each in listed.items() if not each.annotations.read_only_hint}
    assert changing == {"plan_start", "plan_stop"}
    assert listed["plan_wait"].annotations.model_dump(exclude_none=True) == READS
    assert listed["plan_stop"].annotations.model_dump(exclude_none=True) == {**READS, "read_only_hint": False}
    wait = listed["plan_wait"]
    assert (wait.title, wait.description) == (say("mcp.title.plan_wait", language), say("mcp.tool.plan_wait", language))
    # Of an argument the words of its tool, else of the protocol, else of the command.
    assert {name: field["description"] for name, field in listed["explain"].input_schema["properties"].items()} == {
        "language": say("mcp.argument.language", language),
        "page": say("mcp.argument.page", language),
        "part": say("mcp.argument.part", language),
        "start": say("mcp.argument.start", language),
        "city": say("mcp.argument.explain_city", language),
        "quantity": say("mcp.argument.explain_quantity", language),
        "year": say("cli.option.year", language),
    }
    assert wait.input_schema["properties"]["seconds"] == {
        "default": 60, "maximum": 600, "minimum": 0, "type": "integer",
        "description": say("mcp.argument.seconds", language),
    }  # fmt: skip
    assert "description" not in wait.input_schema


class Waiting:
    """An answer that comes when it is let, and how many are under way at once."""

    def __init__(self):
        self.let, self.lock = threading.Event(), threading.Lock()
        self.now = self.most = 0

    def __call__(self, asked, language):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.let.wait(20)
        with self.lock:
            self.now -= 1
        return ToldAnswer("plans", {"page": asked.page}, language)


def all_called(assistant, tool, count, waiting):
    """The answers of so many calls that begin before one is let go, and of one more after all of them."""

    async def main():
        async def call(page):
            return await assistant.call(None, SimpleNamespace(name=tool, arguments={"page": page}))

        under_way = [asyncio.ensure_future(call(1)) for _ in range(count)]
        for _ in range(200):
            await asyncio.sleep(0.002)
            if waiting.now == waiting.most == {"plan_wait": 8, "cities": 1}[tool]:
                break
        beyond = await call(1) if count == 32 else None
        waiting.let.set()
        return [await each for each in under_way], beyond, await call(1)

    return asyncio.run(main())


@pytest.mark.parametrize(("tool", "most"), [("cities", 1), ("plan_wait", 8)])
def test_one_call_computes_and_eight_wait_and_beyond_32_a_call_is_refused(tool, most):
    waiting = Waiting()
    assistant = Assistant({tool: AssistantTool(tool, Arguments, waiting)}, "en")
    answers, beyond, after = all_called(assistant, tool, 32, waiting)
    assert waiting.most == most
    assert [each.is_error for each in answers] == [False] * 32
    assert answers[0].structured_content["figures"] == {"page": 1}
    assert beyond.is_error
    assert beyond.meta == {"relode/code": "mcp.busy"}
    assert beyond.content[0].text == RelodeError("mcp.busy", calls=32).say("en")
    assert not after.is_error


def test_a_defect_is_logged_by_sixty_letters_of_the_tool_and_its_last_five_calls(caplog):
    def down(depth):
        return down(depth - 1) if depth else 1 // depth

    try:
        down(7)
    except ZeroDivisionError as error:
        found = told(error).split(" ")
    here = down.__code__.co_firstlineno + 1
    assert found == ["ZeroDivisionError", "at", *[f"test_server.py:{here}"] * 5]
    name = "x" * 61
    assistant = Assistant({name: AssistantTool(name, Arguments, lambda *_: 1 // 0)}, "en")
    with caplog.at_level(logging.ERROR, "relode.mcp"):
        answer = asyncio.run(assistant.call(None, SimpleNamespace(name=name, arguments=None)))
    assert answer.content[0].text == RelodeError("mcp.defect", kind="ZeroDivisionError").say("en")
    assert caplog.records[0].getMessage().startswith("x" * 60 + ": ZeroDivisionError at ")


FIRST = {
    "jsonrpc": "2.0", "id": 0, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}  # fmt: skip


def test_by_http_only_who_brings_the_token_is_answered_up_to_300_000_bytes(tools):
    head = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
    mine = {**head, "authorization": "Bearer secret"}
    app = by_token(Assistant(tools, "en").server(), "secret")
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        refused = client.post("/mcp", json=FIRST, headers=head)
        assert (refused.status_code, refused.headers["www-authenticate"], refused.content) == (401, "Bearer", b"")
        answer = client.post("/mcp", json=FIRST, headers=mine)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.json()["result"]["serverInfo"]["name"] == "relode"
        sizes = {size: client.post("/mcp", content=b" " * size, headers=mine) for size in (300_000, 300_001)}
        assert [each.status_code == 413 for each in sizes.values()] == [False, True]


@pytest.mark.parametrize("given", ["my own", ""])
def test_by_http_the_token_of_the_environment_is_used_or_one_is_made_and_said(given, tools, monkeypatch, capsys):
    begun = []

    class Begun:
        def __init__(self, config):
            self.config = config

        def run(self, sockets):
            begun.append((self.config, sockets))

    monkeypatch.setenv("RELODE_MCP_TOKEN", given)
    monkeypatch.setattr(server.uvicorn, "Server", Begun)
    server._by_http(Assistant(tools, "en").server(), 0, "en")
    ((config, (bound,)),) = begun
    assert isinstance(bound, socket.socket)
    host, port = bound.getsockname()
    bound.close()
    # Nobody else's machine reaches it, and neither a log of addresses nor a head tells of it.
    assert (host, config.access_log, config.server_header) == ("127.0.0.1", False, False)
    said = capsys.readouterr().err
    address, token = f"http://127.0.0.1:{port}/mcp", said.rstrip("\n").rpartition("with the token ")[2]
    assert said == say("mcp.ready", "en", address=address, token=token) + "\n"
    assert token == given or (not given and len(token) == 22)  # 16 bytes by six bits a letter


@pytest.mark.parametrize("port", [None, 0])
def test_it_serves_by_pipe_without_a_port_and_lets_go_of_its_runs_at_the_end(port, monkeypatch, tmp_path):
    """How a process keeps its memory is its own."""
    served, closed = [], []

    async def piped(of):
        served.append(("pipe", of.name))

    monkeypatch.setattr(server, "_by_pipe", piped)
    monkeypatch.setattr(server, "_by_http", lambda of, at, language: served.append((at, of.name, language)))
    monkeypatch.setattr(server, "keep_little", lambda: None)
    monkeypatch.setattr(server, "keep_giving_back", lambda: None)
    monkeypatch.setattr(PlanTools, "close", lambda plans: closed.append(plans))
    server.serve("en", tmp_path / "runs", None, port)
    server.serve("en", tmp_path / "runs", tmp_path, port)
    assert served == [("pipe", "relode") if port is None else (0, "relode", "en")] * 2
    assert len(closed) == 2
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RelodeError) as refused:
        server.serve("en", tmp_path / "runs", tmp_path / "nowhere", port)
    assert refused.value.key == "mcp.no_folder"


def test_the_tools_of_a_folder_are_all_of_them_and_have_its_runs(tmp_path):
    every, plans = every_tool(tmp_path / "runs", tmp_path)
    assert list(every) == [
        "cities", "diagnosis", "needs", "pathways", "outlook", "evidence", "explain", "appraise",
        "plan_start", "plan_wait", "plan_read", "plan_stop", "plan_list",
    ]  # fmt: skip
    assert plans.runs.folder == tmp_path / "runs"
