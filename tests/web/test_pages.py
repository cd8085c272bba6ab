"""The pages as a reader gets them, in both languages, without a browser."""

import csv
import re
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import openpyxl
import pytest

from relode.answers.answer_text import heading
from relode.charts import drawn_files
from relode.language import LANGUAGES, sentence_keys, spoken
from relode.places import find
from relode.report import report_parts
from relode.web.pages import page_cache
from relode.web.pages.city_page import QUESTIONS

TEMPLATES = files("relode.web").joinpath("templates")
PAGES = [
    "/", "/cities", "/cities?q=he", "/cities?q=nothinglikethis", "/compare", "/compare?a=hegang", "/api",
    "/compare?a=hegang&b=fuxin", "/deal", "/provinces", "/own", "/source/census2020", "/facts/census/5613",
    *(f"/city/{city}/{question}" for city in ("hegang", "renqiu", "beijing") for question in QUESTIONS),
    "/city/hegang/number/population_change/2020", "/city/hegang/group/peers/population_change/2020", "/city/nowhere",
    "/city/yichun", "/city/hegang/act?subsidy=9",
]  # fmt: skip


class Text(HTMLParser):
    """The text of a page that a reader sees, without code, options of languages and scripts."""

    def __init__(self, html):
        super().__init__()
        self.parts, self.skipped, self.links, self.lang = [], 0, [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.lang = given.get("lang", self.lang) if tag == "html" else self.lang
        self.skipped += tag in ("code", "script", "style", "title")
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append((given["href"], given.get("class", "")))

    def handle_endtag(self, tag):
        self.skipped -= tag in ("code", "script", "style", "title")

    def handle_data(self, data):
        if not self.skipped:
            self.parts.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_speaks_one_language_and_leaves_no_placeholder(client, address, language):
    answer = client.get(f"{address}{'&' if '?' in address else '?'}lang={language}", follow_redirects=True)
    assert answer.status_code in (200, 400, 404)
    # Titles of Chinese documents and papers keep their names in both languages.
    kept = r'<span lang="zh-CN">.*?</span>|<ol class="sources">.*?</ol>'
    page = Text(re.sub(kept, "", answer.text, flags=re.DOTALL))
    assert page.lang == {"zh": "zh-CN", "en": "en"}[language]
    assert "&amp;amp;" not in answer.text
    text = " ".join(page.parts)
    assert not re.search(r"\{[a-z_:]*\}|\bNone\b(?! yet)|\bnan\b", text)
    if language == "zh":
        assert re.findall(r"(?:[a-z]{2,},? ){3}[a-z]{2,}", re.sub(r"\b[a-z_]+ \d{4}", "", text)) == []
    else:
        own_names = text.replace("中文", "")
        assert not re.search(r"[\u4e00-\u9fff]{2,}", re.sub(r"[（(].*?[)）]", "", own_names))


def test_every_sentence_that_the_templates_ask_for_exists():
    keys = set(sentence_keys())
    pages = [(entry.name, entry.read_text(encoding="utf-8")) for entry in TEMPLATES.iterdir()]
    asked = [
        (name, key, more)
        for name, page in pages
        for key, more in re.findall(r"""(?:say|plain)\(\s*["']([a-z0-9_.]+)["']\s*(~?)""", page)
    ]
    assert len(asked) > 80
    assert [(name, key) for name, key, more in asked if not more and key not in keys] == []
    assert [(name, key) for name, key, more in asked if more and not any(k.startswith(key) for k in keys)] == []


def test_every_sentence_of_the_page_is_asked_for():
    sources = [*TEMPLATES.iterdir(), *Path(str(files("relode.web"))).rglob("*.py")]
    text = "".join(entry.read_text(encoding="utf-8") for entry in sources)

    def is_asked(key):
        stem = re.escape(key.rpartition(".")[0])
        return re.search(rf"""["']{re.escape(key)}["']|["']{stem}\.(?:["'] ~|[a-z_]*\{{)""", text)

    unasked = [k for k in sentence_keys() if k.startswith("web.") and not is_asked(k)]
    assert [k for k in unasked if not re.search(r"problem\.|act\.(shock_|policy_)|question\.", k)] == []


def test_the_page_of_a_city_shows_the_numbers_of_the_profile(client):
    found = page_cache.result("230400").profile
    text = client.get("/city/hegang?lang=en").text
    assert spoken(heading(found, "report.kind"), "en") in text
    pattern = r'<data value="([^"]+)" data-quantity="([^"]+)" data-year="(\d+)" data-role="city"'
    values = {(name, int(year)): float(value) for value, name, year in re.findall(pattern, text)}
    assert len(values) > 20
    for (name, year), value in values.items():
        number = found.at(name, year)
        assert number is None or number.value == value
    assert values["population_change", 2020] == found.at("population_change", 2020).value


@pytest.mark.slow
def test_every_link_of_a_city_leads_somewhere(client):
    """Of a figure among its peers and among its type, one is opened."""
    links = {}
    for question in QUESTIONS:
        page = Text(client.get(f"/city/hegang/{question}?lang=en").text)
        found = {href.partition("#")[0] for href, _ in page.links}
        found = {href for href in found if href and not re.search(r"/report|\.png|\.svg|^https?:", href)}
        assert len(found) > 8, question
        links |= {re.sub(r"/group/\w+/", "/group/", href): href for href in sorted(found)}
    broken = {href: client.get(href, follow_redirects=True).status_code for href in links.values()}
    assert {href: status for href, status in broken.items() if status >= 400} == {}


def test_any_number_opens_its_story(client):
    page = Text(client.get("/city/hegang?lang=en").text)
    stories = {href for href, kind in page.links if kind == "story"}
    assert len(stories) > 30
    assert any("/group/" in href for href in stories)
    story = client.get("/city/hegang/number/population_change/2020?lang=en").text
    assert "census.csv:" in story
    assert "census2020" in story


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_is_told_with_the_place_itself_among_it(client, language):
    text = client.get(f"/city/hegang/group/peers/population_change/2020?lang={language}").text
    cells = re.findall(r'href="/city/([\w-]+)/number/population_change/2020">([^<]*)<', text.partition("<table")[2])
    values = [float(value.replace("−", "-").rstrip(" %\N{NO-BREAK SPACE}")) for _, value in cells]
    assert values == sorted(values)
    assert "hegang" in [slug for slug, _ in cells]
    assert len(cells) == 21
    assert "15.8" in re.search(r'<p class="finding">(.*?)</p>', text)[1]
    assert text.partition('class="group"')[2].count("<svg ") == 2  # for a page and for a phone


@pytest.mark.parametrize("name", ["鹤岗", "hegang", "Hegang", "230400", "HEGANG", "鹤岗市"])
def test_the_search_finds_a_city_by_any_of_its_names(client, name):
    assert "/city/hegang" in [href for href, _ in Text(client.get("/cities", params={"q": name}).text).links]


def test_another_name_of_a_city_leads_to_its_page(client):
    answer = client.get("/city/鹤岗/next?lang=zh")
    assert (answer.status_code, answer.headers["location"]) == (302, "/city/hegang/next?lang=zh")
    assert client.get("/city/230000").headers["location"] == "/provinces?of=heilongjiang-province"


def test_filters_and_order_of_the_table(client):
    table = list(csv.DictReader(StringIO(client.get("/cities.csv?type=declining&sort=house_price").text[1:])))
    assert {row["type"] for row in table} == {"declining"}
    prices = [float(row["house_price"]) for row in table if row["house_price"]]
    assert prices == sorted(prices)
    assert table[0]["house_price"]
    assert not table[-1]["house_price"]
    falling = list(csv.DictReader(StringIO(client.get("/cities.csv?sort=population_change&down=1").text[1:])))
    changes = [float(row["population_change"]) for row in falling if row["population_change"]]
    assert changes == sorted(changes, reverse=True)
    province = client.get("/cities.csv?province=230000").text
    assert "hegang" not in province
    assert "230400" in province


def test_an_unknown_city_is_a_page_with_suggestions(client):
    answer = client.get("/city/hegnag?lang=en")
    assert answer.status_code == 404
    assert "/city/hegang" in [href for href, _ in Text(answer.text).links]


def test_the_language_follows_the_address_then_the_stored_choice_then_the_browser(client):
    asked = client.get("/?lang=zh", headers={"accept-language": "en"})
    assert Text(asked.text).lang == "zh-CN"
    assert "samesite=strict" in asked.headers["set-cookie"].lower()
    stored = client.get("/", headers={"cookie": "lang=zh", "accept-language": "en"})
    assert Text(stored.text).lang == "zh-CN"
    assert Text(client.get("/", headers={"accept-language": "en;q=0.4, zh-TW;q=0.8"}).text).lang == "zh-CN"
    assert Text(client.get("/", headers={"cookie": "lang=fr", "accept-language": "fr"}).text).lang == "en"


def test_no_page_holds_a_script_or_a_style_of_its_own(client):
    for address in PAGES:
        text = client.get(address, follow_redirects=True).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), address
        inside = re.sub(r'<a href="https?://[^"]*" target="_blank" rel="noopener noreferrer">', "", text)
        assert not re.search(r"""(?:src|href|srcset)=["'](?:https?:)?//""", inside), address


