"""A region's file, `data/<region>/region.toml`, as frozen, validated values.

Each key carries its own sentence; `docs/region.md` is made from them. Unknown keys are refused.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from pipeline.errors import ConfigError

# Strict: neither `true` nor "5" is a number.
Share = Annotated[float, Field(ge=0, le=1, strict=True)]
Positive = Annotated[float, Field(gt=0, le=1e9, strict=True)]
NotNegative = Annotated[float, Field(ge=0, le=1e9, strict=True)]
Longitude = Annotated[float, Field(ge=-180, le=180, strict=True)]
Latitude = Annotated[float, Field(ge=-90, le=90, strict=True)]
StepWeights = Annotated[
    dict[Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}$")], Share], Field(min_length=1)
]
"""By whole minutes as text."""
Scenario = Annotated[str, Field(pattern=r"^[a-z0-9_]+-[a-z0-9_]+$")]
RegionName = re.compile(r"^[a-z0-9][a-z0-9_-]{0,63}$")
MAX_NAME = 200
"""Letters of a file's name; file systems hold 255 bytes."""
HUB = "hub"
"""In the place of a service type: the region's hubs."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]

BUILT_IN_TABLES: dict[str, dict[str, str]] = {
    "speed_table": {"rural": "class_speeds_rural.csv", "osrm": "class_speeds_osrm.csv"},
    "caps_table": {"osrm": "caps_osrm.csv"},
    "factors_table": {"default": "factors_default.csv"},
    "vehicles_table": {"default": "vehicles_default.csv"},
    "failures_table": {"default": "failures_default.csv"},
}
"""By key of `travel`: the tables that the package ships, and their files in `pipeline/tables`."""
INDEX_TABLES: dict[str, dict[str, str]] = {
    "indicators_table": {"default": "indicators_default.csv"},
}
"""The same by key of `index`."""
SECTIONS_WITH_TABLES = {"travel": BUILT_IN_TABLES, "index": INDEX_TABLES}
PILLARS = (
    *("access", "security", "governance", "cohesion", "economy", "participation", "presence"),
)


def inner_name(value: str) -> str:
    """Return the name of a file under the input folder, if it is one."""
    if Path(value).is_absolute() or ".." in Path(value).parts:
        raise ValueError("must be a name under the input folder, without `..`")
    if Path(value) == Path() or len(value) > MAX_NAME or not value.isprintable():
        raise ValueError(f"must be a file's name of 1 to {MAX_NAME} printable letters")
    return value


def known_or_file(value: str, known: dict[str, str]) -> str:
    """Return the name of a table that the package ships, or of a CSV file of the region's."""
    if value in known or value.lower().endswith(".csv"):
        return inner_name(value)
    raise ValueError(f"is neither {', '.join(known)} nor a CSV file's name")


def place_file(place: str) -> str:
    """Return the name of the file that a place's roads are fetched to; letters of any script."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", place).casefold())
    if not words or not place.isprintable():
        raise ValueError("`place` must be a name in printable letters")
    # Half of what a file system holds, so that there is room for the names of drafts.
    return f"roads-{'-'.join(words).encode()[: MAX_NAME // 2].decode(errors='ignore')}.osm"


def refuse_strangers(key: str, types: list[str], info: ValidationInfo) -> None:
    """Refuse service types that no source of the region gives."""
    given = {kind for entry in info.data.get("services", ()) for kind in entry.given_types}
    strangers = sorted(set(types) - given)
    if strangers and "services" in info.data:
        known = ", ".join(sorted(given)) or "none"
        raise ValueError(
            f"{key} names {', '.join(strangers)}, which no entry of `services` gives; "
            f"service types are: {known}"
        )


class Section(BaseModel):
    """Base of every part of a region file: frozen, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class InputFile(Section):
    """How to open one input file."""

    file: str = Field(
        description="File name, under the region's input folder. A zip is opened as it is."
    )
    where_from: str | None = Field(
        None, description="Where a user gets the file, for `check` and About panels."
    )
    licence: str | None = Field(
        None, description="Licence of the file, for About panels and exports."
    )
    layer: str | None = Field(None, description="Layer of a GeoPackage; the first if not given.")
    sheet: str | None = Field(None, description="Sheet of a workbook; the first if not given.")
    encoding: str | None = Field(
        None, description="Text encoding; if not given, utf-8, and latin-1 where that fails."
    )
    crs: str | None = Field(
        None, description="Reference system, such as `EPSG:32629`, where the file states none."
    )

    @field_validator("file")
    @classmethod
    def _stay_inside(cls, value: str) -> str:
        return inner_name(value)


