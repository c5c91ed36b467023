import pandas as pd
import pytest

from pipeline.formats.osm_tags import (
    NODE_TAGS,
    WAY_TAGS,
    barred,
    barriers,
    first_words,
    flags,
    is_passed_over,
    layers,
    node_columns,
    oneways,
    plain_columns,
)


def test_oneways_in_three_spellings() -> None:
    raw = pd.Series(["yes", "no", "-1", "reversible", None, "B", "F", "T", True, False, 1])
    assert oneways(raw).tolist() == [
        *("forward", "both", "backward", "both", "both"),
        *("both", "forward", "backward", "forward", "both", "forward"),
    ]


def test_flags_in_three_spellings() -> None:
    raw = pd.Series(["yes", "no", "viaduct", None, "T", "F", 1, 0, True, False, ""])
    assert flags(raw).tolist() == [
        *(True, False, True, False, True, False),
        *(True, False, True, False, False),
    ]


def test_layers() -> None:
    assert layers(pd.Series(["1", "-2", "+1", "1;2", "bridge", None, "100"])).tolist() == [
        *(1, -2, 1, 1, 0, 0, 0)
    ]
    assert layers(pd.Series([1.0, float("nan"), -1.0])).tolist() == [1, 0, -1]


def tags_of(**told: str) -> pd.DataFrame:
    """One way's tags."""
    return pd.DataFrame(columns=list(WAY_TAGS), index=[0], dtype="str").assign(**told)


@pytest.mark.parametrize(
    ("told", "direction"),
    [
        ({}, "both"),
        ({"oneway": "yes"}, "forward"),
        ({"oneway": "-1"}, "backward"),
        ({"oneway": "yes", "oneway:vehicle": "no"}, "both"),
        ({"oneway:vehicle": "yes", "oneway:motor_vehicle": "-1"}, "backward"),
        ({"oneway": "no", "oneway:motor_vehicle": "yes"}, "forward"),
        ({"junction": "roundabout"}, "forward"),
        ({"junction": "circular", "oneway": "-1"}, "backward"),
        ({"junction": "roundabout", "oneway": "no"}, "both"),
        ({"highway": "motorway"}, "forward"),
        ({"highway": "motorway_link"}, "both"),
    ],
)
def test_directions(told: dict[str, str], direction: str) -> None:
    assert plain_columns(tags_of(**told))["oneway"].tolist() == [direction]


@pytest.mark.parametrize(
    ("told", "season"),
    [
        ({}, ""),
        ({"seasonal": "no"}, ""),
        ({"seasonal": "yes"}, "yes"),
        ({"seasonal": "Dry_Season"}, "dry_season"),
        ({"seasonal": "winter;spring"}, "winter"),
        ({"winter_road": "yes"}, "winter"),
        ({"ice_road": "yes", "seasonal": "yes"}, "winter"),
        ({"ice_road": "no", "seasonal": "yes"}, "yes"),
        ({"ice_road": "yes", "seasonal": "wet_season"}, "wet_season"),
    ],
)
def test_seasons(told: dict[str, str], season: str) -> None:
    assert plain_columns(tags_of(**told))["seasonal"].fillna("").tolist() == [season]


@pytest.mark.parametrize(
    ("told", "column", "value"),
    [
        ({"maxheight": "4", "maxheight:physical": "3.8"}, "maxheight_m", 3.8),
        ({"maxheight": "default", "maxheight:physical": "4.1 m"}, "maxheight_m", 4.1),
        ({"maxwidth": "2.5"}, "maxwidth_m", 2.5),
        ({"maxwidth:physical": "2,2"}, "maxwidth_m", 2.2),
        ({"width": "3 m", "est_width": "4"}, "width_m", 3.0),
        ({"width": "narrow", "est_width": "2-3"}, "width_m", 2.0),
        ({"maxweight": "7.5"}, "maxweight_t", 7.5),
        ({"maxaxleload": "8 t"}, "maxaxleload_t", 8.0),
        ({"hgv": "Destination;delivery"}, "hgv", "destination"),
        ({"motorcar": "no"}, "motorcar", "no"),
        ({"motorcycle": "private"}, "motorcycle", "private"),
        ({"ford": "yes"}, "is_ford", True),
        ({"ford": "stepping_stones"}, "is_ford", True),
        ({"ford": "no"}, "is_ford", False),
        ({"highway": "ford"}, "is_ford", True),
    ],
)
def test_limits_widths_and_fords(told: dict[str, str], column: str, value: object) -> None:
    assert plain_columns(tags_of(**told))[column].tolist() == [value]