@pytest.fixture
def count_drawn():
    """How many pictures were drawn since the test began, when nothing was kept."""
    page_cache.SHIPPED.answers.clear()
    drawn_files._drawn.cache_clear()
    return lambda: drawn_files._drawn.cache_info().misses


@pytest.mark.slow
def test_the_words_of_a_report_are_there_before_any_picture_is_drawn(client, count_drawn):
    opened = client.get("/city/renqiu/report?lang=en").text
    assert count_drawn() == 0
    addresses = re.findall(r'<img src="(/city/renqiu/picture/[^"]+)"', opened)
    assert len(addresses) == len(page_cache.drawn(find("renqiu").code, "en")) >= 10
    assert [client.get(address.replace("&amp;", "&")).status_code for address in addresses] == [200] * len(addresses)
    assert count_drawn() == len(addresses)


@pytest.mark.slow
def test_a_report_to_keep_is_sent_while_its_pictures_are_drawn(count_drawn):
    parts = report_parts(page_cache.result(find("renqiu").code), "en")
    seen = [count_drawn() for _ in parts]
    pictures = page_cache.drawn(find("renqiu").code, "en")
    assert seen[0] == 0
    assert seen == sorted(seen)
    assert len(set(seen)) > len(pictures) / 3
    assert seen[-1] == 2 * len(pictures)