class PointFile(InputFile):
    """A file with one point a row: CSV, xlsx, GeoJSON, GeoPackage, shapefile, Parquet."""

    id: str | None = Field(None, description="Id column; a hash of the row where there is none.")
    name: str | None = Field(None, description="Name column.")
    longitude: str | None = Field(None, description="Longitude (or easting) column of a table.")
    latitude: str | None = Field(None, description="Latitude (or northing) column of a table.")
    where: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Keep only rows whose column holds one of these values.",
    )


class Areas(InputFile):
    """Administrative boundaries."""

    id: list[str] = Field(
        description="Columns that make the area's code; several are joined with `/`. A row with "
        "none of them gets `noid-` and a hash of its outline."
    )
    name: str | None = Field(None, description="Name column.")
    level: int = Field(ge=0, le=6, description="Administrative level of the rows.")
    adm1_id: str | None = Field(None, description="Column with the first-order division's code.")
    adm1_name: str | None = Field(None, description="Column with the first-order division's name.")
    adm2_id: str | None = Field(None, description="Column with the second-order division's code.")
    adm2_name: str | None = Field(None, description="Column with the second-order division's name.")


class Roads(InputFile):
    """Roads: line files (shp, gpkg, geojson, parquet) or an OpenStreetMap extract (.osm.pbf)."""

    file: str = Field(
        description="File name, under the region's input folder; not beside `place`, which says it."
    )
    place: str | None = Field(
        None,
        description="Instead of `file`: a place that OpenStreetMap knows, such as `Kailahun, "
        "Sierra Leone`. `resilience fetch` downloads its roads and ferries to `roads-<place>.osm`; "
        "a build never downloads.",
    )
    id: str | None = Field(None, description="Id column; a hash of the line where there is none.")
    name: str | None = Field(None, description="Name column.")
    class_column: str | None = Field(
        None, description="Class column; Geofabrik's `fclass` or `highway` is found by itself."
    )
    classes: dict[str, str] = Field(
        default_factory=dict,
        description="From the file's classes to OSM highway classes; `` (empty) drops a class.",
    )
    default_class: str | None = Field(
        None, description="OSM highway class of rows without one; such rows are rejected if unset."
    )
    surface: str | None = Field(
        None, description="Surface of every row that has none of its own, in OSM's words."
    )
    length_km_column: str | None = Field(
        None, description="Column with the true way length of simplified lines."
    )
    crossings: Literal["node", "ignore"] = Field(
        "node",
        description="`node`: lines that cross on one level meet. `ignore`: they meet at ends only "
        "(schematic links).",
    )
    end_snap_m: NotNegative = Field(
        15, description="Ends nearer than this to another line are joined to it."
    )

    @model_validator(mode="before")
    @classmethod
    def _file_of_place(cls, value: Any) -> Any:  # noqa: ANN401  whatever the region file says
        """Fill in the file that a place's roads are fetched to."""
        if not isinstance(value, dict):
            return value
        if ("file" in value) == ("place" in value):
            fault = "both are given" if "file" in value else "neither is given"
            raise ValueError(f"give either `file` or `place`; {fault}")
        place = value.get("place")
        return value | {"file": place_file(place)} if isinstance(place, str) else value


class Places(PointFile):
    """Settlements."""

    class_column: str | None = Field(
        None, description="Class column; `fclass` or `place` is found by itself."
    )
    classes: dict[str, str] = Field(
        default_factory=dict,
        description="From the file's classes to city, town, village, hamlet; `` drops a class.",
    )
    default_class: str = Field("village", description="Class of rows without one.")
    people: str | None = Field(None, description="Column with the place's people, 0 is unknown.")


class People(InputFile):
    """How many people live where."""

    kind: Literal["raster", "table", "points"] = Field(
        description="`raster`: people per cell. `table`: people by area code. `points`: people at "
        "points."
    )
    area_id: str | None = Field(None, description="Column of a table with the area's code.")
    people: str | None = Field(None, description="Column with the number of people.")
    longitude: str | None = Field(None, description="Longitude column of points.")
    latitude: str | None = Field(None, description="Latitude column of points.")


class Services(PointFile):
    """One file of services; several files may give the same type."""

    type: str | None = Field(None, description="Type of every row, such as `health`.")
    type_column: str | None = Field(None, description="Column with the type.")
    types: dict[str, str] = Field(
        default_factory=dict,
        description="From the column's values to types; rows with other values are left out.",
    )
    capacity: str | None = Field(None, description="Capacity column.")
    status: str | None = Field(None, description="Status column; open is assumed without one.")
    statuses: dict[str, Literal["open", "closed", "unknown"]] = Field(
        default_factory=dict, description="From the column's values to open, closed, unknown."
    )

    @model_validator(mode="after")
    def _needs_a_type(self) -> Self:
        if (self.type is None) == (self.type_column is None):
            raise ValueError("give either `type` or `type_column` (with `types`)")
        if HUB in self.given_types:
            raise ValueError(
                f"the type `{HUB}` stands for the region's hubs; name this type otherwise, or put "
                "the places under `hubs`"
            )
        return self

    @property
    def given_types(self) -> set[str]:
        """The types that its rows can be of."""
        return {self.type} if self.type is not None else set(self.types.values())


