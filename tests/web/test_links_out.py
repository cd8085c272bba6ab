"""Ways out of the server: each address follows from what the source says of itself, and opens beside the page."""

import re

import pytest

from relode import shipped_tables
from relode.facts import rows
from relode.language import LANGUAGES
from relode.web.pages.links_out import addresses, linked

SHIPPED = shipped_tables.rows("relode.facts", "source_addresses")
CITED = {row["key"]: row["citation"] for row in rows("sources")}
JOURNALS = {"Energies": "en", "Sustainability": "su", "Land": "land"}
ARTICLE = re.compile(rf"({'|'.join(JOURNALS)})(?: \d{{4}},)? (\d+)\((\d+)\):(\d+)")
"""Volume, issue and number of an article whose publisher makes its identifier of them."""
OUT = re.compile(r'<a href="(https?://[^"]+)" target="_blank" rel="noopener noreferrer">([^<]+)</a>')


def test_an_address_is_of_a_listed_source_and_stands_once():
    assert {row["key"] for row in SHIPPED} <= CITED.keys()
    assert {row["of"] for row in SHIPPED} == {"publication", "copy"}
    assert len({(row["key"], row["address"]) for row in SHIPPED}) == len(SHIPPED)
    assert all(row["reason"] for row in SHIPPED)


def test_a_repository_that_a_citation_names_is_the_one_that_is_linked():
    named = [row for row in SHIPPED if row["reason"] == "the repository named in the citation"]
    assert len(named) > 30
    for row in named:
        assert row["address"].removeprefix("https://github.com/") in CITED[row["key"]], row["key"]


def test_an_identifier_is_that_of_the_citation():
    made = {}
    for key, citation in CITED.items():
        if found := ARTICLE.search(citation):
            journal, volume, issue, number = found.groups()
            made[key] = f"https://doi.org/10.3390/{JOURNALS[journal]}{volume}{issue:0>2}{number:0>4}"
        elif found := re.search(r"doi (\S+)", citation):
            made[key] = f"https://doi.org/{found[1]}"
    assert len(made) == 8
    assert made == {row["key"]: row["address"] for row in SHIPPED if row["key"] in made and row["of"] == "publication"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_leads_to_its_publication_and_to_the_copy_that_was_read(client, language):
    text = client.get(f"/source/coal_mines?lang={language}").text
    assert OUT.findall(text) == [(address, address) for _, address, _ in addresses("coal_mines")]
    listed = client.get(f"/city/hegang/next?lang={language}").text
    assert addresses("plan2013")[0][1] in dict(OUT.findall(listed))
    assert addresses("assumption") == []


def test_a_cell_leads_to_authorities_and_repositories_alone():
    law = "http://sjt.sc.gov.cn/a/b.shtml (point 3); http://mirror.example.com/x <b>"
    found = linked(law)
    assert OUT.findall(found) == [("http://sjt.sc.gov.cn/a/b.shtml", "http://sjt.sc.gov.cn/a/b.shtml")]
    assert found.endswith(" (point 3); http://mirror.example.com/x &lt;b&gt;")
    assert OUT.findall(linked("https://gov.cn.example.com/x")) == []
    repository = linked("public repository github.com/LawRefBook/Laws, 行政法规/a.md")
    assert OUT.findall(repository) == [("https://github.com/LawRefBook/Laws", "github.com/LawRefBook/Laws")]
