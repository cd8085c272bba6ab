"""The report with plans in a real browser: its pictures at three widths in both languages."""


def test_a_report_with_plans_fits_and_hides_no_label(browser, layout, plan_runs_folder, language, width):
    planned_run = next(plan_runs_folder.iterdir())
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    page.goto((planned_run / f"report.{language}.html").as_uri())
    assert layout.outside(page) == []
    pictures = [each for each in layout.pictures(page) if each["key"].startswith("picture-plan_")]
    shown = {each["key"] for each in pictures}
    assert {"picture-plan_cards", "picture-plan_employment", "picture-plan_doubts"} <= shown
    assert [fault for picture in pictures for fault in layout.faults(picture)] == []
    context.close()
