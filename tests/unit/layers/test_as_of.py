import pandas as pd

from pipeline.layers.as_of import as_of
from pipeline.schema import conform


def incidents(*days: str) -> pd.DataFrame:
    return pd.DataFrame({"date_end": pd.Series(list(days), dtype="datetime64[us]")})


def test_stated_day_wins() -> None:
    table = conform("as_of", as_of(incidents=incidents("2020-12-31"), stated="2019-06-01"))
    assert table.to_numpy().tolist() == [[pd.Timestamp("2019-06-01"), "region_file"]]


def test_newest_possible_day_of_an_incident_comes_next() -> None:
    table = conform("as_of", as_of(incidents=incidents("2019-12-31", "2018-02-01"), stated=None))
    assert table.to_numpy().tolist() == [[pd.Timestamp("2019-12-31"), "newest_incident"]]


def test_without_either_the_day_is_empty() -> None:
    table = conform("as_of", as_of(incidents=incidents(), stated=None))
    assert table["as_of"].isna().all()
    assert table["origin"].tolist() == ["none"]
