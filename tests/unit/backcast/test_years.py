from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.backcast.years import days, known_by
from pipeline.errors import ConfigError, StageError


class Tables:
    """The tables that a back-cast asks for its years."""

    def __init__(self, starts: list[str], as_of: str | None) -> None:
        ids = [f"i{n}" for n in range(len(starts))]
        begun = pd.Series(pd.to_datetime(starts), dtype="datetime64[us]")
        self.tables = {
            "incidents": pd.DataFrame({"incident_id": ids, "date_start": begun}),
            "placing": pd.DataFrame({"incident_id": ids * 2, "weight": 0.5}),
            "as_of": pd.DataFrame(
                {"as_of": pd.Series([as_of], dtype="datetime64[us]"), "origin": "region_file"}
            ),
        }

    def table(self, name: str) -> Any:  # noqa: ANN401
        return self.tables[name]


def of(*starts: str, as_of: str | None = "2002-06-30") -> Any:  # noqa: ANN401
    return Tables(list(starts), as_of)


def test_years_end_on_their_last_day_and_the_last_one_on_the_day_itself() -> None:
    found = days(of("1999-05-01", "2001-01-01"), "r", 3)
    assert [f"{day:%Y-%m-%d}" for day in found] == [
        *("1999-12-31", "2000-12-31", "2001-12-31", "2002-06-30"),
    ]


def test_years_before_data_begin_are_refused_with_the_most_there_are() -> None:
    with pytest.raises(ConfigError, match=r"incidents of r begin on 1999-05-01 .*--years 3 is the"):
        days(of("1999-05-01"), "r", 4)
    with pytest.raises(ConfigError, match="no year to go back to"):
        days(of("2002-05-01"), "r", 1)


def test_no_years_no_incidents_and_no_day_are_told_apart() -> None:
    with pytest.raises(ConfigError, match="ask for 1 or more"):
        days(of("1999-05-01"), "r", 0)
    with pytest.raises(StageError, match="has no incidents"):
        days(of(), "r", 1)
    with pytest.raises(StageError, match="no day that its layers speak of"):
        days(of("1999-05-01", as_of=None), "r", 1)


def test_what_begins_after_the_day_is_not_known_by_then() -> None:
    known = known_by(of("2000-12-31", "2001-01-01"), pd.Timestamp("2000-12-31"))
    assert known["incidents"]["incident_id"].tolist() == ["i0"]
    assert known["placing"]["incident_id"].tolist() == ["i0", "i0"]
    assert known["as_of"]["as_of"].tolist() == [pd.Timestamp("2000-12-31")]
