from pipeline.sample.facilities import KINDS
from pipeline.sample.write import World


def test_counts_are_those_of_the_lists_without_faulty_and_repeated_rows(world: World) -> None:
    made = world.facilities
    faulty = sum(len(rows) for rows in made.rejected.values())
    lists = (made.health, made.clinics, made.public, made.bases)
    kept = sum(len(rows) for rows in lists) - faulty - made.merged
    assert sum(sum(by_status.values()) for by_status in made.counts.values()) == kept


def test_every_type_is_there_and_courts_are_all_closed(world: World) -> None:
    assert set(world.facilities.counts) == {"health", "base", *KINDS.values()}
    assert world.facilities.counts["court"] == {"closed": 2}


def test_faulty_rows_stand_where_the_truth_says(world: World) -> None:
    health, rows = world.facilities.health, world.facilities.rejected["health"]
    assert health["latitude"].iloc[[row - 1 for row in rows]].tolist() == ["", 0]
