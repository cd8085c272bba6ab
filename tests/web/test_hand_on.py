"""What a reader hands on: a page as one file, a picture for a frame, a citation."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from relode import __version__
from relode.facts import fingerprint
from relode.language import LANGUAGES, Sentence, spoken
from relode.web.pages import page_cache
from relode.web.pages.hand_on import one_file

PAGE = """<!doctype html>
<html lang="en"><head><link rel="stylesheet" href="/static/page.css"><script src="/static/a.js"></script></head>
<body><header class="site"><a href="/">Relode</a></header>
<nav class="questions"><a href="/city/x/next">Next</a></nav>
<main id="content">
<p>Lost <a class="story" href="/city/x/number/population/2020">15.8&nbsp;%</a><a href="#source-a">1</a>
</p>
<form action="/find"><input name="q"><p>Find</p></form>
<figure class="picture" id="picture-bridge" data-live="/x.json"><div class="live"></div>
<picture><source srcset="/x.svg"><img src="/x.svg" alt="said"></picture><p class="readout">Point</p></figure>
<svg viewBox="0 0 1 1"><path d="M0 0"/></svg><p>End &amp; all</p></main></body></html>"""


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.all = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag

    def holding(self, *names):
        return [(tag, given[name]) for tag, given in self.all for name in names if name in given]


@pytest.fixture(scope="module")
def drawn():
    return page_cache.drawn("230400", "en")


def test_a_planted_page_keeps_its_words_and_loses_what_needs_a_server(drawn):
    kept = one_file(PAGE, drawn, "Kept on a day")
    elements = Elements(kept)
    assert elements.holding("href") == [("a", "#source-a")]
    assert [of for of in elements.holding("src", "srcset", "action", "data-live") if of] == []
    assert {"script", "link", "form", "input", "header", "nav", "picture", "img"}.isdisjoint(t for t, _ in elements.all)
    assert 'Lost 15.8&nbsp;%<a href="#source-a">1</a>' in kept
    assert '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg><p>End &amp; all</p>' in kept
    assert "Kept on a day" in kept
    assert ("Find" in kept, "Point" in kept, "Next" in kept) == (False, False, False)
    figure = kept[kept.index('id="picture-bridge"') : kept.index("</figure>")]
    assert figure.count("<svg ") == 2  # for a page and for a phone
    assert spoken(drawn["bridge"].title, "en") in figure


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_a_city_is_one_file(client, language):
    """Of a page with few pictures: all of them are tried in a browser."""
    answer = client.get(f"/city/hegang/file/unknown?lang={language}")
    assert answer.status_code == 200
    assert f'filename="hegang-unknown.{language}.html"' in answer.headers["content-disposition"]
    elements = Elements(answer.text)
    targets = {given["id"] for _, given in elements.all if "id" in given}
    # Marks of sources lead to the list in the file, which leads out; nothing leads to the server.
    links = {href for _, href in elements.holding("href")}
    inside = {href for href in links if href.startswith("#")}
    assert {href[1:] for href in inside} <= targets
    assert all(re.fullmatch(r"https?://[\w.-]+/.*", href) for href in links - inside)
    page = client.get(f"/city/hegang/unknown?lang={language}").text
    for finding in re.findall(r'<p class="finding"[^>]*>([^<]{20,})', page):
        assert finding in answer.text
    assert answer.text.count('class="spark"') == 5  # the tiles


def test_levers_are_no_file(client):
    assert client.get("/city/hegang/file/act").status_code == 404


def test_a_picture_alone_may_stand_in_a_frame_and_no_other_page(client):
    alone, page = client.get("/city/hegang/picture/bridge?lang=en"), client.get("/city/hegang?lang=en")
    assert "frame-ancestors *" in alone.headers["content-security-policy"]
    assert "x-frame-options" not in alone.headers
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"
    framed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    assert client.get("/city/hegang/picture/bridge", headers=framed).status_code == 200
    assert client.get("/city/hegang", headers=framed).status_code == 403
    assert client.get("/city/hegang/picture/bridge.json", headers=framed).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_alone_has_its_finding_sources_and_citation(client, language):
    text = client.get(f"/city/hegang/picture/bridge?lang={language}").text
    picture = page_cache.drawn("230400", language)["bridge"]
    assert spoken(picture.title, language) in text
    assert fingerprint()[:12] in text
    assert "<a " not in text
    snippet = client.get(f"/city/hegang/picture/bridge/embed?lang={language}").text
    assert f"http://127.0.0.1:8600/city/hegang/picture/bridge?lang={language}" in snippet
    assert "&lt;iframe src=&#34;" in snippet
    assert client.get("/city/hegang/picture/nonsense").status_code == 404
    assert client.get("/city/hegang/picture/nonsense/embed").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_stands_in_a_frame_as_a_picture_does_and_is_kept_with_its_finding_and_sources(client, language):
    asked = "quantity=house_price&year=2020&view=map&among=listed"
    framed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    alone = client.get(f"/map?{asked}&lang={language}", headers=framed)
    assert "frame-ancestors *" in alone.headers["content-security-policy"]
    home = client.get(f"/?{asked}&lang={language}").text
    finding = re.search(r'<h2 id="map-title" class="finding">([^<]*)', home)[1]
    assert f"<h1>{finding}</h1>" in alone.text
    assert fingerprint()[:12] in alone.text
    assert "<a " not in alone.text
    copied = unescape(unescape(client.get(f"/map/embed?{asked}&lang={language}").text))
    assert f'src="http://127.0.0.1:8600/map?{asked}&lang={language}"' in copied
    kept = re.search(r'href="(/map\.svg\?[^"]*width=alone[^"]*)"', home)
    drawing = re.sub(r"<[^>]*>|\s", "", client.get(unescape(kept[1])).text)
    for said in (finding, *re.findall(r'class="subtitle">(?:Sources: |资料来源：)([^(（]{9,})', alone.text)[:1]):
        assert re.sub(r"\s", "", said) in drawing
    assert client.get("/map?quantity=nonsense").status_code == 400
    assert client.get("/map/embed?year=1950").status_code == 400


def test_a_picture_of_a_comparison_stands_in_a_frame_too(client):
    page = client.get("/compare?a=hegang&b=fuxin&lang=en").text
    address = unescape(re.search(r'href="(/compare/[^"]*/embed[^"]*)"', page)[1])
    copied = unescape(unescape(client.get(address).text))
    path = re.search(r'src="http://127.0.0.1:8600(/compare/[^"]*)"', copied)[1]
    framed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    alone = client.get(path, headers=framed)
    assert "frame-ancestors *" in alone.headers["content-security-policy"]
    title = re.search(r"<h1>([^<]*)</h1>", alone.text)[1]
    assert title in page
    assert client.get("/compare/hegang,fuxin/nonsense").status_code == 404


def test_behind_a_proxy_a_frame_has_the_address_of_the_proxy(client):
    heads = {"x-forwarded-host": "planning.example"}
    snippet = client.get("/city/hegang/picture/bridge/embed?lang=en", headers=heads).text
    assert "://planning.example/city/hegang/picture/bridge?lang=en" in snippet


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_how_to_cite_it(client, language):
    cited = re.search(r'<textarea id="cite"[^>]*>([^<]*)', client.get(f"/city/hegang/past?lang={language}").text)
    title = spoken(Sentence("web.question.past", {}), language)
    for part in (title, __version__, fingerprint()[:12], "/city/hegang/past", "relode serve"):
        assert part in cited[1]
    assert "127.0.0.1" not in cited[1]  # it leads nowhere from another machine
    assert re.search(r"\d{4}-\d{2}-\d{2}", cited[1])
