from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from pipeline.layers.indicators import indicators
from pipeline.schema import conform
from tests import scored
from tests.scored import NEAR, RATE, Rule

CRS = "EPSG:32629"
DAY = pd.DataFrame({"as_of": pd.Series(["2020-12-31"], dtype="datetime64[us]")})
TRUST = Rule("trust", "cohesion", "surveys", "trust")
BASE = Rule("base", "presence", "presence", None, "people_near_share")
N = 4


def access(near: list[float | None], unknown: list[float | None] | None = None) -> pd.DataFrame:
    """Shares within 60 minutes (a fifth of it within 30) and unknown of each area."""
    share = np.array(near, float)
    return pd.DataFrame(
        {
            "area_id": [f"a{i:02}" for i in range(N)],
            "service_type": "health",
            "scenario": "dry-4x4",
            "within_30_min_share": share / 5,
            **{f"within_{top}_min_share": share for top in (60, 120, 240)},
            "unknown_share": np.zeros(N) if unknown is None else np.array(unknown, float),
            "grade": "A",
        }
    )


def stability(rates: list[float | None], grade: str = "B") -> pd.DataFrame:
    ids = [f"a{i:02}" for i in range(N)]
    return pd.DataFrame({"area_id": ids, "rate_per_100k": np.array(rates, float), "grade": grade})


def surveys(*rows: tuple[str, float, int, str, str]) -> pd.DataFrame:
    """Area, share of yes, answers, day, file."""
    table = pd.DataFrame(list(rows), columns=["area_id", "value", "n", "date", "source"])
    known = table.assign(indicator="trust", kind="share", sd=np.nan)
    return known.astype({"date": "datetime64[us]"})


def evidence(*rows: tuple[str, float, float | None, str, str]) -> pd.DataFrame:
    """Area, value, error, day, origin."""
    table = pd.DataFrame(list(rows), columns=["area_id", "value", "error", "date", "origin"])
    known = table.assign(indicator="lights", n=np.nan, source=table["origin"] + ".x")
    return known.astype({"date": "datetime64[us]", "error": float})


def points(**columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    n = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[Point(0, 0)] * n, crs=CRS)


def made(*rows: Rule, people: list[float] | None = None, **changed: Any) -> Any:  # noqa: ANN401
    ids = [f"a{i:02}" for i in range(N)]
    tables: dict[str, Any] = {
        "areas": scored.areas(N, adm1_id=["P"] * N, adm2_id=["D", "D", "E", "E"]),
        "communities": points(area_id=ids, people=people or [100.0] * N),
        "indicator_rules": scored.rules(*rows),
        "access": access([0.5] * N),
        "rural_access": pd.DataFrame({"area_id": ids, "all_season_share": 0.5}),
        "stability": stability([1.0] * N),
        "presence": pd.DataFrame({"area_id": ids, "people_near_share": np.nan, "grade": "X"}),
        "surveys": surveys(),
        "evidence": evidence(),
        "services": points(service_type=["health"] * 2, source=["one.csv", "two.csv"]),
        "incidents": points(
            source=["ged.csv"], date=pd.Series(["2020-06-01"], dtype="datetime64[us]")
        ),
        "as_of": DAY,
        "base_scenario": "dry-4x4",
        "base_type": "base",
        "survey_n": 30,
        "stale_years": 3.0,
        **scored.METHOD,
        **changed,
    }
    return conform("indicators", indicators(**tables)).set_index(["indicator", "area_id"])


