import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client

from relode.cli import build
from relode.mcp.calls import Calls
from relode.mcp.server import Assistant
from relode.mcp.tools import tools


class Asking:
    """Asks a server by the client of the SDK."""

    def __init__(self, portal, client):
        self.portal, self.client = portal, client

    def raw(self, tool, **arguments):
        return self.portal.call(self.client.call_tool, tool, arguments)

    def __call__(self, tool, **arguments):
        """Text and object of an answer."""
        answer = self.raw(tool, **arguments)
        while not answer.is_error and answer.structured_content.get("state") == "runs":
            answer = self.raw(tool, **arguments)
        text = "".join(part.text for part in answer.content)
        assert not answer.is_error, text
        return text, answer.structured_content

    def refused(self, tool, **arguments):
        """The code of a refusal, and what it says."""
        answer = self.raw(tool, **arguments)
        assert answer.is_error, answer.structured_content
        return answer.meta["relode/code"], answer.content[0].text


@pytest.fixture(scope="session")
def asking():
    """A function from a folder of results, and one of files, to what asks a server of them."""
    with start_blocking_portal() as portal:
        opened = []

        def make(runs, files=None):
            made = Assistant(tools(build("en").commands), Calls(runs, files), "en")
            held = portal.wrap_async_context_manager(Client(made.server()))
            opened.append(held)
            return Asking(portal, held.__enter__())

        yield make
        for held in reversed(opened):
            held.__exit__(None, None, None)


@pytest.fixture(scope="session")
def ask(asking, tmp_path_factory):
    """What asks a server without files."""
    return asking(tmp_path_factory.mktemp("assistant") / "runs")
