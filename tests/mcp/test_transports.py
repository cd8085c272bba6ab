"""The server as an assistant starts it: by pipe, malformed lines among the good ones, and by HTTP with a token."""

import json
import os
import re
import subprocess
import sys

import httpx
import pytest

HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
FIRST = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def command(*more):
    return [sys.executable, "-m", "relode", "mcp", *more]


def test_malformed_lines_are_answered_as_the_protocol_says_and_end_nothing(tmp_path):
    lines = [json.dumps(FIRST), "{not json", "[1, 2]", json.dumps({"id": 5, "method": "tools/list"}),
             json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
             json.dumps({"jsonrpc": "2.0", "id": 6, "method": "tools/sing"}), json.dumps(LIST)]  # fmt: skip
    process = subprocess.Popen(command("--language", "zh"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               encoding="utf-8", cwd=tmp_path)  # fmt: skip
    process.stdin.write("\n".join(lines) + "\n")
    process.stdin.flush()
    answers = []
    while not any(answer.get("id") == 1 for answer in answers):
        answers.append(json.loads(process.stdout.readline()))
    process.stdin.close()
    assert process.wait(60) == 0
    process.stdout.close()
    codes = [(answer.get("id"), answer["error"]["code"]) for answer in answers if "error" in answer]
    assert sorted(codes, key=str) == sorted([(None, -32700), (None, -32600), (None, -32600), (6, -32601)], key=str)
    assert next(answer for answer in answers if answer.get("id") == 0)["result"]["serverInfo"]["name"] == "relode"
    tools = next(answer for answer in answers if answer.get("id") == 1)["result"]["tools"]
    assert all(re.search(r"[\u4e00-\u9fff]", tool["description"]) for tool in tools)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_by_http_only_who_brings_the_token_is_answered(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "RELODE_MCP_TOKEN"}
    process = subprocess.Popen(
        command("--http", "0", "--language", "en"),
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment, cwd=tmp_path,
    )  # fmt: skip
    try:
        lines = iter(process.stderr.readline, "")
        found = next(
            m for line in lines if (m := re.search(r"at (http://127\.0\.0\.1:\d+/mcp) with the token (\S+)", line))
        )
        address, token = found[1], found[2]
        for wrong in ({}, {"authorization": f"Bearer {token}x"}, {"authorization": token}, {"authorization": "Bearer"}):
            assert httpx.post(address, json=FIRST, headers={**HEADERS, **wrong}).status_code == 401
        mine = {**HEADERS, "authorization": f"Bearer {token}"}
        answer = httpx.post(address, json=FIRST, headers=mine)
        assert answer.json()["result"]["serverInfo"]["name"] == "relode"
        session = {**mine, "mcp-session-id": answer.headers["mcp-session-id"]}
        assert len(httpx.post(address, json=LIST, headers=session).json()["result"]["tools"]) > 10
        # A page of another host that found a way to this address is refused, and so is a body that is too large.
        assert httpx.post(address, json=FIRST, headers={**mine, "host": "evil.example"}).status_code in (403, 421)
        assert httpx.post(address, json=FIRST, headers={**mine, "origin": "https://evil.example"}).status_code == 403
        assert httpx.post(address, content=b"x" * 400_000, headers=mine).status_code == 413
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()


def test_without_its_library_the_command_says_how_to_have_it(relode, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)
    for language in ("en", "zh"):
        done = relode("mcp", language=language)
        assert (done.returncode, "pip install 'relode[mcp]'" in done.stderr) == (2, True)


def test_a_folder_of_files_that_there_is_not_is_refused(relode):
    done = relode("mcp", "--files", "nowhere")
    assert (done.returncode, done.stdout, "nowhere" in done.stderr) == (2, "", True)


def test_the_shapes_of_records_are_resources(ask):
    known = {str(each.uri) for each in ask.portal.call(ask.client.list_resources).resources}
    assert len(known) > 10
    for address in known:
        text = ask.portal.call(ask.client.read_resource, address).contents[0].text
        assert json.loads(text)["properties"]
