from relode.diagnosis.profiles.table_rows import applied
from relode.facts import rows
from relode.places import all_places, find, official


def events(name):
    return [row["event_id"] for row in applied(find(name))]


def test_an_exhausted_city_has_its_batch_and_no_other():
    assert "E2011_EX3" in events("hegang")
    assert not {"E2008_EX1", "E2009_EX2"} & set(events("hegang"))
    assert {"E2001_FUXIN", "E2008_EX1"} <= set(events("fuxin"))


def test_the_list_of_2013_applies_to_its_262_places_and_to_no_other():
    listed = [p.code for p in all_places() if "E2013_PLAN" in {row["event_id"] for row in applied(p)}]
    assert set(listed) == set(official())
    assert len(listed) == 262


def test_batches_are_as_large_as_published():
    counts = {row["event_id"]: row["treated_count"] for row in rows("policy_events")}
    exhausted = [entry for entry in official().values() if entry.is_exhausted]
    for event, year in (("E2008_EX1", 2008), ("E2009_EX2", 2009), ("E2011_EX3", 2011)):
        assert sum(entry.exhausted_year == year for entry in exhausted) <= int(counts[event])


def test_events_come_oldest_first():
    dates = [row["date"] for row in applied(find("fuxin"))]
    assert dates == sorted(dates)
    assert len(dates) >= 6