class Incidents(PointFile):
    """Violent events."""

    format: Literal["auto", "ucdp", "acled", "columns"] = Field(
        "auto", description="UCDP GED and ACLED are known by their columns; else name `columns`."
    )
    date: str | None = Field(None, description="Date column (format `columns`).")
    year: str | None = Field(None, description="Year column, where there is no date.")
    event_type: str | None = Field(None, description="Event type column.")
    deaths: str | None = Field(None, description="Column with the best estimate of deaths.")
    where_precision: str | None = Field(None, description="Column with UCDP place precision, 1-7.")


class Closures(PointFile):
    """Reports of closed or dangerous ways: CSV of points, or GeoJSON of any geometry."""

    status: str = Field("status", description="Status column: open, warning, closed, unknown.")
    date: str = Field("date", description="Column with the day of the report.")
    expires: str = Field("expires", description="Column with the last day on which it holds.")
    reported_by: str = Field("source", description="Column that says who reports.")
    closes_bridges: str = Field(
        "closes_bridges", description="Column: whether a polygon closes the bridges over it too."
    )


class Delays(PointFile):
    """Where those who pass wait: checkpoints, borders, weighbridges."""

    minutes: str = Field("minutes", description="Column with the wait in minutes, up to 7 days.")
    kind: str = Field("kind", description="Column that says what it is, such as checkpoint.")


class Surveys(InputFile):
    """Survey answers by area."""

    area_id: str = Field(description="Column with the area's code.")
    value: str = Field("value", description="Column with the mean answer.")
    n: str = Field("n", description="Column with the number of answers.")
    kind: Literal["auto", "share", "mean"] = Field(
        "auto",
        description="What the value is: the `share` (0 to 1) of those who said yes, or the `mean` "
        "of a scale. `auto` takes an indicator as a share where all its values lie in 0 to 1.",
    )
    sd: str | None = Field(
        None, description="Column with the standard deviation of the answers behind a mean."
    )
    indicator: str | None = Field(None, description="Column that says what was asked.")
    indicator_name: str | None = Field(None, description="What was asked, where no column says.")
    date: str | None = Field(None, description="Date column.")

    @model_validator(mode="after")
    def _needs_an_indicator(self) -> Self:
        if (self.indicator is None) == (self.indicator_name is None):
            raise ValueError("give either `indicator` or `indicator_name`")
        return self


class Evidence(InputFile):
    """Whatever else tells how an area fares: prices, night lights, who does what where."""

    kind: Literal["table", "raster"] = Field(
        "table", description="`table`: rows by area code. `raster`: a number per cell."
    )
    indicator: str | None = Field(None, description="Column of a table that says what is measured.")
    indicator_name: str | None = Field(
        None, description="What is measured, where no column says; needed for a raster."
    )
    area_id: str | None = Field(None, description="Column of a table with the area's code.")
    value: str | None = Field(None, description="Column with the number.")
    count_distinct: str | None = Field(
        None,
        description="In place of `value`: the column, such as an organisation's name, whose "
        "different entries are counted, area by area; case and spaces make no difference.",
    )
    n: str | None = Field(None, description="Column with the number of observations behind it.")
    error: str | None = Field(None, description="Column with its standard error, in its unit.")
    date: str | None = Field(None, description="Date column.")
    day: Day | None = Field(
        None, description="Day that the file speaks of, where it has no date column."
    )
    repeats: Literal["reject", "mean", "sum"] = Field(
        "reject",
        description="What becomes of several rows of an area, indicator and day (several markets): "
        "all but one are rejected, or their mean or sum is taken.",
    )
    measure: Literal["mean", "sum"] = Field(
        "mean", description="What of a raster's cells in an area is taken."
    )
    where: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Keep only rows whose column holds one of these values.",
    )

    @model_validator(mode="after")
    def _says_what_and_where(self) -> Self:
        if self.kind == "raster":
            self._refuse_columns()
            return self
        if self.area_id is None:
            raise ValueError("a table needs `area_id`, the column with the area's code")
        if (self.indicator is None) == (self.indicator_name is None):
            raise ValueError("give either `indicator` or `indicator_name`")
        if (self.value is None) == (self.count_distinct is None):
            raise ValueError("give either `value` or `count_distinct`")
        if "measure" in self.model_fields_set:
            raise ValueError("`measure` is for a raster; a table's `repeats` says what is combined")
        if self.count_distinct and {"n", "error", "repeats"} & self.model_fields_set:
            raise ValueError("`count_distinct` leaves nothing to `n`, `error` and `repeats`")
        return self

    def _refuse_columns(self) -> None:
        """Refuse what a raster cannot have."""
        if self.indicator_name is None:
            raise ValueError("a raster needs `indicator_name`")
        columns = ("indicator", "area_id", "value", "count_distinct", "n", "error", "date")
        odd = [name for name in (*columns, "repeats", "where") if name in self.model_fields_set]
        if odd:
            raise ValueError(f"a raster has no columns: {', '.join(odd)} is for a table")


