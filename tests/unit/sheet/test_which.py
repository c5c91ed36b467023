from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ConfigError, PipelineError
from pipeline.sheet.which import asked
from tests.sheet_region import PLAIN, source_of

if TYPE_CHECKING:
    from tests.hand_drawn import Links

LINKS: Links = {**PLAIN, "island": {"at": [(20_000, 0), (22_000, 0)]}}
NAMES = {"kono-1": "Kono", "kono-2": "KONO ", "bo": "Bo", "far": "Kono Junction"}
BUILT = source_of(
    LINKS,
    {"kono-1": (9000, 0, 500), "kono-2": (8000, 0, 20), "bo": (3000, 0, 9), "far": (21_000, 0, 1)},
    change=lambda tables: tables.update(
        communities=tables["communities"].assign(
            community_name=tables["communities"]["community_id"].map(NAMES)
        )
    ),
).built


def ids(
    community: str | None = None, hub: str | None = None, *, is_all_unreachable: bool = False
) -> list[str]:
    return asked(BUILT, community=community, hub=hub, is_all_unreachable=is_all_unreachable)


@pytest.mark.parametrize("word", ["bo", "BO", " Bo "])
def test_a_community_by_id_or_name_in_any_case(word: str) -> None:
    assert ids(word) == ["bo"]


def test_an_id_goes_before_a_name() -> None:
    assert ids("kono-2") == ["kono-2"]


def test_many_at_once() -> None:
    assert ids(is_all_unreachable=True) == ["far"]
    assert ids(hub="hubtown") == ["bo", "kono-1", "kono-2"]
    assert ids(hub="h") == ids(hub="Hubtown")


def test_namesakes_are_listed_by_id() -> None:
    with pytest.raises(PipelineError) as told:
        ids("kono")
    assert str(told.value) == (
        "2 bear the name 'kono'; give the id of one: kono-1 (Area X, 500 people); "
        "kono-2 (Area X, 20 people)"
    )


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("Kono Juncton", "no community bears the id or name 'Kono Juncton'; close to it: Kono J"),
        ("kono-3", "close to it: .*kono-1"),
        ("Xyzzy", "communities.parquet and hubs.parquet list them"),
    ],
)
def test_an_unknown_name_with_those_close_to_it(word: str, message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        ids(word)
    with pytest.raises(PipelineError, match=r"no hub bears the id or name 'Hubbtown'.*: Hubtown"):
        ids(hub="Hubbtown")


@pytest.mark.parametrize(
    "way", [{}, {"community": "bo", "hub": "h"}, {"hub": "h", "is_all_unreachable": True}]
)
def test_one_way_of_asking_and_no_more(way: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="give one of: a COMMUNITY"):
        ids(**way)  # type: ignore[arg-type]


def test_asking_for_nobody_is_told() -> None:
    built = source_of(communities={"far": (90_000, 0)}).built
    with pytest.raises(ConfigError, match="h is no community's nearest hub in dry-4x4"):
        asked(built, community=None, hub="h", is_all_unreachable=False)
    near = source_of().built
    with pytest.raises(ConfigError, match="every community reaches a hub in dry-4x4"):
        asked(near, community=None, hub=None, is_all_unreachable=True)
