"""What a plan run leaves to open and to keep: its report, brief, document and tables."""

import re

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from relode.answers.journey import city
from relode.errors import RelodeError
from relode.language import LANGUAGES, say
from relode.plan.making.plan_text import headline, plan_sources
from relode.report.document.parts import document_name
from relode.story.html import blocks_html
from relode.story.words import Words
from relode.web.pages import downloads, page_cache
from relode.web.pages.hand_on import HandedOn
from relode.web.plan_runs import plan_request
from relode.web.plan_runs.stored_runs import StoredRun
from relode.web.server.guard import HEADERS
from relode.web.server.rendering import words_of
from relode.web.server.speaking import language_of
from relode.web.server.static import version

LET = ("allow-same-origin", "allow-popups", "allow-downloads", "allow-top-navigation-by-user-activation")
OWN_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
AS_IT_LIES = {"content-security-policy": f"{HEADERS['content-security-policy']}; sandbox {' '.join(LET)}"}
"""What a page from a folder may do: whoever wrote it, it leads nowhere by itself and runs nothing."""
OWN_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def run_of(request: Request, name: str, run: str) -> StoredRun:
    """The run of a place. Raises RelodeError if it is not on disk."""
    place = city(name)
    found = plan_request.run_of(request, place, run)
    if found is None:
        raise RelodeError("web.unknown_run", run=run, place=place.slug)
    return found


def report(request: Request, name: str, run: str, keep: bool) -> Response:
    """The report of a run as it lies on disk: to keep, or to open with the style sheet of the server."""
    result, language = run_of(request, name, run), language_of(request)
    content = result.file(f"report.{language}.html")
    if keep:
        return downloads.kept(content, "text/html; charset=utf-8", f"{result.name}.{language}.html")
    html = _with_sheet(content, "report.css")
    for other in LANGUAGES:
        html = html.replace(f'href="report.{other}.html"', f'href="?lang={other}"')
        html = html.replace(f'href="brief.{other}.html"', f'href="brief?lang={other}"')
    return HTMLResponse(html, headers=AS_IT_LIES)


def _with_sheet(content: bytes, name: str) -> str:
    """A page that carries its style, with the style sheet of the server in its place."""
    sheet = f'<link rel="stylesheet" href="/static/{name}?v={version(name)}">'
    return OWN_STYLE.sub(sheet, OWN_POLICY.sub("", content.decode("utf-8"), count=1), count=1)


def brief(request: Request, name: str, run: str) -> Response:
    """The brief of a run as it lies on disk; its links lead to the report and the other language on the server."""
    result, language = run_of(request, name, run), language_of(request)
    html = _with_sheet(result.file(f"brief.{language}.html"), "brief.css")
    for other in LANGUAGES:
        html = html.replace(f'href="report.{other}.html"', f'href="report?lang={other}"')
        html = html.replace(f'href="brief.{other}.html"', f'href="brief?lang={other}"')
    document = document_name(language)
    if (result.folder / document).is_file():
        html = html.replace(f'href="{document}"', f'href="plan.docx?lang={language}"')
    else:  # it is written after the brief
        html = re.sub(r'<a class="document".*?</a>', "", html)
    return HTMLResponse(html, headers=AS_IT_LIES)


def page_one_alone(request: Request, name: str, run: str) -> HandedOn:
    """Page one of a run, to stand elsewhere. Raises RelodeError where it is not there yet."""
    from relode.web.plan_runs.plan_card import card_blocks  # it knows levers, whose libraries load slowly

    result, language = run_of(request, name, run), language_of(request)
    record = None if result.is_older else result.record()
    if record is None:
        raise RelodeError("web.unknown_run", run=run, place=name)
    place = city(name)
    words = words_of(language, None, plan_sources(record))
    blocks = blocks_html(card_blocks(page_cache.result(place.code), record), Words(language, {}), level=2)
    address = f"/city/{place.slug}/plans/{run}"
    back = address, say("plans_page.title", language, place=place.name(language))
    return HandedOn(
        "page_one", headline(record, place), None, words, f"{address}/one", *back, blocks=blocks, height=1200
    )


def document(request: Request, name: str, run: str) -> Response:
    """The document of a run, to keep."""
    result, language = run_of(request, name, run), language_of(request)
    return downloads.kept(result.file(document_name(language)), downloads.DOCX, f"{result.name}.{language}.docx")


def workbook(request: Request, name: str, run: str) -> Response:
    """All tables of a run."""
    result, language = run_of(request, name, run), language_of(request)
    return downloads.kept(result.file(f"tables.{language}.xlsx"), downloads.XLSX, f"{result.name}.{language}.xlsx")
