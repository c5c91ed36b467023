"""What all sheets of a region share: tables by id, ways, and the ground of the map."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline import stages
from pipeline.paper.positions import positions
from pipeline.sheet.contents import Spot
from pipeline.sheet.ground import Ground
from pipeline.sheet.incidents import recent
from pipeline.sheet.ways import HubWays
from pipeline.withheld import published

if TYPE_CHECKING:
    import geopandas as gpd

    from pipeline.sheet.region import Built

HUB = "hub"
COUNTED = ("areas", "communities", "access", "links", "isolation")
OF_SERVICES = ("services", "reach", "nearest_services", "reach_spread")


def _published(built: Built) -> dict[str, Any]:
    """Return the tables that sheets show: of a published region without what is withheld.

    Incidents and risk stay: a sheet tells them coarsely of its own (`nearness`).
    """
    publish = stages.published(built.region)
    if publish is None:
        return built.tables
    asked = {name: built.tables[name] for name in (*COUNTED, *OF_SERVICES)}
    shown, _ = published(asked, {**publish, "shows_points": True})
    return Shown(built.tables, shown)


class Shown(dict[str, Any]):
    """Tables of which some are others; the rest are read when first asked for."""

    def __init__(self, tables: dict[str, Any], others: dict[str, Any]) -> None:
        super().__init__(others)
        self._tables = tables

    def __missing__(self, name: str) -> Any:  # noqa: ANN401  a table or an array
        return self._tables[name]


class Source:
    """A built region, laid out for looking things up; each part is made when first asked for."""

    def __init__(self, built: Built) -> None:
        self.built = built
        self.region = built.region
        self.base = built.region.travel.base_scenario
        self.tables = _published(built)
        self.crs = built.tables["network"].crs

    @cached_property
    def ways(self) -> HubWays:
        """The ways to hubs."""
        return HubWays(self.built.travel)

    @cached_property
    def links(self) -> gpd.GeoDataFrame:
        """The network by `link_id`, with what reports, risk and the register of links say."""
        links = self.tables["network"].sort_values("link_id", ignore_index=True)
        told = {
            "link_status": ["status", "is_contested"],
            "link_risk": ["risk", "is_insecure"],
            "links": ["is_cut_link", "people_cut_off"],
        }
        for table, columns in told.items():
            own = self.tables[table].set_index("link_id")[columns].reindex(links["link_id"])
            links = links.assign(**{column: own[column].to_numpy() for column in columns})
        flags = {
            name: links[name].astype("boolean").fillna(False).to_numpy(bool)  # noqa: FBT003
            for name in ("is_contested", "is_insecure", "is_cut_link")
        }
        numbers = {name: links[name].fillna(0) for name in ("risk", "people_cut_off")}
        return links.assign(**flags, **numbers, status=links["status"].astype("str").fillna(""))

    @cached_property
    def ground(self) -> Ground:
        """What the map shows below the way."""
        is_shown = self.region.map.show_incident_points
        return Ground(
            self.links, self.tables["communities"], self.recent if is_shown else self.recent[:0]
        )

    @cached_property
    def recent(self) -> gpd.GeoDataFrame:
        """Incidents that are recent enough to endanger a link, with the names of their areas."""
        months = self.region.link_risk.months
        names = self.tables["areas"].set_index("area_id")["area_name"]
        found = recent(self.tables["incidents"], self.tables["as_of"], months)
        return found.assign(area_name=found["area_id"].map(names))

    @property
    def day(self) -> str:
        """The day that the layers speak of."""
        day = self.tables["as_of"]["as_of"].iloc[0]
        return "no stated day" if pd.isna(day) else str(day.date().isoformat())

    def rows(self, table: str, **key: str) -> list[dict[str, Any]]:
        """Return the rows of a table whose columns hold these values."""
        if (table, *key) not in self._groups:
            own: pd.DataFrame = pd.DataFrame(self.tables[table])
            self._groups[(table, *key)] = own.groupby(list(key), sort=False).indices
        places = self._groups[(table, *key)]
        wanted: Any = tuple(key.values()) if len(key) > 1 else next(iter(key.values()))
        if wanted not in places:
            return []
        found: list[dict[str, Any]] = self.tables[table].iloc[places[wanted]].to_dict("records")
        return found

    def row(self, table: str, **key: str) -> dict[str, Any]:
        """Return the first such row; empty where there is none."""
        return next(iter(self.rows(table, **key)), {})

    def spot(self, kind: str, row: dict[str, Any], name: str) -> Spot:
        """Return the place of a row that has a point."""
        x_m, y_m = row["geometry"].x, row["geometry"].y
        return Spot(kind, name, positions(self.crs, x_m, y_m)[0], x_m, y_m)

    @cached_property
    def _groups(self) -> dict[tuple[str, ...], Any]:
        return {}
