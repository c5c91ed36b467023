"""What published outputs keep back: small numbers of people, places of incidents, types.

Tables in, tables out. `withholding` makes of a function that draws or writes tables one that is
given what may be published of them, and what was kept back. Without a wish to publish it is given
everything.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Tables = dict[str, Any]
    Publish = Mapping[str, Any]

FEW_PEOPLE, SENSITIVE, INCIDENTS = "few_people", "sensitive", "incidents"
KINDS = (FEW_PEOPLE, SENSITIVE, INCIDENTS)
OF_AREA, REGION = "people of the area", "people of the region"
"""In the place of a column, as in the schema."""
NOBODY = 1e-6
"""People up to which there are none: what sums of fractions leave."""
LEAST_HIDDEN = 2
"""Numbers of a sum that are kept back together: one alone is what the others leave."""
BY_AREA = ("resilience", "stability", "access", "catchments")
"""Tables with the people of each area, the first that is there counts."""
ALL = "*"
"""In the place of a row's key: every row."""
SCORED = ["value", "score", "pull"]
BASES = "presence"
OF_RISK = ["risk", "incidents_count", "exact_count", "nearest_exact_m", "newest"]
STANDING = ("standing", "changes")
SUMS = ("people_cut_off", "season_people", "best_opening_people")
"""Figures of the region that add up communities of which is told which they are."""
OF_TRIPS = ["trips_people", "services_count"]


class Withheld(NamedTuple):
    """Numbers or rows of one kind that were kept back."""

    kind: str
    """`few_people`, `sensitive` or `incidents`."""
    table: str
    column: str
    """Empty where whole rows are."""
    number: int
    """How many; of what is sensitive, how many types."""
    keys: tuple[str, ...] = (ALL,)
    """The rows, such as `area_id=XE0101`; every one is `*`."""


