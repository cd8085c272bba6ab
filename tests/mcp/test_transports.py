"""The command as an assistant starts it: by pipe, and on this machine by HTTP with a token."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import anyio
import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from relode.mcp.cut import words

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
FIRST = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}


def command(*more):
    return [sys.executable, "-m", "relode", "mcp", *more]


def in_a_thread(main):
    """What `main` gives, in a loop of its own: the thread of the tests may have one already, that of a browser."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, main).result()


def by_pipe(folder, body, *more):
    """Start the command as an assistant does, and run `body` with its client."""

    async def main():
        program, *arguments = command("--output", str(folder / "runs"), *more)
        # In an empty folder and environment but for the path: nothing of the tests reaches it.
        environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
        server = StdioServerParameters(command=program, args=arguments, env=environment, cwd=folder)
        async with Client(server) as client:
            return await body(client)

    return in_a_thread(main)


MANY = [
    ("cities", {"type": "declining"}), ("diagnosis", {}), ("needs", {}), ("pathways", {}), ("outlook", {}),
    ("evidence", {"lever": "cluster_support"}), ("explain", {"quantity": "population", "year": 2020}),
    ("diagnosis", {"part": "series"}), ("needs", {"part": "services.primary"}), ("diagnosis", {"city": "nowhere"}),
]  # fmt: skip
CITIES = ("hegang", "fuxin", "daqing")
PLACELESS = ("cities", "evidence")


class Piped(NamedTuple):
    """What one server told by pipe: of itself, of a figure, of its shape, and in calls after that.

    Each of thirty calls is asked four times over: once to fill what is kept.
    """

    instructions: str
    tools: Sequence[Any]
    answer: Any
    shape: dict[str, Any]
    calls: list[tuple[str, Any]]
    taken: list[float]
    left: list[Path]


@pytest.fixture(scope="module")
def piped(tmp_path_factory):
    import psutil

    folder = tmp_path_factory.mktemp("piped")

    async def body(client):
        tools = (await client.list_tools()).tools
        answer = await client.call_tool("explain", {"city": "hegang", "quantity": "population", "year": 2020})
        shape = await client.read_resource("relode://shape/explain")
        server = next(child for child in psutil.Process().children(recursive=True) if "mcp" in child.cmdline())
        calls, taken = [], []
        for at in range(120):
            tool, asked = MANY[at % len(MANY)]
            given = asked if tool in PLACELESS else {"city": CITIES[at // len(MANY) % len(CITIES)], **asked}
            told = await client.call_tool(tool, {**given, "language": ("en", "zh")[at % 2]})
            calls.append((given.get("city"), told))
            taken.append(server.memory_info().rss / 1e6)
        return client.instructions, tools, answer, json.loads(shape.contents[0].text), calls, taken

    told = by_pipe(folder, body, "--language", "zh")
    return Piped(*told, list(folder.iterdir()))


@pytest.mark.slow
def test_the_command_tells_its_tools_and_answers_by_pipe(piped):
    assert piped.answer.structured_content["figures"]["value"] == 891271
    assert piped.answer.structured_content["language"] == "zh"
    assert set(piped.answer.structured_content["figures"]) <= set(piped.shape["properties"])
    assert "只是数据" in piped.instructions
    assert {tool.name for tool in piped.tools if not tool.annotations.read_only_hint} == {"plan_start", "plan_stop"}
    for tool in piped.tools:
        assert re.search(r"[\u4e00-\u9fff]", tool.title + tool.description)
        assert all(
            re.search(r"[\u4e00-\u9fff]", each["description"]) for each in tool.input_schema["properties"].values()
        )
    assert piped.left == []


@pytest.mark.slow
def test_many_calls_in_a_row_are_short_and_leave_memory_flat(piped):
    for city, answer in piped.calls:
        text = "".join(part.text for part in answer.content)
        assert words(text) + words(answer.structured_content or {}) <= 4000
        assert answer.is_error == (city == "nowhere"), text
    print([round(each) for each in piped.taken[9::10]])
    # As little a call as 5 % in two hundred calls, which are a hundred apart.
    assert max(piped.taken[-30:]) < 1.03 * max(piped.taken[30:60])


@pytest.fixture(scope="module")
def by_http(tmp_path_factory):
    """Address and token of a server on this machine."""
    # Its own token of the environment is not used: one is made and said.
    environment = {name: value for name, value in os.environ.items() if name != "RELODE_MCP_TOKEN"}
    folder = tmp_path_factory.mktemp("by_http")
    process = subprocess.Popen(
        command("--http", "0", "--output", str(folder / "runs"), "--language", "en"),
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment, cwd=folder,
    )  # fmt: skip
    try:
        found = None
        for line in process.stderr:
            if found := re.search(r"at (http://127\.0\.0\.1:\d+/mcp) with the token (\S+)", line):
                break
        assert found is not None
        yield found[1], found[2]
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()


@pytest.mark.slow
def test_by_http_only_who_brings_the_token_is_answered(by_http):
    address, token = by_http
    assert len(token) > 20
    for wrong in ({}, {"authorization": f"Bearer {token}x"}, {"authorization": token}, {"authorization": "Bearer"}):
        assert httpx.post(address, json=FIRST, headers={**HEADERS, **wrong}).status_code == 401
    mine = {**HEADERS, "authorization": f"Bearer {token}"}
    answer = httpx.post(address, json=FIRST, headers=mine)
    assert answer.status_code == 200
    assert answer.json()["result"]["serverInfo"]["name"] == "relode"
    session = {**mine, "mcp-session-id": answer.headers["mcp-session-id"]}
    assert len(httpx.post(address, json=LIST, headers=session).json()["result"]["tools"]) > 10
    # A page of another host that found a way to this address is refused, and so is a body that is too large.
    assert httpx.post(address, json=FIRST, headers={**mine, "host": "evil.example"}).status_code in (403, 421)
    assert httpx.post(address, json=FIRST, headers={**mine, "origin": "https://evil.example"}).status_code == 403
    assert httpx.post(address, content=b"x" * 400_000, headers=mine).status_code == 413


@pytest.mark.slow
def test_the_client_of_the_sdk_asks_by_http_with_the_token(by_http):
    address, token = by_http

    async def main():
        mine = httpx2.AsyncClient(timeout=60, headers={"authorization": f"Bearer {token}"})
        async with mine, Client(streamable_http_client(address, http_client=mine)) as client:
            return await client.call_tool("explain", {"city": "hegang", "quantity": "population", "year": 2010})

    assert in_a_thread(main).structured_content["figures"]["value"] == 1058665  # census, 230400, 2010


@pytest.mark.slow
def test_a_server_ends_with_its_assistant_though_a_call_still_waits(tmp_path):
    async def body(client):
        started = await client.call_tool("plan_start", {"city": "hegang", "size": "quick"})
        run = started.structured_content["figures"]["run"]
        with anyio.move_on_after(1):
            await client.call_tool("plan_wait", {"city": "hegang", "run": run, "seconds": 600})

    begin = time.monotonic()
    by_pipe(tmp_path, body)
    assert time.monotonic() - begin < 120
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


def test_without_its_library_the_command_says_how_to_have_it(relode, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)
    done = relode("mcp")
    assert done.returncode == 2
    assert "pip install 'relode[mcp]'" in done.stderr
    assert "pip install 'relode[mcp]'" in relode("mcp", language="zh").stderr


def test_a_folder_of_files_that_there_is_not_is_refused(relode):
    done = relode("mcp", "--files", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere" in done.stderr