class Hub(Section):
    """A place that must be reached for a community not to be isolated."""

    name: str = Field(description="Name; without coordinates, that of a community.")
    longitude: Longitude | None = Field(None, description="Longitude, WGS 84 degrees.")
    latitude: Latitude | None = Field(None, description="Latitude, WGS 84 degrees.")

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("give both longitude and latitude, or neither")
        return self


class Communities(Section):
    """How people are put to places."""

    max_place_km: Positive = Field(
        5, description="Raster people further than this from a place of their area stay apart."
    )
    class_weights: dict[str, NotNegative] = Field(
        default_factory=lambda: {"city": 100.0, "town": 20.0, "village": 4.0, "hamlet": 1.0},
        description="Weights by which an area's total is spread over its places (assumption).",
    )
    urban_classes: list[str] = Field(
        default_factory=lambda: ["city", "town"], description="Classes that are not rural."
    )


class Travel(Section):
    """How people and goods move."""

    scenarios: list[Scenario] = Field(
        default_factory=lambda: ["dry-4x4", "wet-4x4"],
        min_length=1,
        description="Season and vehicle; the first is the base scenario.",
    )
    speed_table: str = Field(
        "rural",
        description="Dry speeds by road class: `rural` (GOSTnets), `osrm`, or a CSV file with "
        "columns road_class, speed_kmh. `resilience tables REGION` writes a copy of this and of "
        "the next four tables to start from.",
    )
    caps_table: str = Field(
        "osrm",
        description="Greatest speeds by tag: `osrm` (its car profile), or a CSV file with columns "
        "tag, value, speed_kmh; 0 closes.",
    )
    factors_table: str = Field(
        "default",
        description="What season and tags leave of a speed, the least counts: `default` "
        "(assumption), or a CSV file with columns season, vehicle (`*` for every one), tag, "
        "value, factor; 0 closes. Its seasons are those of the scenarios.",
    )
    vehicles_table: str = Field(
        "default",
        description="Vehicles of the scenarios: `default` (assumption), or a CSV file with "
        "columns vehicle, is_on_foot, walking_kmh, weight_t, axleload_t, height_m, width_m; a "
        "posted limit below a size bars the vehicle, an empty size is never barred.",
    )
    failures_table: str = Field(
        "default",
        description="How likely links fail, by tag: `default` (assumption), or a CSV file with "
        "columns season (`*` for every one), tag, value, per_km_share, per_link_share.",
    )
    ferry_wait_min: NotNegative = Field(
        30, description="Wait for a ferry, half at each landing (assumption)."
    )
    walk_kmh: Positive = Field(4.5, description="Speed of the walk to the road.")
    walk_detour: Annotated[float, Field(ge=1, le=10)] = Field(
        1.3, description="Walked length over straight length."
    )
    nearest_count: Annotated[int, Field(ge=1, le=20, strict=True)] = Field(
        3, description="How many of the nearest services of a type `nearest_services` lists."
    )
    max_snap_m: Positive = Field(5000, description="Longest straight walk to a road.")
    connect_nearest_count: Annotated[int, Field(ge=1, le=1000, strict=True)] = Field(
        8,
        description="How many of the nearest links a point is joined to, besides the nearest of "
        "each component and passability.",
    )
    time_limit_min: Positive | None = Field(
        None, description="Beyond this many minutes a service counts as too far."
    )
    delivery: list[str] = Field(
        default_factory=list,
        description="Service types that come to the people: time runs from service to community.",
    )
    closure_tolerance_m: NotNegative = Field(
        50, description="How near a report must lie to a link to speak of it."
    )
    delay_tolerance_m: NotNegative = Field(
        50, description="How near a delay must lie to a link to be waited on it."
    )

    @property
    def base_scenario(self) -> str:
        """The scenario that single numbers are of."""
        return self.scenarios[0]

    @field_validator("scenarios")
    @classmethod
    def _each_once(cls, value: list[str]) -> list[str]:
        if len(set(value)) < len(value):
            raise ValueError("names a scenario twice")
        return value

    @field_validator(*BUILT_IN_TABLES)
    @classmethod
    def _known_or_file(cls, value: str, info: ValidationInfo) -> str:
        return known_or_file(value, BUILT_IN_TABLES[str(info.field_name)])


