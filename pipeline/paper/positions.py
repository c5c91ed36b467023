"""Places in degrees and MGRS, and the way the crow flies between two of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyproj
from mgrs import MGRS

from pipeline.crs import WGS84

if TYPE_CHECKING:
    import numpy.typing as npt

GEOD = pyproj.Geod(ellps="WGS84")
COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


class Position(NamedTuple):
    """A place in WGS 84."""

    latitude: float
    longitude: float

    @property
    def degrees(self) -> str:
        """Latitude and longitude to five decimals, about a metre, with their hemispheres."""
        north, east = "NS"[self.latitude < 0], "EW"[self.longitude < 0]
        return f"{abs(self.latitude):.5f}° {north}, {abs(self.longitude):.5f}° {east}"

    @property
    def mgrs(self) -> str:
        """The military grid reference to a metre, in groups: `28P FQ 90669 37678`.

        Beyond 84 degrees north and 80 south the polar grid has no zone number: `Z AE 75952 91323`.
        """
        found = MGRS().toMGRS(self.latitude, self.longitude, MGRSPrecision=5)
        return f"{found[:-12]} {found[-12:-10]} {found[-10:-5]} {found[-5:]}".strip()


def positions(crs: Any, x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> list[Position]:  # noqa: ANN401  pyproj's CRS
    """Return places given in metres of a reference system."""
    longitude, latitude = to_degrees(crs).transform(np.atleast_1d(x_m), np.atleast_1d(y_m))
    return [Position(*pair) for pair in zip(latitude.tolist(), longitude.tolist(), strict=True)]


@cache
def to_degrees(crs: Any) -> pyproj.Transformer:  # noqa: ANN401  pyproj's CRS
    """Return what turns metres of a reference system into longitude and latitude."""
    return pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)


@cache
def to_metres(crs: Any) -> pyproj.Transformer:  # noqa: ANN401  pyproj's CRS
    """Return what turns longitude and latitude into metres of a reference system."""
    return pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)


def bearing(start: Position, end: Position) -> tuple[float, float]:
    """Return the true bearing in degrees, 0 up to 360, and the distance in metres."""
    ahead, _, metres = GEOD.inv(start.longitude, start.latitude, end.longitude, end.latitude)
    return float(ahead) % 360, float(metres)


def bearing_words(degrees: float) -> str:
    """Return a bearing as `045° (NE)`."""
    whole = round(degrees) % 360
    return f"{whole:03d}° ({COMPASS[round(whole / 45) % 8]})"
