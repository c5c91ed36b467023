from typing import Any

import numpy as np
import pandas as pd

from pipeline.layers.stability_years import stability_years
from pipeline.schema import conform
from tests.violence import ONE_EACH, areas, communities, incidents, placed


def made(events: Any, day: str | None = "2021-12-31", people: Any = ONE_EACH) -> pd.DataFrame:  # noqa: ANN401
    where = areas()
    table = stability_years(
        areas=where,
        communities=people,
        incidents=events,
        placing=placed(events, where),
        as_of=pd.DataFrame({"as_of": pd.Series([day], dtype="datetime64[us]")}),
    )
    return conform("stability_years", table)


def of(table: pd.DataFrame, area: str) -> pd.DataFrame:
    own = table[table["area_id"] == area]
    return own.set_index(own["year_start"].dt.year)


def test_every_area_has_a_row_for_every_year_from_the_first_incident_on() -> None:
    table = made(incidents(("2019-02-03", 1, 5), ("2019-05-30", 1, 5), ("2021-05-01", 1, 15)))
    assert of(table, "A")["incidents_weight"].to_dict() == {2019: 2, 2020: 0, 2021: 0}
    assert of(table, "B")["incidents_weight"].to_dict() == {2019: 0, 2020: 0, 2021: 1}
    assert of(table, "A")["deaths_best"].tolist() == [4, 0, 0]
    assert len(table) == 9


def test_incidents_known_by_year_only_count_in_their_year() -> None:
    day = incidents(*[("2020-02-03", 1, 5)] * 3)
    year = incidents(("2021", 1, 5), kind="year").assign(incident_id="Z")
    table = made(pd.concat([day, year], ignore_index=True))
    assert of(table, "A")["incidents_weight"].tolist() == [3, 1]


def test_rates_are_per_100_000_people_and_a_year() -> None:
    # A has 1,000 people: 2 incidents in 365 days are 2 x 100 x 365.25 / 365.
    table = of(made(incidents(("2019-02-03", 1, 5), ("2019-05-30", 1, 5)), day="2019-12-31"), "A")
    np.testing.assert_allclose(table["rate_per_100k"], 200 * 365.25 / 365)


def test_an_unfinished_year_counts_the_days_up_to_as_of() -> None:
    table = made(incidents(("2019-01-03", 1, 5)), day="2019-01-10")
    np.testing.assert_allclose(of(table, "A")["rate_per_100k"], 100 * 365.25 / 10)
    assert not table["is_finished"].any()
    assert made(incidents(("2019-01-03", 1, 5)), day="2019-12-31")["is_finished"].all()


def test_the_interval_is_what_chance_leaves_open_of_the_count() -> None:
    # None in a year: up to -ln(0.05) = 2.9957 are not unlikely; one: 0.0513 to 4.7439.
    table = made(incidents(("2019-01-03", 1, 5)), day="2019-12-31")
    per = 100 * 365.25 / 365
    ends = ["rate_low_per_100k", "rate_high_per_100k"]
    np.testing.assert_allclose(
        of(table, "A")[ends].iloc[0], [0.0513 * per, 4.7439 * per], rtol=1e-3
    )
    np.testing.assert_allclose(of(table, "B")[ends].iloc[0], [0, 2.9957 * per / 3], rtol=1e-4)


def test_where_nobody_lives_there_is_a_count_and_no_rate() -> None:
    table = of(made(incidents(("2019-01-03", 1, 5)), people=communities(("A", 0, 5))), "A")
    assert table["incidents_weight"].iloc[0] == 1
    assert table[["rate_per_100k", "rate_low_per_100k", "rate_high_per_100k"]].isna().all(axis=None)


def test_without_incidents_or_a_day_there_is_no_year() -> None:
    assert made(incidents()).empty
    assert made(incidents(("2019-01-03", 1, 5)), day=None).empty