class LinkRisk(Section):
    """When a road link counts as insecure."""

    near_km: Positive = Field(2, description="Incidents this near a link endanger it (assumption).")
    months: Positive = Field(24, description="Incidents this recent do (assumption).")
    limit: NotNegative = Field(
        1.0,
        description="Risk above which a link is insecure: one exact incident on the day itself "
        "makes 1 (assumption). `stability` says how age and blurred places count.",
    )


class Robustness(Section):
    """How often communities stay reachable when links fail."""

    count: Annotated[int, Field(ge=1, le=10_000, strict=True)] = Field(
        100, description="Sets of failed links drawn."
    )
    seed: Annotated[int, Field(ge=0, le=2**32, strict=True)] = Field(
        1, description="Where drawing begins: same seed, same shares."
    )
    closed_per_incident: Share = Field(
        0.1, description="Chance that a risk of 1 closes a link for the season (assumption)."
    )


class Links(Section):
    """The register of links."""

    detour_steps: Annotated[int, Field(ge=1, le=10**11, strict=True)] = Field(
        100_000_000,
        description="Nodes that the search for detours may visit in all; links that carry most "
        "people come first, and those it does not come to are marked.",
    )


class Draws(Section):
    """How far minutes move when speeds are not what the tables say."""

    count: Annotated[int, Field(ge=1, le=10_000, strict=True)] = Field(
        100, description="Sets of speeds drawn."
    )
    seed: Annotated[int, Field(ge=0, le=2**32, strict=True)] = Field(
        1, description="Where drawing begins: same seed, same quantiles."
    )
    speed_spread: Share = Field(
        0.2, description="Nine of ten drawn speeds are off by no more than this share (assumption)."
    )
    class_correlation: Share = Field(
        0.5,
        description="How much the speeds of different road classes are off together (assumption).",
    )


class MapGap(Section):
    """When the road map is too thin to call anyone unreachable."""

    min_road_km_per_km2: NotNegative = Field(
        0.02, description="Least road length by ground area (assumption)."
    )
    min_road_m_per_person: NotNegative = Field(
        0, description="Least road per person (assumption); 0 does not ask."
    )


class Stability(Section):
    """How violence is measured."""

    rate_years: Positive = Field(3, description="Years up to `as_of` that the rate is taken over.")
    half_life_months: Positive = Field(12, description="Age at which an incident counts half.")
    exposure_km: Positive = Field(
        5,
        description="People this near an incident of precision 1 are exposed (inclusive); it may "
        "lie outside all areas.",
    )
    exposure_months: Positive = Field(
        12, description="Age up to which an incident exposes people (inclusive)."
    )
    blur_km: Positive = Field(25, description="Radius over which a precision-2 incident is spread.")
    quiet_months: Positive = Field(12, description="Months without incidents before an onset.")
    trend_p: Share = Field(0.05, description="Two-sided p below which a trend is seen.")
    escalation: Positive = Field(
        2, description="Times the year before that the last one must hold (assumption)."
    )
    spillover_km: Positive = Field(
        50,
        description="Distance between people at which another area's violence no longer counts "
        "(assumption).",
    )
    border_tolerance_m: NotNegative = Field(
        100, description="Areas whose outlines come this near share a border (assumption)."
    )
    hotspot_band_km: Positive | None = Field(
        None,
        description="Neighbours in a hot spot are areas whose people live this near; those that "
        "share a border if not given.",
    )
    hotspot_level: Share = Field(
        0.05, description="Share of false ones that hot and cold spots may hold."
    )


class NearRepeat(Section):
    """How closely incidents follow each other, for the region as a whole (Knox)."""

    distances_km: list[Positive] = Field(
        default_factory=lambda: [1.0, 5.0, 10.0],
        min_length=1,
        description="Upper ends of the bands of distance, rising (assumption).",
    )
    days: list[Positive] = Field(
        default_factory=lambda: [7.0, 14.0, 28.0],
        min_length=1,
        description="Upper ends of the bands of time, rising (assumption).",
    )
    years: Positive = Field(3, description="Years up to `as_of` that incidents are taken from.")
    count: Annotated[int, Field(ge=19, le=10_000, strict=True)] = Field(
        199, description="Times that days are drawn anew."
    )
    seed: Annotated[int, Field(ge=0, le=2**32, strict=True)] = Field(
        1, description="Where drawing begins: same seed, same p."
    )

    @field_validator("distances_km", "days")
    @classmethod
    def _rising(cls, value: list[float]) -> list[float]:
        if any(a >= b for a, b in pairwise(value)):
            raise ValueError("must rise")
        return value


