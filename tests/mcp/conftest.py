import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client

from relode.mcp.cut import words
from relode.mcp.deal_tools import DealTools
from relode.mcp.plan_tools import PlanTools
from relode.mcp.server import Assistant
from relode.mcp.tools import tools_of

MOST = 4000
"""Words that an answer may have: the contract of an assistant says so."""


class Asking:
    """Asks a server by the client of the SDK, and looks at every answer as each must be."""

    def __init__(self, portal, client):
        self.portal, self.client = portal, client

    def raw(self, tool, **arguments):
        return self.portal.call(self.client.call_tool, tool, arguments)

    def __call__(self, tool, **arguments):
        """Text and object of an answer."""
        answer = self.raw(tool, **arguments)
        text = "".join(part.text for part in answer.content)
        assert not answer.is_error, text
        assert words(text) + words(answer.structured_content) <= MOST
        assert answer.structured_content["not_known"]
        return text, answer.structured_content

    def refused(self, tool, **arguments):
        """The key of a refusal, and what it says."""
        answer = self.raw(tool, **arguments)
        assert answer.is_error, answer.structured_content
        return answer.meta["relode/code"], answer.content[0].text


@pytest.fixture(scope="session")
def asking():
    """A function from a folder of files and plan runs to what asks a server of them."""
    with start_blocking_portal() as portal:
        opened = []

        def make(runs, files=None):
            tools = tools_of(DealTools(files), PlanTools(runs.folder, runs))
            held = portal.wrap_async_context_manager(Client(Assistant(tools, "en").server()))
            opened.append(held)
            return Asking(portal, held.__enter__())

        yield make
        for held in reversed(opened):
            held.__exit__(None, None, None)


@pytest.fixture(scope="session")
def ask(asking, tmp_path_factory):
    """What asks a server without files."""
    from relode.web.plan_runs.run_queue import PlanRuns

    return asking(PlanRuns(tmp_path_factory.mktemp("assistant") / "runs"))