def withholding(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with one more parameter, `publish`: what may be published, and how.

    It is None, or the plain values that `stages.published` makes. The function is called with
    tables and parameters that keep back what they ask for. What was kept back is listed in a page's
    `setting`, and in `withheld` of a function that takes it; None where nothing is asked.
    """
    signature = inspect.signature(function)
    own = dict(signature.parameters)
    takes_list = own.pop("withheld", None) is not None

    @functools.wraps(function)
    def published_only(*, publish: Publish | None = None, **given: Any) -> Any:  # noqa: ANN401
        told = None
        if publish is not None:
            given, told = published(given, publish)
        if "setting" in given and told is not None:
            given["setting"] = {**given["setting"], "withheld": told}
        return function(**given, **({"withheld": told} if takes_list else {}))

    keyword = inspect.Parameter("publish", inspect.Parameter.KEYWORD_ONLY, default=None)
    published_only.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=sorted([*own.values(), keyword], key=lambda parameter: parameter.kind)
    )
    return published_only


def published(given: Mapping[str, Any], publish: Publish) -> tuple[Tables, list[Withheld]]:
    """Return tables and parameters as they may be published, and what was kept back of them.

    Rows stay, but those of sensitive service types, and those that are there only because an
    incident is near. A number that is kept back is missing.
    """
    told: list[Withheld] = []
    kept = dict(given)
    if publish["sensitive"]:
        kept = _without_types(kept, publish, told)
    if not publish["shows_points"]:
        kept = _without_places(kept, told)
    return _without_few(kept, publish, told), told


def kept_back(values: Floats, group: NDArray[Any], k_min: float) -> Bools:
    """Return which numbers are kept back where those of a group add up to a sum that is known.

    All from above 0 to under `k_min`. In a group with one of these, the least of the others too,
    until there are two and they come to `k_min`: less could be worked out from the sum. Ties go to
    the first. Missing numbers are none.
    """
    people = np.nan_to_num(np.asarray(values, dtype=float))
    is_some = people > NOBODY
    is_small = is_some & (people < k_min)
    table = pd.DataFrame({"group": group, "people": people, "is_small": is_small})
    rising = table[is_some].sort_values("people", kind="stable")
    each = rising.groupby("group", sort=False)
    before = each["people"].cumsum() - rising["people"]
    is_partner = (before < k_min) | (each.cumcount() < LEAST_HIDDEN)
    hidden = rising["is_small"] | (is_partner & each["is_small"].transform("any"))
    found: Bools = hidden.reindex(table.index, fill_value=False).to_numpy(bool)
    return found


def _without_few(given: Tables, publish: Publish, told: list[Withheld]) -> Tables:
    """Return tables in which no number of people from above 0 to under `k_min` can be read."""
    tables = {n: t for n, t in given.items() if n in publish["people"] and _is_table(t)}
    crowd = _Crowd(tables, publish["k_min"])
    hidden = {
        name: _hidden(table, publish["people"][name], crowd) for name, table in tables.items()
    }
    if "indicators" in tables and "indicator_rules" in given:
        scores = _hidden_scores(tables["indicators"], given["indicator_rules"], crowd)
        hidden["indicators"] |= dict.fromkeys(SCORED, scores)
    if "reopenings" in tables:
        openings = _hidden_openings(tables, crowd)
        few = hidden["reopenings"]
        hidden["reopenings"] = {name: few[name] | openings[name] for name in few}
    for name in STANDING:
        if name in tables:
            hidden[name] |= _hidden_standing(tables[name], hidden[name]["people"], crowd)
    kept = dict(given)
    for name, masks in hidden.items():
        kept[name] = _masked(tables[name], masks)
        told += _listed(tables[name], name, masks, publish["keys"][name])
    return kept


class _Crowd:
    """Who lives where, and of whom no number may be told."""

    def __init__(self, tables: Tables, k_min: float) -> None:
        self.k_min = k_min
        self._hidden: dict[str, pd.Series] = {}
        self._area_people = _area_people(tables)
        if self._area_people is not None:
            self._hidden["area_id"] = self._hide(self._area_people, _above(tables))
        if "communities" in tables:
            self._hidden["community_id"] = self._of_few(tables["communities"])
        if "cells" in tables:
            self._hidden["cell_id"] = self._small(tables["cells"])

    def _of_few(self, communities: pd.DataFrame) -> pd.Series:
        """Return which communities are kept back: with one of few people, all of its area.

        An area's people are told by whether, when and why they reach a service, and of each
        community it is told which of these it is: what the told ones leave would be the small one.
        """
        table = communities.set_index("community_id")
        people, area = table["people"], table["area_id"].astype("str").fillna("")
        is_few = people.gt(NOBODY) & people.lt(self.k_min)
        is_concerned = is_few.groupby(area.to_numpy()).transform("any") | self._of_area(area)
        return people.gt(NOBODY) & is_concerned

    def _small(self, cells: pd.DataFrame) -> pd.Series:
        """Return which cells are kept back: all those of a hidden area too."""
        people = cells.set_index("cell_id")["people"]
        area = cells.set_index("cell_id")["area_id"].astype("str").fillna("")
        return self._hide(people, area) | (people.gt(NOBODY) & self._of_area(area))

    def _hide(self, people: pd.Series, group: pd.Series) -> pd.Series:
        group = group.reindex(people.index).astype("str").fillna("")
        found = kept_back(people.to_numpy(float), group.to_numpy(), self.k_min)
        return pd.Series(found, people.index)

    def _of_area(self, area: pd.Series) -> Bools:
        found = self._hidden.get("area_id", pd.Series(dtype=bool))
        is_hidden: Bools = area.map(found).astype("boolean").fillna(False).to_numpy(bool)  # noqa: FBT003
        return is_hidden

    def is_hidden(self, table: pd.DataFrame, key: str) -> Bools:
        """Return the rows whose community, area or cell is kept back."""
        if key not in self._hidden:
            people = table.groupby(key)["people"].max()
            self._hidden[key] = self._hide(people, pd.Series(dtype="str"))
        found = table[key].map(self._hidden[key]).astype("boolean")
        is_hidden: Bools = found.fillna(False).to_numpy(bool)  # noqa: FBT003
        return is_hidden

    def hides(self, key: str) -> bool:
        """Return whether any community, area or cell is kept back."""
        return bool(self._hidden.get(key, pd.Series(dtype=bool)).any())

    def of_area(self, table: pd.DataFrame) -> Floats:
        """Return the people of each row's area; missing where they are kept back or not known."""
        if self._area_people is None:
            return np.full(len(table), np.nan)
        shown = self._area_people.mask(self._hidden["area_id"])
        people: Floats = table["area_id"].map(shown).to_numpy(float)
        return people


def _area_people(tables: Tables) -> pd.Series | None:
    """Return the people of each area, from the first table that tells them."""
    for name in BY_AREA:
        if name in tables and len(tables[name]):
            return pd.Series(tables[name].groupby("area_id")["people"].max())
    if "communities" in tables:
        return pd.Series(tables["communities"].groupby("area_id")["people"].sum())
    return None


def _above(tables: Tables) -> pd.Series:
    """Return the division above each area, whose people are told as well; none if not known."""
    areas = tables.get("areas")
    if areas is None:
        return pd.Series(dtype="str")
    return pd.Series(areas.set_index("area_id")["adm2_id"])


def _hidden(table: pd.DataFrame, counted: Mapping[str, Any], crowd: _Crowd) -> dict[str, Bools]:
    """Return, by column, the rows in which a number is kept back."""
    masks: dict[str, Bools] = {}
    for column, rule in counted.items():
        if rule["of"]:
            masks[column] = crowd.is_hidden(table, rule["of"])
        elif not (rule["whole"] or rule["share_of"] or rule["told_by"]):
            people = table[column].to_numpy(float)
            masks[column] = (people > NOBODY) & (people < crowd.k_min)
    for whole, columns in _wholes(counted):
        masks |= _parts(table, whole, {c: counted[c] for c in columns}, masks, crowd)
    for column, rule in counted.items():
        if rule["told_by"] == OF_AREA:
            masks[column] = np.isnan(crowd.of_area(table))
        elif rule["told_by"]:
            masks[column] = np.any([masks[name] for name in rule["told_by"].split("|")], axis=0)
    return masks


def _wholes(counted: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield each whole with the columns that are its parts, a whole's own whole before it."""
    parts: dict[str, list[str]] = {}
    for column, rule in counted.items():
        if rule["whole"]:
            parts.setdefault(rule["whole"], []).append(column)
    yield from sorted(parts.items(), key=lambda item: bool(counted.get(item[0], {}).get("whole")))
    yield from ((rule["share_of"], [c]) for c, rule in counted.items() if _stands_alone(rule))


def _stands_alone(rule: Mapping[str, str]) -> bool:
    return bool(rule["share_of"] and not rule["whole"])


def _parts(
    table: pd.DataFrame,
    whole: str,
    counted: Mapping[str, Any],
    masks: Mapping[str, Bools],
    crowd: _Crowd,
) -> dict[str, Bools]:
    """Return where parts of a whole are kept back: what they leave of it is a part as well."""
    parts = np.column_stack([_people(table, c, rule, crowd) for c, rule in counted.items()])
    if whole == REGION:
        people, is_lost = parts.sum(axis=1), np.zeros(len(table), bool)
    elif whole == OF_AREA:
        people = crowd.of_area(table)
        is_lost = np.isnan(people)
    else:
        people = table[whole].to_numpy(float)
        is_lost = masks.get(whole, np.zeros(len(table), bool)) | np.isnan(people)
    rest = people - np.nansum(parts, axis=1)
    rows = np.repeat(np.arange(len(table)), parts.shape[1] + 1)
    found = kept_back(np.column_stack([parts, rest]).ravel(), rows, crowd.k_min)
    hidden = found.reshape(len(table), parts.shape[1] + 1)[:, :-1]
    hidden = hidden | (is_lost[:, None] & ~(np.abs(parts) <= NOBODY))
    return dict(zip(counted, hidden.T, strict=True))


def _people(table: pd.DataFrame, column: str, rule: Mapping[str, str], crowd: _Crowd) -> Floats:
    """Return a column as people, whether it is them or a share of them."""
    values: Floats = table[column].to_numpy(float)
    if not rule["share_of"]:
        return values
    of = rule["share_of"]
    people: Floats = crowd.of_area(table) if of == OF_AREA else table[of].to_numpy(float)
    found: Floats = np.where(values == 0, 0.0, values * people)  # nobody, of however many
    return found


def _hidden_scores(indicators: pd.DataFrame, rules: pd.DataFrame, crowd: _Crowd) -> Bools:
    """Return the rows of indicators whose share of the area's people gives few of them away.

    With the value go its score and pull, from which it could be worked out.
    """
    is_of_people = rules["unit"].eq("share") & rules["origin"].ne("surveys")
    concerned = indicators["indicator"].isin(rules.loc[is_of_people, "indicator"]).to_numpy()
    people = crowd.of_area(indicators)
    part = indicators["value"].to_numpy(float) * people
    is_few = [(n > NOBODY) & (n < crowd.k_min) for n in (part, people - part)]
    hidden: Bools = concerned & (is_few[0] | is_few[1] | np.isnan(people))
    return hidden & indicators["value"].notna().to_numpy()


def _hidden_openings(tables: Tables, crowd: _Crowd) -> dict[str, Bools]:
    """Return what is kept back of sets of links to open: people of sets with a hidden community.

    Which communities a set reconnects is told: what the told ones leave is the hidden ones'. What a
    set and all better ones give together goes with it. Where it is not known whom a set reconnects,
    all go if any community is hidden.
    """
    sets = tables["reopenings"]
    own = pd.Series(crowd.hides("community_id"), sets.index)
    if "isolation" in tables:
        cut_off = tables["isolation"]
        hidden = cut_off[crowd.is_hidden(cut_off, "community_id")]
        keys = pd.MultiIndex.from_frame(hidden[["scenario", "reopening_link_ids"]])
        own[:] = pd.MultiIndex.from_frame(sets[["scenario", "link_ids"]]).isin(keys)
    ranked = own[sets["rank"].sort_values().index]
    together = ranked.groupby(sets["scenario"]).cummax().reindex(sets.index)
    people = own.to_numpy(bool)
    return {"people": people, "people_per_km": people, "joint_people": together.to_numpy(bool)}


def _hidden_standing(table: pd.DataFrame, is_few: Bools, crowd: _Crowd) -> dict[str, Bools]:
    """Return what is kept back of how things stand and of what changed, by column.

    People of a community or an area go where every table keeps them back; sums over communities go
    where one of these is kept back, for the others are told.
    """
    kind = table["kind"]
    people = is_few.copy()
    for own, key in (("community", "community_id"), ("quadrant", "area_id"), ("index", "area_id")):
        is_own = (kind == own).to_numpy(bool)
        people |= is_own & crowd.is_hidden(table.rename(columns={"id": key}), key)
    is_sum = kind.eq("figure") & table["id"].isin(SUMS) & crowd.hides("community_id")
    numbers = [str(name) for name in table if str(name).startswith("number")]
    is_figure = kind.eq("figure") & table["id"].str.endswith("_people")
    hidden = {"people": people}
    for name in numbers:
        number = table[name].to_numpy(float)
        is_small = is_figure & (number > NOBODY) & (number < crowd.k_min)
        hidden[name] = (is_sum | is_small).to_numpy(bool)
    return hidden


def _without_types(given: Tables, publish: Publish, told: list[Withheld]) -> Tables:
    """Return tables and parameters without a trace of the service types that are sensitive."""
    types, has_bases = set(publish["sensitive"]), bool(publish["hides_bases"])
    kept = {name: _without_rows(value, types) for name, value in given.items()}
    told += [
        Withheld(SENSITIVE, name, "", len(types))
        for name, value in kept.items()
        if _is_table(value) and len(value) < len(given[name])
    ]
    if "service_types" in kept:
        kept["service_types"] = [kind for kind in kept["service_types"] if kind not in types]
    if has_bases and BASES in kept:
        kept[BASES] = _blank(kept[BASES], [c for c in kept[BASES] if c.endswith(("min", "share"))])
        told.append(Withheld(SENSITIVE, BASES, "", len(types)))
    if "links" in kept:
        kept["links"] = _links_without(kept["links"], types)
        told += [Withheld(SENSITIVE, "links", column, len(types)) for column in OF_TRIPS]
    if "indicator_rules" in kept:
        kept = _rules_without(kept, types, told, has_bases=has_bases)
    if has_bases and BASES in kept.get("made_with", {}):
        kept["made_with"] = {n: v for n, v in kept["made_with"].items() if n != BASES}
    return kept


def _without_rows(value: Any, types: set[str]) -> Any:  # noqa: ANN401  a table or a parameter
    if not _is_table(value) or "service_type" not in value:
        return value
    return value[~value["service_type"].isin(types)].reset_index(drop=True)


def _links_without(links: pd.DataFrame, types: set[str]) -> pd.DataFrame:
    """Return the register without trips to sensitive types: they would lead to their doors."""
    names = links["service_types"].astype("str").fillna("").str.split(",")
    left = names.map(lambda kinds: ",".join(k for k in kinds if k and k.strip() not in types))
    is_idle = left.eq("") & links["hub_people"].eq(0) & links["detour"].isin(["known", "none"])
    table: pd.DataFrame = _blank(links, OF_TRIPS)
    return table.assign(
        service_types=left.where(left.ne(""), None).astype("str"),
        detour=links["detour"].mask(is_idle, "not_used"),
        detour_min=links["detour_min"].mask(is_idle),
    )


def _rules_without(
    kept: Tables, types: set[str], told: list[Withheld], *, has_bases: bool
) -> Tables:
    """Return the tables of the index without the indicators that rest on sensitive types."""
    rules = kept["indicator_rules"]
    items = rules["item"].astype("str").fillna("").str.split("|")
    is_lost = items.map(lambda names: not types.isdisjoint(names)) & rules["origin"].ne("surveys")
    is_lost |= rules["origin"].eq(BASES) & has_bases
    lost = set(rules.loc[is_lost, "indicator"])
    pillars = [f"{pillar}_index" for pillar in sorted(set(rules.loc[is_lost, "pillar"]))]
    if not lost:
        return kept
    told.append(Withheld(SENSITIVE, "indicators", "", len(types)))
    for name in ("indicator_rules", "indicators"):
        if name in kept:
            is_kept = ~kept[name]["indicator"].isin(lost)
            kept = {**kept, name: kept[name][is_kept].reset_index(drop=True)}
    if "resilience" in kept:
        table = _blank(kept["resilience"], pillars)
        for column in ("pulls_down", "pulls_up"):
            table = table.assign(**{column: _names_without(table[column], lost)})
        kept = {**kept, "resilience": table}
        told += [Withheld(SENSITIVE, "resilience", column, len(types)) for column in pillars]
    if "resilience_levels" in kept:
        kept = {**kept, "resilience_levels": _blank(kept["resilience_levels"], pillars)}
        told += [Withheld(SENSITIVE, "resilience_levels", one, len(types)) for one in pillars]
    return kept


def _names_without(names: pd.Series, lost: set[str]) -> pd.Series:
    """Return names with commas, without some of them; missing where none is left."""
    split = names.astype("str").fillna("").str.split(",")
    left = split.map(lambda many: ",".join(one for one in many if one.strip() not in lost).strip())
    return left.where(left.ne(""), None).astype("str")


def _without_places(given: Tables, told: list[Withheld]) -> Tables:
    """Return tables that say of no incident where it was, nearer than its area.

    A link still says whether it is insecure, for convoys need that; how much risk and from when
    would give places away, and so would cells of a grid.
    """
    kept = dict(given)
    if "incidents" in kept:
        table = kept["incidents"]
        nowhere = np.full(len(table), shapely.Point(), dtype=object)
        numbered = [f"incident {n}" for n in range(1, len(table) + 1)]
        kept["incidents"] = gpd.GeoDataFrame(
            table.drop(columns="geometry").assign(
                incident_id=pd.Series(numbered, table.index, "str"),
                place_name=pd.Series(index=table.index, dtype="str"),
            ),
            geometry=gpd.GeoSeries(nowhere, table.index, crs=table.crs),
        )
        told.append(Withheld(INCIDENTS, "incidents", "geometry", len(table)))
    if "link_risk" in kept:
        table = kept["link_risk"]
        kept["link_risk"] = _blank(table[table["is_insecure"]].reset_index(drop=True), OF_RISK)
        told.append(Withheld(INCIDENTS, "link_risk", "", len(table)))
    if "links" in kept:
        told.append(Withheld(INCIDENTS, "links", "risk", int(kept["links"]["risk"].gt(0).sum())))
        kept["links"] = _blank(kept["links"], ["risk"])
    if "stability_cells" in kept:
        told.append(Withheld(INCIDENTS, "stability_cells", "", len(kept["stability_cells"])))
        kept["stability_cells"] = kept["stability_cells"].iloc[:0]
    return kept


def _blank(table: Any, columns: Iterable[str]) -> Any:  # noqa: ANN401  a table, with geometry or not
    """Return a table in which whole columns are missing."""
    never = np.zeros(len(table), bool)
    return table.assign(**{column: table[column].where(never) for column in columns})


def _masked(table: Any, masks: Mapping[str, Bools]) -> Any:  # noqa: ANN401
    """Return a table without the numbers that are kept back."""
    return table.assign(
        **{c: table[c].astype(float).mask(mask) for c, mask in masks.items() if mask.any()}
    )


def _listed(
    table: pd.DataFrame, name: str, masks: Mapping[str, Bools], key: list[str]
) -> Iterator[Withheld]:
    """Yield what was kept back of a table, a line a column, with the keys of the rows."""
    for column, mask in masks.items():
        lost = mask & table[column].notna().to_numpy()
        if lost.any():
            rows = table.loc[lost, key].astype("str").itertuples(index=False)
            keys = tuple(
                ";".join(f"{k}={v}" for k, v in zip(key, row, strict=True)) for row in rows
            )
            yield Withheld(FEW_PEOPLE, name, column, int(lost.sum()), keys)


def _is_table(value: Any) -> bool:  # noqa: ANN401  a table or a parameter
    return isinstance(value, pd.DataFrame)