@pytest.mark.parametrize(
    ("told", "is_barred", "is_shut"),
    [
        ({}, False, False),
        ({"access": "private"}, True, True),
        ({"access": "Private"}, True, True),
        ({"access": "no", "foot": "yes"}, True, False),
        ({"access": "no", "vehicle": "yes"}, False, False),
        ({"vehicle": "no", "motor_vehicle": "destination"}, False, False),
        ({"motor_vehicle": "no"}, True, False),
        ({"motor_vehicle": "no", "foot": "no"}, True, True),
    ],
)
def test_who_is_barred(told: dict[str, str], is_barred: bool, is_shut: bool) -> None:  # noqa: FBT001
    barred_, shut = barred(tags_of(**told))
    assert (barred_.tolist(), shut.tolist()) == ([is_barred], [is_shut])


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ({"barrier": "gate"}, "gate"),
        ({"barrier": "Lift_Gate;bollard"}, "lift_gate"),
        ({"barrier": "entrance"}, ""),
        ({"barrier": "no"}, ""),
        ({"ford": "yes"}, ""),
        ({"barrier": "gate", "access": "permissive"}, ""),
        ({"barrier": "bollard", "access": "no", "motor_vehicle": "yes"}, ""),
        ({"barrier": "gate", "access": "private"}, "locked_gate"),
        ({"barrier": "bollard", "access": "yes", "vehicle": "no"}, "locked_gate"),
        ({"barrier": "gate", "access": "destination"}, "gate"),
        ({"access": "private"}, ""),
    ],
)
def test_barriers(told: dict[str, str], value: str) -> None:
    table = pd.DataFrame(columns=list(NODE_TAGS), index=[0], dtype="str").assign(**told)
    assert barriers(table).fillna("").tolist() == [value]


@pytest.mark.parametrize(
    ("told", "column", "value"),
    [
        ({"hgv:conditional": "no @ (weight>7.5)"}, "maxweight_t", 7.5),
        ({"hgv:conditional": "private @ weight > 3500 kg"}, "maxweight_t", 3.5),
        ({"access:conditional": "no @ (axleload>6)"}, "maxaxleload_t", 6.0),
        ({"vehicle:conditional": "no @ (height>3.2 m)"}, "maxheight_m", 3.2),
        ({"motor_vehicle:conditional": "yes @ (Su); no @ (width>2)"}, "maxwidth_m", 2.0),
        ({"hgv:conditional": "no @ (weight>7.5)", "maxweight": "5"}, "maxweight_t", 5.0),
        ({"access:conditional": "no @ (weight>9)", "maxweight": "12"}, "maxweight_t", 9.0),
        ({"access:conditional": "no @ wet"}, "seasonal", "dry_season"),
        ({"access:conditional": "No @ (dry season)"}, "seasonal", "wet_season"),
        ({"access:conditional": "no @ wet", "seasonal": "yes"}, "seasonal", "dry_season"),
        ({"access:conditional": "no @ wet", "seasonal": "spring"}, "seasonal", "spring"),
    ],
)
def test_a_size_or_a_season_that_access_hangs_on_is_a_column(
    told: dict[str, str], column: str, value: object
) -> None:
    assert plain_columns(tags_of(**told))[column].tolist() == [value]
    # Of the two things that one tag says, one is understood.
    assert is_passed_over(tags_of(**told)).tolist() == ["Su" in str(told)]


@pytest.mark.parametrize(
    "told",
    [
        {"access:conditional": "no @ (Nov-Mar)"},
        {"hgv:conditional": "no @ (weight>7.5 AND Mo-Fr)"},
        {"hgv:conditional": "no @ (weight<7.5)"},
        {"hgv:conditional": "delivery @ (weight>7.5)"},
        {"motor_vehicle:conditional": "no @ wet"},
        {"access:conditional": "yes @ (22:00-06:00)"},
    ],
)
def test_other_conditions_are_passed_over(told: dict[str, str]) -> None:
    pd.testing.assert_frame_equal(plain_columns(tags_of(**told)), plain_columns(tags_of()))
    assert is_passed_over(tags_of(**told)).tolist() == [True]


def test_a_node_has_its_limits_and_bars_kinds_of_vehicles() -> None:
    told = {"maxheight": "2.5", "maxwidth:physical": "2", "hgv": "no", "motorcar": "destination"}
    node = pd.DataFrame(columns=list(NODE_TAGS), index=[0], dtype="str").assign(**told)
    row = node_columns(node).iloc[0].dropna()
    assert row.to_dict() == {"maxheight_m": 2.5, "maxwidth_m": 2.0, "hgv": "no"}


def test_first_words() -> None:
    values = pd.Series(["A;b", " c ", "d|e", None, ""])
    assert first_words(values).fillna("").tolist() == ["a", "c", "d", "", ""]


def test_no_ways_have_no_columns_of_another_kind() -> None:
    none = plain_columns(tags_of().iloc[:0])
    assert none.empty
    assert none["is_ford"].dtype == bool