class Presence(Section):
    """Peacekeeping bases, and who is near one."""

    base_type: str = Field("peacekeeping_base", description="Service type of bases.")
    near_min: Positive = Field(120, description="Minutes from a base that are near.")


class Cells(Section):
    """Grid cells beside the administrative areas."""

    resolution: Annotated[int, Field(ge=0, le=10, strict=True)] | None = Field(
        None,
        description="Resolution of the H3 grid: 5 is about 250 km2 a cell, 6 about 36, 7 about 5. "
        "No cells if not given.",
    )


class Rasters(Section):
    """Grids of travel times."""

    cell_m: Annotated[float, Field(ge=10, le=1e6, strict=True)] | None = Field(
        None,
        description="Side of a cell; if not given, the least of 100, 250, 500, 1000, 2000 and so "
        "on that makes no more than 250,000 cells.",
    )


class Catchments(Section):
    """How supply is shared out among the people who reach it."""

    within_min: Positive = Field(
        60, description="Minutes that people go, in plain two-step catchments (assumption)."
    )
    enhanced_weights: StepWeights = Field(
        default_factory=lambda: {"10": 1.0, "20": 0.68, "30": 0.22},
        description="Enhanced two-step catchments: weight by greatest minutes (Luo and Qi 2009, "
        "for cars in a city); beyond the last nothing counts.",
    )
    three_step_weights: StepWeights = Field(
        default_factory=lambda: {"10": 0.962, "20": 0.704, "30": 0.377, "60": 0.042},
        description="Three-step catchments: the same (Wan and others 2012).",
    )
    half_time_min: Positive = Field(
        30, description="Minutes by which a service counts half in gravity (assumption)."
    )
    gravity_within_min: Positive = Field(
        120, description="Minutes beyond which a service does not count in gravity (assumption)."
    )
    least_capacity_share: Share = Field(
        0.5,
        description="Share of a type's open services that must state a capacity for it to be "
        "shared out, the others counting with the median; else each service counts 1 (assumption).",
    )


class RuralAccess(Section):
    """The Rural Access Index (SDG 9.1.1)."""

    near_km: Positive = Field(2, description="Straight line within which a road is near.")


class Resilience(Section):
    """The cut points of the quadrants (assumptions)."""

    access_service: str = Field("health", description="Service type that access is judged by.")
    access_within_min: Literal[30, 60, 120, 240] = Field(60, description="Minutes that are near.")
    access_cut_share: Share = Field(0.5, description="Share of people near that is good access.")
    stability_cut_per_100k: NotNegative = Field(
        1.0, description="Shrunk incidents per 100,000 a year up to which an area is stable."
    )


