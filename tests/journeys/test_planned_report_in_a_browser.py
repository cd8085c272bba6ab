"""The report with plans and the brief in a real browser: at three widths in both languages, and in print."""

import re


def test_a_report_with_plans_fits_every_width(at_widths, layout, plan_runs_folder, language):
    for page in at_widths(next(plan_runs_folder.iterdir()) / f"report.{language}.html"):
        assert layout.outside(page) == []


def test_a_brief_fits_every_width_and_its_annex_is_there(at_widths, layout, plan_runs_folder, language):
    run = next(plan_runs_folder.iterdir())
    for page in at_widths(run / f"brief.{language}.html"):
        assert layout.outside(page) == []
    links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert links
    assert any(link.startswith(f"report.{language}.html#row-service:") for link in links)
    assert [link for link in links if not leads_somewhere(run, f"brief.{language}.html", link)] == []


def leads_somewhere(folder, page, link):
    """Whether the file of a link is there and has what the link names in it."""
    name, _, part = link.partition("#")
    file = folder / (name or page)
    return file.exists() and (not part or f'id="{part}"' in file.read_text(encoding="utf-8"))


def test_a_brief_prints_on_two_pages(open_file, plan_runs_folder, county_runs_folder, language):
    for folder in (plan_runs_folder, county_runs_folder):
        page = open_file(next(folder.iterdir()) / f"brief.{language}.html")
        pages = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))
        assert 1 <= pages <= 2


def test_print_shows_what_is_folded_and_hides_the_twins_of_pictures(open_file, plan_runs_folder, language):
    page = open_file(next(plan_runs_folder.iterdir()) / f"report.{language}.html")
    page.emulate_media(media="print")
    folded = "[...document.querySelectorAll('#act > details:not([open])')]"
    heights = page.evaluate(f"{folded}.map(d => d.querySelector('table,ul').offsetHeight)")
    assert heights
    assert min(heights) > 20
    assert page.evaluate("[...document.querySelectorAll('.twin')].every(d => d.offsetHeight === 0)")


def test_the_contents_stand_beside_the_report_where_there_is_room(open_file, plan_runs_folder, language):
    page = open_file(next(plan_runs_folder.iterdir()) / f"report.{language}.html", 1440)
    beside = page.evaluate(
        "(() => { const n = document.querySelector('nav').getBoundingClientRect(),"
        " m = document.querySelector('main').getBoundingClientRect(); return [n.right, m.left, n.top - m.top]; })()"
    )
    assert beside[0] <= beside[1]
    assert abs(beside[2]) < 40