def made_of(where: gpd.GeoDataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return the answers of these areas alone."""
    ids = where["area_id"].tolist()
    table: pd.DataFrame = made(
        TRUST, areas=where, surveys=told, communities=points(area_id=ids, people=[1.0] * len(ids))
    ).loc["trust"]
    return table


def test_access_is_the_share_near_of_those_of_whom_something_is_known() -> None:
    near = made(NEAR, access=access([0.5, 0.5, 0.4, None], [0, 0.2, 0.5, None])).loc["near"]
    assert near["value"].tolist()[:2] == pytest.approx([0.5, 0.625])
    assert near["score"].tolist()[:2] == pytest.approx([5, 6.25])
    assert near["coverage_share"].tolist()[:2] == pytest.approx([1, 0.8])
    assert near["reason"].tolist() == ["ok", "ok", "mostly_unknown", "no_value"]
    assert near["grade"].tolist() == ["A", "B", "X", "X"]
    assert near["sources"].tolist()[0] == "one.csv, two.csv"


def test_a_region_without_the_source_has_a_gap_in_every_area() -> None:
    rows = (NEAR._replace(item="school"), TRUST, BASE)
    table = made(*rows)
    assert len(table) == 3 * N
    assert set(table["reason"]) == {"no_source"}
    assert table[["value", "score", "pull"]].isna().all().all()
    assert set(table["grade"]) == {"X"}


def test_of_several_items_the_first_that_the_region_has_counts() -> None:
    table = made(NEAR._replace(item="clinic|health|hub"))
    assert table["value"].tolist() == pytest.approx([0.5] * N)


def test_one_source_is_b_at_best() -> None:
    rates = made(RATE, stability=stability([1, 2, 3, None], "A")).loc["rate"]
    assert rates["grade"].tolist() == ["B", "B", "B", "X"]
    assert rates["score"].tolist()[:3] == pytest.approx([9, 8, 7])
    assert rates["date"].dropna().unique().tolist() == [pd.Timestamp("2020-06-01")]


def test_the_newest_answers_up_to_the_day_count() -> None:
    told = surveys(
        ("a00", 0.2, 100, "2018-06-01", "a.csv"),
        ("a00", 0.6, 100, "2020-06-01", "b.csv"),
        ("a00", 0.9, 100, "2021-06-01", "c.csv"),
        ("a01", 0.4, 100, "2016-06-01", "a.csv"),
        ("a02", 0.4, 100, "2014-06-01", "a.csv"),
    )
    trust = made(TRUST, surveys=told).loc["trust"]
    assert trust["value"].tolist()[:2] == pytest.approx([0.6, 0.4])
    assert trust["n"].tolist()[:2] == [100, 100]
    assert trust["grade"].tolist() == ["A", "B", "C", "X"]
    assert trust["reason"].tolist() == ["ok", "ok", "ok", "no_value"]


def test_a_small_sample_is_filled_up_from_its_division() -> None:
    told = surveys(
        ("a00", 0.0, 10, "2020-06-01", "a.csv"),
        ("a01", 0.6, 100, "2020-06-01", "b.csv"),
        ("a02", 1.0, 100, "2020-06-01", "b.csv"),
    )
    trust = made(TRUST, surveys=told).loc["trust"]
    # Twenty answers of the other area of D: (10 x 0 + 20 x 0.6) / 30
    assert trust["value"].tolist()[:3] == pytest.approx([0.4, 0.6, 1.0])
    assert trust["n"].tolist()[0] == 10
    assert trust["grade"].tolist()[:2] == ["B", "B"]
    half = 1.645 * np.sqrt(0.6 * 0.4 / 100 + 1.645**2 / 4e4) / (1 + 1.645**2 / 100)
    assert trust["error"].tolist()[1] == pytest.approx(half / 1.645, rel=1e-3)
    assert trust["error"].tolist()[0] > trust["error"].tolist()[1]


def test_a_small_sample_alone_in_its_division_borrows_from_the_next_larger_one() -> None:
    told = surveys(
        ("a00", 0.0, 15, "2020-06-01", "a.csv"),
        ("a02", 0.5, 10, "2020-06-01", "a.csv"),
        ("a03", 0.5, 10, "2020-06-01", "b.csv"),
    )
    trust = made(TRUST, surveys=told).loc["trust"]
    # a00: 15 of the 20 in E; a02: 10 of E and 15 of D are the 25 others, of which it needs 20
    assert trust["value"].tolist()[0] == pytest.approx(0.25)
    assert trust["value"].tolist()[2] == pytest.approx((10 * 0.5 + 20 * 0.2) / 30)


@pytest.mark.parametrize("n", [3, 5, 10, 20, 60])
def test_nine_intervals_of_answers_in_ten_hold_the_truth(n: int) -> None:
    held = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        truth = random.beta(4, 4, 60)
        yes = random.binomial(n, truth) / n
        told = surveys(
            *((f"a{i:02}", share, n, "2020-06-01", "a.csv") for i, share in enumerate(yes.tolist()))
        )
        where = scored.areas(60, adm1_id=["P"] * 60, adm2_id=np.repeat([*"ABC"], 20))
        trust = made_of(where, told)
        off = np.abs(trust["value"].to_numpy() - truth)
        held.append(off <= 1.645 * trust["error"].to_numpy())
    assert 0.85 <= np.mean(held) <= 0.95


def test_areas_that_differ_lend_less_sure_answers() -> None:
    def error(*values: float) -> float:
        rows = [(f"a0{i}", v, 12, "2020-06-01", "a.csv") for i, v in enumerate(values)]
        return float(made(TRUST, surveys=surveys(*rows)).loc["trust", "error"].iloc[0])

    assert error(0.5, 0.0, 1.0, 0.5) > 1.2 * error(0.5, 0.5, 0.5, 0.5)


def test_a_question_that_nobody_answered_is_a_gap() -> None:
    trust = made(TRUST, surveys=surveys(("a00", 0.0, 0, "2020-06-01", "a.csv"))).loc["trust"]
    assert set(trust["reason"]) == {"no_value"}


def test_answers_without_a_date_are_one_grade_worse() -> None:
    told = surveys(
        ("a00", 0.5, 100, "1900-01-01", "a.csv"), ("a01", 0.5, 100, "2020-01-01", "b.csv")
    )
    trust = made(TRUST, surveys=told).loc["trust"]
    assert trust["grade"].tolist()[:2] == ["B", "B"]
    assert trust["date"].isna().tolist()[:2] == [True, False]


def test_a_pull_is_what_the_index_loses_with_the_mean_in_its_place() -> None:
    table = made(
        *(NEAR, RATE),
        access=access([0.2, 0.6, 0.6, 0.6]),
        stability=stability([5.0] * N),
        people=[100, 100, 100, 0],
        aggregation="arithmetic",
    )
    # The people's mean score is (2 + 6 + 6) / 3; half of the difference reaches the index.
    assert table.loc["near", "pull"].tolist() == pytest.approx([(2 - 14 / 3) / 2] + [2 / 3] * 3)
    assert table.loc["rate", "pull"].tolist() == pytest.approx([0] * N)


def test_a_mean_of_answers_has_students_error() -> None:
    told = surveys(("a00", 3.5, 100, "2020-06-01", "a.csv"), ("a01", 2.0, 100, "2020-06-01", "b"))
    told = told.assign(kind="mean", sd=np.array([2.0, np.nan]))
    trust = made(TRUST._replace(high=5.0), surveys=told).loc["trust"]
    assert trust["value"].tolist()[:2] == [3.5, 2.0]
    # Student's 95 % quantile of 99 degrees of freedom is 1.66039
    assert trust["error"].tolist()[0] == pytest.approx(1.66039 / 1.64485 * 0.2, rel=1e-4)
    assert trust["error"].isna().tolist()[1]


def test_a_mean_of_answers_of_unknown_spread_is_one_grade_worse() -> None:
    days = ("2019-06-01", "2020-06-01")
    told = surveys(*((area, 3.5, 100, day, day) for area in ("a00", "a01") for day in days))
    told = told.assign(kind="mean", sd=np.array([2.0, 2.0, np.nan, np.nan]))
    assert made(TRUST, surveys=told).loc["trust", "grade"].tolist()[:2] == ["A", "B"]


def test_a_trend_is_off_by_chance_and_a_rate_is_drawn_elsewhere() -> None:
    trend = RATE._replace(indicator="trend", column="trend_z")
    table = made(RATE, trend, stability=stability([1.0] * N).assign(trend_z=1.2))
    assert table.loc["trend", "error"].tolist() == [1.0] * N
    assert table.loc["rate", "error"].isna().all()


def test_no_incidents_at_all_are_a_gap_and_no_perfect_score() -> None:
    exposed = RATE._replace(indicator="exposed", column="exposed_share")
    calm = stability([0.0] * N).assign(exposed_share=0.0, grade=["B", "B", "X", "X"])
    found = made(exposed, stability=calm).loc["exposed"]
    assert found["score"].fillna(-1).tolist() == [10, 10, -1, -1]
    assert found["reason"].tolist() == ["ok", "ok", "no_value", "no_value"]
    none = made(exposed, stability=calm.assign(grade="X")).loc["exposed"]
    assert set(none["reason"]) == {"no_source"}
    assert none["score"].isna().all()


def test_other_evidence_keeps_its_own_error_and_a_raster_is_derived() -> None:
    told = evidence(
        ("a00", 4.0, 0.5, "2020-06-01", "table"),
        ("a01", 4.0, None, "2020-06-01", "raster"),
        ("a01", 9.0, None, "2021-06-01", "raster"),
        ("a02", 4.0, None, "2019-06-01", "raster"),
        ("a02", 4.0, None, "2020-06-01", "table"),
    )
    lights = Rule("lights", "economy", "evidence", "lights", high=10.0)
    table = made(lights, evidence=told).loc["lights"]
    assert table["score"].tolist()[:3] == [4, 4, 4]
    assert table["error"].fillna(0).tolist() == [0.5, 0, 0, 0]
    assert table["grade"].tolist() == ["B", "B", "A", "X"]
    assert table["reason"].tolist()[3] == "no_value"
