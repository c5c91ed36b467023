"""What must hold of published tables, whatever the numbers: few people cannot be worked out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.schema import TABLES
from pipeline.stages import counted_people
from pipeline.withheld import kept_back, published

laws = settings(max_examples=50, deadline=None, derandomize=True)
worlds = st.integers(0, 2**32 - 1)
K_MIN = 10
TOPS_MIN = (30, 60, 120, 240)
BANDS = [f"band_{top}_min_share" for top in TOPS_MIN] + ["beyond_share"]
WITHIN = [f"within_{top}_min_share" for top in TOPS_MIN]
MAIN = ["people_reached", "people_unreachable", "people_unknown"]


def publish(k_min: int = K_MIN) -> dict[str, Any]:
    return {
        "k_min": k_min,
        "sensitive": [],
        "hides_bases": False,
        "shows_points": True,
        "people": counted_people(),
        "keys": {name: list(table.key) for name, table in TABLES.items()},
    }


def drawn(seed: int) -> dict[str, pd.DataFrame]:
    """Return access, communities and rural access of a few areas, of small and large numbers."""
    random = np.random.default_rng(seed)
    areas = [f"A{n}" for n in range(int(random.integers(1, 6)))]
    sizes = [0, 0, 0, 0.4, 1, 3, 9, 9.99, 10, 11, 40, 700]
    parts = random.choice(sizes, (len(areas), 8))
    communities = pd.DataFrame(
        {
            "community_id": [f"C{n:02}" for n in range(parts.size)],
            "area_id": np.repeat(areas, 8),
            "people": parts.ravel(),
        }
    )
    reached, unreachable, unknown = parts[:, :5].sum(axis=1), parts[:, 5:7].sum(axis=1), parts[:, 7]
    people = reached + unreachable + unknown
    whole = np.where(people, people, np.nan)
    access = pd.DataFrame(
        {
            "area_id": areas,
            "service_type": "health",
            "scenario": "dry-4x4",
            "people": people,
            "people_reached": reached,
            **{name: parts[:, n] / whole for n, name in enumerate(BANDS)},
            **{name: parts[:, : n + 1].sum(axis=1) / whole for n, name in enumerate(WITHIN)},
            "unreachable_share": unreachable / whole,
            "unknown_share": unknown / whole,
            "insecure_share": parts[:, 5] / whole,
            "map_gap_share": unknown / whole,
            "people_unreachable": unreachable,
            "people_unknown": unknown,
        }
    )
    return {"access": access, "communities": communities}


def is_few(people: Any) -> Any:  # noqa: ANN401  a number or many
    return (people > 1e-6) & (people < K_MIN - 1e-6)


@laws
@given(worlds)
def test_no_number_and_no_share_of_people_is_a_small_one(seed: int) -> None:
    kept, _ = published(drawn(seed), publish())
    access = kept["access"]
    for column in ("people", *MAIN):
        assert not is_few(access[column]).any()
    others = ["unreachable_share", "unknown_share", "insecure_share", "map_gap_share"]
    for column in (*BANDS, *WITHIN, *others):
        assert not is_few(access[column] * access["people"]).any()
    for less, more in pairwise(WITHIN):
        assert not is_few((access[more] - access[less]) * access["people"]).any()
    assert not is_few(kept["communities"]["people"]).any()


@laws
@given(worlds)
def test_what_the_told_parts_leave_of_a_told_whole_is_no_small_number(seed: int) -> None:
    kept, _ = published(drawn(seed), publish())
    access, communities = kept["access"], kept["communities"]
    people = access["people"]
    assert not is_few(people - access[MAIN].sum(axis=1)).any()
    assert not is_few(
        access["people_reached"] - access[BANDS].mul(people, axis=0).sum(axis=1)
    ).any()
    unsafe = access["people_unreachable"] - access["insecure_share"] * people
    assert not is_few(unsafe).any()
    told = communities.groupby("area_id")["people"].sum().reindex(access["area_id"])
    assert not is_few(people - told.to_numpy()).any()


@laws
@given(worlds)
def test_what_the_told_communities_leave_of_a_class_of_an_area_is_no_small_number(
    seed: int,
) -> None:
    kept, _ = published(drawn(seed), publish())
    access = kept["access"]
    each = kept["communities"]["people"].to_numpy().reshape(len(access), 8)
    classes = dict(zip(MAIN, (slice(0, 5), slice(5, 7), slice(7, 8)), strict=True))
    bands = {name: slice(n, n + 1) for n, name in enumerate(BANDS)}
    for name, members in {**classes, **bands}.items():
        whole = access[name] if name in MAIN else access[name] * access["people"]
        assert not is_few(whole - np.nansum(each[:, members], axis=1)).any(), name


@laws
@given(worlds)
def test_a_small_number_never_stands_alone_among_those_that_are_kept_back(seed: int) -> None:
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 40))
    values = random.choice([0, np.nan, 0.5, 2, 9, 10, 12, 300], count)
    group = random.integers(0, 5, count)
    hidden = kept_back(values, group, K_MIN)
    assert hidden[is_few(values)].all()
    assert not hidden[~(values > 0)].any()
    for one in set(group[is_few(values)]):
        rows = hidden & (group == one)
        others = (group == one) & (values > 0) & ~hidden
        assert (rows.sum() >= 2 and values[rows].sum() >= K_MIN) or not others.any()
    calm = ~np.isin(group, group[is_few(values)])
    assert not hidden[calm].any()


@laws
@given(worlds)
def test_what_is_published_already_stays_as_it_is(seed: int) -> None:
    once, _ = published(drawn(seed), publish())
    twice, told = published(once, publish())
    assert not told
    for name, table in once.items():
        pd.testing.assert_frame_equal(twice[name], table)


@laws
@given(worlds)
def test_rows_stay_and_nobody_stays_nobody(seed: int) -> None:
    given_, (kept, _) = drawn(seed), published(drawn(seed), publish())
    for name, table in given_.items():
        assert list(kept[name].index) == list(table.index)
        key = TABLES[name].key[0]
        assert kept[name][key].equals(table[key])
    nobody = given_["access"][MAIN].eq(0)
    assert kept["access"][MAIN].eq(0)[nobody].equals(nobody.where(nobody))


@laws
@given(worlds)
def test_nothing_is_kept_back_where_every_number_may_be_told(seed: int) -> None:
    tables = drawn(seed)
    kept, told = published(tables, publish(k_min=0))
    assert not told
    for name, table in tables.items():
        pd.testing.assert_frame_equal(kept[name], table)


@laws
@given(worlds)
def test_the_list_counts_every_number_that_is_gone(seed: int) -> None:
    tables = drawn(seed)
    kept, told = published(tables, publish())
    for name, table in tables.items():
        gone = int((kept[name].isna() & table.notna()).sum().sum())
        assert gone == sum(one.number for one in told if one.table == name)
        assert all(one.number == len(one.keys) for one in told)
