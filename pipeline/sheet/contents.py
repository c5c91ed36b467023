"""What a sheet says: words and shapes, ready to be drawn; nothing is worked out after this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import shapely

    from pipeline.paper.positions import Position


class Block(NamedTuple):
    """A heading with lines below."""

    title: str
    lines: tuple[str, ...]


class Spot(NamedTuple):
    """A place with a sign of its own on the map and a row among the positions."""

    kind: str
    """`hub`, `community`, `service`, `weakest`, `reached`."""
    name: str
    at: Position
    x_m: float
    y_m: float


class Row(NamedTuple):
    """A row of the table of legs."""

    number: str
    road: str
    surface: str
    km: str
    sum_km: str
    minutes: tuple[str, ...]
    end: str
    """Where it ends, in MGRS."""
    remarks: str
    is_bold: bool = False


@dataclass(frozen=True)
class Picture:
    """What the map shows beside the ground."""

    crs: Any
    spots: tuple[Spot, ...]
    way: tuple[tuple[shapely.LineString, bool], ...] = ()
    """Lines from the hub on, and whether a report closes each."""
    other: tuple[shapely.LineString, ...] = ()
    """Lines of the way round the weakest link."""
    straight: tuple[shapely.LineString, ...] = ()
    """Walks at the ends of the way, and the gap where it does not lead to the community."""
    legs: tuple[shapely.LineString, ...] = ()
    """Lines of the legs, to be numbered from 1."""


@dataclass(frozen=True)
class Sheet:
    """One page, and its GPX file."""

    region: str
    title: str
    about: str
    """The line below the title."""
    banner: tuple[str, ...]
    """In large letters; the first line is the status."""
    is_good: bool
    """Whether the status is `reachable`."""
    picture: Picture
    table_title: str
    heads: tuple[str, ...]
    """Heads of the columns of minutes."""
    rows: tuple[Row, ...]
    blocks: tuple[Block, ...]
    footer: tuple[str, ...]
    track: tuple[Position, ...] = ()
    other_track: tuple[Position, ...] = ()
    route: tuple[tuple[str, Position], ...] = ()
