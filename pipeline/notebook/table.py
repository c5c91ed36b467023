"""One table in a notebook: as it is stored, with its places, and on a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError
from pipeline.schema import TABLES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from pipeline.built import Layers
    from pipeline.config import Region
    from pipeline.notebook.page import Shown

WHOLE = (
    "This region is published: its pages and exports keep back what could do harm. What notebooks "
    "show is whole; do not give it away."
)
PLACES = {
    "area_id": ("areas", "area_name"),
    "community_id": ("communities", "community_name"),
    "link_id": ("network", "road_name"),
    "cell_id": ("cells", "cell_id"),
    "closure_id": ("closures", "closure_name"),
}
"""By key: the table that knows where its rows lie, and the column with their names."""
CHOSEN = (
    *("service_type", "scenario", "open_scenario", "shut_scenario", "within_min", "draw"),
    *("rank", "indicator", "pillar", "date", "period_start"),
)
"""Columns of keys that are chosen: one place has several rows by them."""
COLOURED = {
    "access": "median_min",
    "reach": "minutes",
    "stability": "rate_per_100k",
    "resilience": "index",
    "isolation": "reason",
    "links": "people_cut_off",
    "link_status": "status",
    "closures": "status",
    "closure_effects": "fate",
    "osm": "road_class",
    "roads": "road_class",
    "services": "service_type",
    "network": "surface_group",
}
"""What a table is coloured by if nobody says; else by its first number."""


class TableView:
    """A stored table: `table` holds all its rows, `rows` one a place, `explore` shows these."""

    def __init__(self, name: str, layers: Layers, region: Region) -> None:
        self.name = name
        self._layers = layers
        self._region = region
        self._promise = TABLES[name]

    @property
    def table(self) -> pd.DataFrame:
        """The table as it is stored, with geometry where it has one; a copy each time."""
        stored: pd.DataFrame = self._layers.table(self.name).copy()
        return stored

    @property
    def choices(self) -> dict[str, list[Any]]:
        """Values of each column that `rows` chooses one of, the one that it takes first."""
        table = self._layers.table(self.name)
        asked = {key: sorted(set(table[key])) for key in self._promise.key if key in CHOSEN}
        wanted = {
            "service_type": self._region.resilience.access_service,
            "scenario": self._region.travel.base_scenario,
        }
        return {
            key: sorted(values, key=lambda value, key=key: value != wanted.get(key))  # type: ignore[misc]
            for key, values in asked.items()
        }

    def rows(self, **chosen: Any) -> gpd.GeoDataFrame:  # noqa: ANN401  values of any column
        """Return one row a place, with its geometry; what is not chosen is the first of `choices`.

        Raises
        ------
        ConfigError
            Where the rows have no place, or there is no such choice.
        """
        import geopandas as gpd  # noqa: PLC0415  heavy

        table = self.table
        for key, values in self.choices.items():
            value = chosen.pop(key, values[0] if values else None)
            if values and value not in values:
                known = ", ".join(map(str, values))
                raise ConfigError(f"{self.name} has no {key} {value}; it has: {known}")
            table = table[table[key] == value]
        if chosen:
            asked = ", ".join(self.choices) or "nothing"
            raise ConfigError(f"{self.name} is not chosen by {', '.join(chosen)}, but by {asked}")
        if self._promise.geometry:
            return gpd.GeoDataFrame(table.reset_index(drop=True))
        places, key, name = self._places()
        kept = [key, "geometry", *([name] if name not in table and name != key else [])]
        with_place = table.merge(places[kept], how="left", on=key, validate="many_to_one")
        return gpd.GeoDataFrame(with_place, geometry="geometry", crs=places.crs)

    def explore(self, column: str | None = None, **chosen: Any) -> Shown:  # noqa: ANN401
        """Return the rows on a map, coloured by a column; it asks no host, and can be saved.

        Parameters
        ----------
        column
            What places are coloured by; the table's main number if not given.
        chosen
            As for `rows`, such as `service_type="market"`.
        """
        from pipeline.notebook.page import explored  # noqa: PLC0415  heavy

        rows = self.rows(**chosen)
        named = {key: str(chosen.get(key, values[0])) for key, values in self.choices.items()}
        title = next((n for k, (_, n) in PLACES.items() if k in rows and n in rows), "")
        return explored(
            self.name, self._coloured(column), rows, self._layers, self._region, title, named
        )

    def _coloured(self, column: str | None) -> str:
        """Return the column to colour by."""
        if column is not None and column not in self._promise.columns:
            raise ConfigError(
                f"{self.name} has no column {column}; it has: {', '.join(self._promise.columns)}"
            )
        numbers = (
            name
            for name, own in self._promise.columns.items()
            if own.dtype in ("float", "int") and name not in self._promise.key
        )
        main = COLOURED.get(self.name) or next(numbers, self._promise.key[0])
        return column or main

    def _places(self) -> tuple[gpd.GeoDataFrame, str, str]:
        """Return the table that knows where the rows lie, the key and the column of names."""
        for key in self._promise.key:
            if key in PLACES:
                places, name = PLACES[key]
                return self._layers.table(places), key, name
        raise ConfigError(f"{self.name} has no place on a map; its rows are in `.table`")

    def __repr__(self) -> str:
        """Return what the table is, with its columns, a line each."""
        width = max(map(len, self._promise.columns))
        lines = [f"  {name:{width}}  {own.doc}" for name, own in self._promise.columns.items()]
        return "\n".join([f"{self.name}: {self._promise.doc}", *lines])

    def _repr_html_(self) -> str:
        """Return what the table is, and its first rows."""
        from pipeline.page.escape import text  # noqa: PLC0415  heavy

        table = self._layers.table(self.name)
        plain = table.drop(columns="geometry", errors="ignore").head()
        said = f"<b>{self.name}</b>: {text(self._promise.doc)} {len(table):,} rows."
        return f"<p>{said}</p>{plain.to_html(index=False, na_rep='', escape=True)}"