class Index(Section):
    """The index of resilience, its pillars and how sure it is."""

    indicators_table: str = Field(
        "default",
        description="What the index is made of: `default` (goalposts and weights are assumptions), "
        "or a CSV file with columns indicator, pillar, title, origin, item, column, unit, "
        "direction, low, high, weight, version, definition. `resilience tables REGION` writes a "
        "copy to start from; who changes it changes `version` too.",
    )
    aggregation: Literal["geometric", "arithmetic", "inverted_geometric"] = Field(
        "geometric",
        description="Mean of the pillars. `geometric`: weak ones are not bought off. "
        "`inverted_geometric` is INFORM's, made for risks: here it rewards peaks, for one strong "
        "pillar lifts the index more than a weak one lowers it.",
    )
    pillar_weights: dict[str, Positive] = Field(
        default_factory=dict, description="Weights of pillars that do not count 1."
    )
    least_share: Share = Field(
        0.66,
        description="Least share of a pillar's weight that must be there, of an area's people of "
        "whom something must be known, and of a division's people whose areas must have a score.",
    )
    least_pillars: Annotated[int, Field(ge=1, le=7, strict=True)] = Field(
        3, description="Fewest pillars that make an index (assumption)."
    )
    class_cuts: list[Annotated[float, Field(gt=0, lt=10, strict=True)]] = Field(
        default_factory=lambda: [3.0, 5.0, 7.0],
        min_length=3,
        max_length=3,
        description="Where weak, fair and strong begin; below is very weak (assumption).",
    )
    survey_n: Annotated[int, Field(ge=1, le=10_000, strict=True)] = Field(
        30,
        description="Answers under which a sample borrows from its division; an area without any "
        "answer has no number, and borrows none.",
    )
    stale_years: Positive = Field(
        3,
        description="Age that makes a number's evidence one grade worse (assumption). Numbers of "
        "access, all-season roads and bases bear no date: age never makes theirs worse.",
    )
    draws: Annotated[int, Field(ge=20, le=10_000, strict=True)] = Field(
        1000, description="How often everything uncertain is drawn."
    )
    seed: Annotated[int, Field(ge=0, le=2**32, strict=True)] = Field(
        1, description="Where drawing begins: same seed, same scores."
    )
    weight_concentration: Positive = Field(
        30,
        description="How near drawn weights keep to the stated ones: with 30, one of a half is "
        "between 0.35 and 0.65 in nine draws of ten (assumption).",
    )
    curve: Annotated[float, Field(ge=1, le=10, strict=True)] = Field(
        1.5,
        description="Greatest power, and one over the least, to which the line between goalposts "
        "is bent (assumption).",
    )
    goalpost_spread: Annotated[float, Field(ge=0, lt=0.5, strict=True)] = Field(
        0.1, description="Share of the way between them by which goalposts move, at most."
    )
    clear_share: Share = Field(
        0.8, description="Share of draws in which a class must hold not to be hatched on the map."
    )
    sobol: bool = Field(
        default=False, description="Work out which of what is drawn moves the index most."
    )
    sobol_count: Annotated[int, Field(ge=16, le=2**14, strict=True)] = Field(
        256, description="Samples of the Sobol indices, a power of 2."
    )

    @field_validator("indicators_table")
    @classmethod
    def _known_or_file(cls, value: str) -> str:
        return known_or_file(value, INDEX_TABLES["indicators_table"])

    @field_validator("pillar_weights")
    @classmethod
    def _known_pillars(cls, value: dict[str, float]) -> dict[str, float]:
        strangers = sorted(set(value) - set(PILLARS))
        if strangers:
            raise ValueError(f"names {', '.join(strangers)}; pillars are {', '.join(PILLARS)}")
        return value

    @field_validator("class_cuts")
    @classmethod
    def _rising(cls, value: list[float]) -> list[float]:
        if sorted(set(value)) != value:
            raise ValueError("must rise")
        return value

    @field_validator("sobol_count")
    @classmethod
    def _power_of_two(cls, value: int) -> int:
        if value & (value - 1):
            raise ValueError("must be a power of 2, such as 256")
        return value


class Merging(Section):
    """When services of two files are one."""

    same_name_m: NotNegative = Field(1000, description="Same type and like names within this.")
    any_name_m: NotNegative = Field(50, description="Same type, whatever the names, within this.")


class Map(Section):
    """What the pages show."""

    tiles: str | None = Field(
        None, description="URL of a tile layer; none by default, so that pages ask no host."
    )
    attribution: str | None = Field(None, description="Attribution of the tile layer.")
    languages: list[Literal["en", "fr"]] = Field(
        ["en"],
        min_length=1,
        description="Languages of the pages; those of the first lie in `maps/<region>/`, those of "
        "the others in a folder each below it.",
    )
    show_incident_points: bool = Field(
        default=False,
        description="Draw exactly placed incidents as points; false keeps them at area level.",
    )

    @field_validator("languages")
    @classmethod
    def _each_once(cls, value: list[str]) -> list[str]:
        if len(set(value)) < len(value):
            raise ValueError("names a language twice")
        return value


class Withholding(Section):
    """What pages and exports keep back where `publish` is true."""

    k_min: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] = Field(
        10, description="Numbers of people from 1 to under this are left out (assumption)."
    )
    sensitive: list[str] = Field(
        default_factory=list,
        description="Service types that are left out with all that would tell where they are.",
    )


class Exports(Section):
    """Files for other programs, in `layers/<region>/exports`."""

    hxl: bool = Field(
        default=False, description="Whether a second row of CSV files holds HXL hashtags."
    )