@pytest.mark.slow
def test_the_report_opens_with_a_style_sheet_and_is_kept_whole(client):
    opened = client.get("/city/renqiu/report?lang=en")
    assert "<style" not in opened.text
    assert 'rel="stylesheet"' in opened.text
    kept = client.get("/city/renqiu/report?lang=en&keep=1")
    assert "<style>" in kept.text
    assert kept.headers["content-disposition"] == 'attachment; filename="renqiu.en.html"'
    assert kept.text.rstrip().endswith("</html>")
    assert 'src="/' not in kept.text


def test_drawings_numbers_and_workbook_can_be_kept(client):
    base = "/city/hegang/picture/population_change"
    light, dark = (client.get(f"{base}.svg?theme={theme}&lang=zh") for theme in ("light", "dark"))
    assert light.headers["content-type"].startswith("image/svg+xml")
    assert "var(" not in light.text
    assert light.text != dark.text
    assert client.get(f"{base}.png").content.startswith(b"\x89PNG")
    assert len(list(csv.reader(StringIO(client.get(f"{base}.csv").text)))) > 20
    book = openpyxl.load_workbook(BytesIO(client.get("/city/hegang/tables.xlsx?lang=zh").content))
    assert "历年指标" in book.sheetnames
    assert client.get("/city/hegang/picture/nonsense.svg").status_code == 404
    assert client.get("/compare/hegang,fuxin/compared.svg").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(("page", "language"), [("/city/hegang?", "zh"), ("/compare?a=hegang&b=fuxin&", "en")])
def test_a_drawing_that_is_kept_tells_its_finding_and_its_sources(client, page, language):
    """An SVG to keep had axes and nothing else; on the page they stand beside it."""
    links = re.findall(r'href="([^"]*[.]svg[?][^"]*)" download', client.get(f"{page}lang={language}").text)
    assert links
    for link in map(unescape, links):
        kept, shown = (client.get(address).text for address in (link, link.replace("width=alone", "width=wide")))
        finding = fromstring(shown.encode()).get("aria-label").partition(". ")[0][:30]
        told = {name: "".join(fromstring(text.encode()).itertext()) for name, text in (("k", kept), ("s", shown))}
        assert finding in told["k"], link
        assert finding not in told["s"], link
        assert {"en": "Sources", "zh": "来源"}[language] in told["k"]


def test_the_finding_of_a_page_is_the_one_of_the_report(client):
    picture = page_cache.drawn("230400", "en")["mining_share"]
    said = re.sub(r"<sup.*?</sup>|<[^>]+>", "", client.get("/city/hegang?lang=en").text)
    assert spoken(picture.title, "en") in said


def test_a_browser_that_asks_for_an_icon_gets_it(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml; charset=utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", [q for q in QUESTIONS if q not in ("next", "act")])
def test_every_figure_of_a_page_carries_value_unit_and_sources(client, question, language):
    page = client.get(f"/city/hegang/{question}?lang={language}").text
    figures = re.findall(r'<span class="figure" data-value="([^"]*)" data-unit="([^"]*)" data-sources="([^"]*)"', page)
    assert len(figures) == page.count('class="figure"')
    assert all(float(value) == float(value) and unit and sources for value, unit, sources in figures)
    assert bool(figures) == (question in ("stand", "ahead", "past", "unknown"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_without_a_structure_of_work_is_compared_without_that_picture(client, language):
    page = client.get(f"/compare?a=fuxin&b=sansha&lang={language}")
    assert page.status_code == 200
    assert "picture-compared" not in page.text
    assert client.get(f"/compare/fuxin,sansha/compared.svg?lang={language}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_needs_stand_on_the_page_of_what_may_happen(client, language):
    """With their pictures and the numbers of the record; a place without ages has no such part."""
    page = client.get(f"/city/hegang/ahead?lang={language}").text
    teachers = page_cache.result("230400").needs.service("teachers_primary").at(2030)
    assert page.count('id="part-needs"') == 1
    for norm in ("own", "nation", "standard"):
        assert f'data-value="{teachers.surplus[norm].sure!r}"' in page
    for key in ("needs_users", "needs_sure"):
        assert f'id="picture-{key}"' in page
        assert client.get(f"/city/hegang/picture/{key}.svg?lang={language}").status_code == 200
    assert 'id="part-needs"' not in client.get(f"/city/2114Z1/ahead?lang={language}", follow_redirects=True).text