class Region(Section):
    """One region."""

    title: str = Field(max_length=200, description="Name for people to read.")
    as_of: Day | None = Field(
        None,
        description="Day the layers speak of; the newest incident's if not given.",
    )
    crs: str | None = Field(
        None, description="Metric reference system; the UTM zone of the areas if not given."
    )
    inputs: str | None = Field(
        None,
        description="Folder of the input files, from the region's folder; that folder itself if "
        "not given. `--inputs` (`INPUTS=`) names a parent folder that holds one a region.",
    )
    margin_km: NotNegative = Field(
        50, description="Rows further than this outside all areas are left out."
    )
    publish: bool = Field(
        default=False,
        description="Whether pages and exports go to the public: what `withholding` says is kept "
        "back, incidents are shown by area unless `map.show_incident_points` allows points, and "
        "what was kept back is listed. The tables under `layers/` stay whole.",
    )
    areas: Areas = Field(description="Boundaries.")
    people: People = Field(description="People.")
    roads: list[Roads] = Field(default_factory=list, description="Road files.")
    places: list[Places] = Field(default_factory=list, description="Place files.")
    services: list[Services] = Field(default_factory=list, description="Service files.")
    incidents: list[Incidents] = Field(default_factory=list, description="Incident files.")
    closures: list[Closures] = Field(default_factory=list, description="Closure files.")
    delays: list[Delays] = Field(default_factory=list, description="Delay files.")
    surveys: list[Surveys] = Field(default_factory=list, description="Survey files.")
    evidence: list[Evidence] = Field(default_factory=list, description="Files of other evidence.")
    hubs: list[Hub] = Field(
        default_factory=list,
        description="Hubs; the community with most people if none is given.",
    )
    communities: Communities = Field(default_factory=Communities, description="Communities.")
    travel: Travel = Field(default_factory=Travel, description="Travel.")
    draws: Draws = Field(default_factory=Draws, description="Draws of speeds.")
    link_risk: LinkRisk = Field(default_factory=LinkRisk, description="Risk on links.")
    links: Links = Field(default_factory=Links, description="Register of links.")
    robustness: Robustness = Field(default_factory=Robustness, description="Failing links.")
    map_gap: MapGap = Field(default_factory=MapGap, description="Map gaps.")
    merging: Merging = Field(default_factory=Merging, description="Merging of services.")
    stability: Stability = Field(default_factory=Stability, description="Stability.")
    near_repeat: NearRepeat = Field(default_factory=NearRepeat, description="Near repeats.")
    presence: Presence = Field(default_factory=Presence, description="Bases.")
    cells: Cells = Field(default_factory=Cells, description="Grid cells.")
    rasters: Rasters = Field(default_factory=Rasters, description="Rasters.")
    catchments: Catchments = Field(default_factory=Catchments, description="Catchments.")
    rural_access: RuralAccess = Field(
        default_factory=RuralAccess, description="Rural Access Index."
    )
    resilience: Resilience = Field(default_factory=Resilience, description="Quadrants.")
    index: Index = Field(default_factory=Index, description="Index.")
    map: Map = Field(default_factory=Map, description="Pages.")
    withholding: Withholding = Field(default_factory=Withholding, description="Do no harm.")
    exports: Exports = Field(default_factory=Exports, description="Exports.")

    @field_validator("travel")
    @classmethod
    def _delivers_what_is_there(cls, value: Travel, info: ValidationInfo) -> Travel:
        refuse_strangers("delivery", value.delivery, info)
        return value

    @field_validator("withholding")
    @classmethod
    def _withholds_what_is_there(cls, value: Withholding, info: ValidationInfo) -> Withholding:
        refuse_strangers("sensitive", value.sensitive, info)
        headline = info.data.get("resilience")
        if headline and info.data.get("publish") and headline.access_service in value.sensitive:
            raise ValueError(
                f"sensitive names {headline.access_service}, which access is judged by; name "
                "another type as `resilience.access_service`"
            )
        return value

    @field_validator("inputs")
    @classmethod
    def _no_control_characters(cls, value: str | None) -> str | None:
        if value is not None and not value.isprintable():
            raise ValueError("holds control characters")
        return value


def read_region(path: Path) -> Region:
    """Return the region that a file describes.

    Raises
    ------
    ConfigError
        Every fault of the file at once, each with its key.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such region file; `resilience new {path.parent.name} FILES...` writes one"
        ) from None
    except UnicodeDecodeError as error:
        fault = f"{error.reason} at byte {error.start}"
        raise ConfigError(f"{path}: is not UTF-8 ({fault}); save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, OSError, RecursionError) as error:
        raise ConfigError(f"{path}: not a readable TOML file: {error}") from None
    return region_of(raw, path)


def region_of(raw: dict[str, Any], path: Path) -> Region:
    """Return the region that a parsed file describes; `path` is for messages."""
    if not RegionName.match(path.parent.name):
        raise ConfigError(
            f"{path}: the folder's name is the region's name and must be lower-case letters, "
            "digits, `-` and `_`"
        )
    try:
        return Region.model_validate(raw)
    except ValidationError as error:
        faults = "; ".join(_fault(item) for item in error.errors())
        raise ConfigError(f"{path}: {faults}. Every key is in docs/region.md") from None


def _fault(item: Any) -> str:  # noqa: ANN401  pydantic's own error record
    """Return one fault in words: the key, what is wrong, the value."""
    key = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        return f"`{key}` is not a key of a region file"
    if item["type"] == "missing":
        return f"`{key}` is missing"
    said = item["msg"].removeprefix("Value error, ")
    if isinstance(item["input"], dict | Section):
        return f"`{key}`: {said}"
    return f"`{key}`: {said} (it is {str(item['input'])[:80]!r})"
