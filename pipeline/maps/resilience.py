"""The resilience page: each area's quadrant of access and stability, and its index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, frame, legend, slim, telling, words
from pipeline.page.language import spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

WORST = "weak_cut_off"
KNOWN = [key for key in words.QUADRANTS if key != "unknown"]
RANKED = [key for key in words.CLASSES if key != "unknown"]
COLOUR = ("Quadrant", "Index")
PEOPLE, NEAR, INCIDENTS, INDEX, INTERVAL = range(5)
"""Places of the listed facts among those of the popup."""

MOST_SCORE = 10
MOST_LISTED = 20
MOST_WEAKEST = 10


@spoken
@withholding
def resilience(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    resilience: gpd.GeoDataFrame,
    access: pd.DataFrame,
    stability: pd.DataFrame,
    as_of: pd.DataFrame,
    indicator_rules: pd.DataFrame,
    indicators: pd.DataFrame,
    setting: Mapping[str, Any],
    base_scenario: str,
    access_service: str,
    access_within_min: int,
    access_cut_share: float,
    stability_cut_per_100k: float,
    class_cuts: Sequence[float],
    clear_share: float,
    draws: int,
    made_with: Mapping[str, Mapping[str, Any]],
) -> str:
    """Page of areas coloured by quadrant or by the index, as HTML text.

    Areas whose quadrant (class of the index) holds in less than `clear_share` of the draws are
    hatched. Popups hold the numbers behind both, and what pulls the index, and unfold how each
    indicator comes about, in the words of `resilience explain`, with the parameters of `made_with`
    (by the table that its number comes from) and the names of its files. Areas that are weak and
    cut off are listed, most people first, up to twenty, and those with the lowest index, up to ten;
    ties go to the least id. Missing numbers are an en dash, never zero.
    """
    roads, left_out = drawing.roads(network)
    near = f"within {access_within_min} minutes of {words.service(access_service)}"
    own = resilience.set_index("area_id").reindex(areas["area_id"])
    titles = indicator_rules.set_index("indicator")["title"]
    plain = _facts(areas, own, access, stability, near, (access_service, base_scenario))
    facts = (*plain[: INTERVAL + 1], *_index_facts(own, titles), *plain[INTERVAL + 1 :])
    layer = drawing.Layer(
        "areas",
        "area",
        slim.areas(areas.geometry),
        drawing.columns(_codes(own, clear_share)),
        _styles(),
        ("colour",),
        titles=areas["area_name"].tolist(),
        facts=(*facts, drawing.worded("Evidence", own["grade"], words.GRADES)),
        told=telling.told(indicator_rules, indicators, areas["area_id"].tolist(), made_with),
    )
    worst, weakest = _worst(areas, resilience), _weakest(own)
    legends = (
        legend.quadrants() + legend.listed([_unsure(colours.QUADRANTS["weak_cut_off"])]),
        legend.listed([*_class_entries(class_cuts), _unsure(colours.CLASSES["weak"])]),
    )
    page = frame.Page(
        name="resilience.html",
        day=frame.day(as_of),
        evidence=frame.graded(own["grade"]),
        lead="Where people can reach services and live in peace, where only one of the two "
        "holds, and where neither does. Darker means worse; grey is unknown.",
        switches=(legend.switch("colour", "Colour by", COLOUR),),
        blocks=(
            legend.block("areas", "Areas", body=legend.either("colour", legends)),
            legend.block("roads", "Roads", [legend.Entry("Road", "#7c8792", "thin")]),
        ),
        list_title=_list_title(len(worst)),
        list_note=f"People; share {near}; incidents.",
        also_listed={"Lowest index first": "Index; where 90 of 100 draws lie; people."},
        corner={
            "Scenario": words.scenario(base_scenario),
            "Service": words.service(access_service),
            "Near": f"within {access_within_min} min",
            "Good access": f"from {words.percent(access_cut_share)} of people",
            "Stable": f"up to {stability_cut_per_100k:g} per 100,000 a year",
            "Method": next(iter(own["method_version"].dropna()), "none"),
        },
        about=_about(
            near, access_cut_share, stability_cut_per_100k, left_out, (draws, clear_share)
        ),
    )
    data = {
        "layers": [layer.plain(), roads.plain()],
        "labels": drawing.labels(areas, communities),
        "places": {"communities": drawing.places(communities, areas)},
        "list": {
            "layer": "areas",
            "over": [],
            "values": worst[:MOST_LISTED],
            "count": PEOPLE,
            "why": [NEAR, INCIDENTS],
        },
        "also": [
            {
                "layer": "areas",
                "over": [],
                "values": weakest,
                "count": INDEX,
                "why": [INTERVAL, PEOPLE],
            }
        ],
    }
    return frame.map_page(page, data, setting, bounds=slim.bounds(areas))


def _styles() -> list[dict[str, Any]]:
    """Return the quadrants' styles, unknown, and the same hatched; then those of the classes."""
    quadrants = colours.area_styles(colours.QUADRANTS[key] for key in KNOWN)
    classes = colours.area_styles(colours.CLASSES[key] for key in RANKED)
    return [
        *quadrants,
        *(colours.hatched(style) for style in quadrants[:-1]),
        *classes[:-1],
        *(colours.hatched(style) for style in classes[:-1]),
    ]


def _codes(own: pd.DataFrame, clear_share: float) -> np.ndarray:
    """Return each area's place among the styles, by quadrant and by class of the index."""
    n, rows = len(KNOWN), []
    for column, known, first in (("quadrant", KNOWN, 0), ("class", RANKED, 2 * n + 1)):
        place = pd.Index(known).get_indexer(pd.Index(own[column]))
        is_unsure = (own[f"{column}_share"] < clear_share).to_numpy(bool)
        hatched = len(known) + (first == 0)
        rows.append(np.where(place < 0, n, first + place + hatched * is_unsure))
    return np.array(rows)


def _class_entries(cuts: Sequence[float]) -> list[legend.Entry]:
    """Return the classes of the index, the strongest first, and unknown."""
    low, middle, high = (f"{cut:g}" for cut in cuts)
    said = [f"under {low}", f"{low} to {middle}", f"{middle} to {high}", f"{high} or more of 10"]
    named = [
        legend.Entry(f"{words.CLASSES[key]}: {what}", colours.CLASSES[key])
        for key, what in zip(RANKED, said, strict=True)
    ]
    unknown = legend.Entry("Unknown: too little is known", colours.UNKNOWN, "box unknown")
    return [*reversed(named), unknown]


def _unsure(colour: str) -> legend.Entry:
    return legend.Entry("Hatched: not sure, see About", colour, "box hatched")


def _weakest(own: pd.DataFrame) -> list[int]:
    """Return the rows of the areas with the lowest index."""
    index = own["index"].reset_index(drop=True).dropna()
    ids = own.index.to_series().reset_index(drop=True)
    order = pd.DataFrame({"index": index, "id": ids.reindex(index.index)})
    rows: list[int] = order.sort_values(["index", "id"]).index[:MOST_WEAKEST].tolist()
    return rows


def _worst(areas: gpd.GeoDataFrame, resilience: gpd.GeoDataFrame) -> list[int]:
    """Return the rows of the areas that are weak and cut off, most people first."""
    worst = resilience[resilience["quadrant"] == WORST]
    worst = worst.sort_values(["people", "area_id"], ascending=[False, True])
    rows: list[int] = pd.Index(areas["area_id"]).get_indexer(worst["area_id"]).tolist()
    return rows


def _list_title(count: int) -> str:
    shown = f"{MOST_LISTED} of {count}" if count > MOST_LISTED else f"{count}"
    return f"Weak and cut off areas, most people first ({shown})"


def _facts(
    areas: gpd.GeoDataFrame,
    own: pd.DataFrame,
    access: pd.DataFrame,
    stability: pd.DataFrame,
    near: str,
    headline: tuple[str, str],
) -> tuple[drawing.Fact, ...]:
    """Return the popup's lines on access and stability, row by row as the areas."""
    ids = areas["area_id"].tolist()
    safe = stability.set_index("area_id").reindex(ids)
    asked = access[(access["service_type"] == headline[0]) & (access["scenario"] == headline[1])]
    reached = asked.set_index("area_id").reindex(ids)
    rate_unit = "per 100,000 a year"
    return (
        drawing.measured("People", own["people"], is_in_tip=True),
        drawing.percent(f"People {near}", own["access_share"], is_in_tip=True),
        drawing.measured("Incidents", own["rate_per_100k"], rate_unit, digits=2, is_in_tip=True),
        drawing.measured("Index, 10 is strong", own["index"], digits=1, is_in_tip=True),
        drawing.named("Index, 90 of 100 draws", _spans(own, "score_p05", "score_p95", 1)),
        drawing.worded("Quadrant", own["quadrant"], words.QUADRANTS, is_in_tip=True),
        drawing.percent("Draws in this quadrant", own["quadrant_share"]),
        drawing.measured("Median travel time", reached["median_min"], "min"),
        drawing.percent("People of whom nothing can be said", own["unknown_share"]),
        drawing.worded("Trend of incidents", safe["trend"], words.TRENDS),
        drawing.percent("People exposed to recent incidents", safe["exposed_share"]),
        drawing.measured("People who do not reach a hub", own["people_isolated"]),
    )


def _index_facts(own: pd.DataFrame, titles: pd.Series[str]) -> tuple[drawing.Fact, ...]:
    """Return the popup's lines on the index."""
    ranked = int(own["rank"].notna().sum())
    place = (own["rank"].map("{:.0f}".format) + f" of {ranked} (").astype("str")
    shares = own["class_share"].map(words.percent)
    sure = own["class"].map(words.CLASSES) + " in " + shares + " of draws"
    rank = place + _spans(own, "rank_p05", "rank_p95") + ")"
    return (
        drawing.named("Class", sure.where(own["class_share"].notna())),
        drawing.named("Rank, 1 is the strongest", rank),
        drawing.measured("Smallest clear change", own["smallest_change"], digits=1),
        *(
            drawing.barred(name, own[f"{pillar}_index"], MOST_SCORE)
            for pillar, name in words.PILLARS.items()
        ),
        drawing.named("Pulls it down", _titled(own["pulls_down"], titles), is_brief=True),
        drawing.named("Pulls it up", _titled(own["pulls_up"], titles), is_brief=True),
        drawing.worded("Evidence of the index", own["index_grade"], words.GRADES),
    )


def _spans(own: pd.DataFrame, low: str, high: str, digits: int = 0) -> pd.Series[str]:
    """Return intervals in words, null where there is none."""
    pairs = zip(own[low], own[high], strict=True)
    said = [
        f"{words.number(a, digits)} to {words.number(b, digits)}" if a == a else None  # noqa: PLR0124
        for a, b in pairs
    ]
    return pd.Series(said, own.index, dtype="str")


def _titled(lists: pd.Series[str], titles: pd.Series[str]) -> pd.Series[str]:
    """Return lists of indicators with their titles in place of their codes."""
    said: pd.Series[str] = lists.map(
        lambda codes: ", ".join(titles.get(code, code) for code in codes.split(", ")),
        na_action="ignore",
    )
    return said


def _about(
    near: str, cut_share: float, cut_rate: float, left_out: list[str], drawn: tuple[int, float]
) -> dict[str, list[str]]:
    """Return methods, assumptions and what was left out, in plain words."""
    return {
        "Method": [
            (
                f"Access is good where at least {words.percent(cut_share)} of an area's people "
                f"live {near}, by road and on foot."
            ),
            (
                f"An area is stable where it has at most {cut_rate:g} incidents per 100,000 people "
                "a year. Rates of small areas are drawn towards the region's rate, so that one "
                "incident among few people does not decide."
            ),
            "An area is unknown where nothing is known of more than half of its people.",
            (
                "The index is the geometric mean of the pillars that are known, unless the region "
                "file asks for another mean: a weak pillar is not bought off by a strong one. A "
                "pillar of which nothing is known is a gap, not a zero."
            ),
            (
                f"Everything uncertain is drawn {drawn[0]:,} times: speeds, where vague incidents "
                "were, answers of people, weights, goalposts and the way between them. An area is "
                f"hatched where its colour holds in less than {words.percent(drawn[1])} of the "
                "draws. Between two runs of the same method a difference under the smallest change "
                "means nothing."
            ),
        ],
        "Assumptions": [
            "Cut points, goalposts and weights are choices, not findings.",
            "Travel speeds are those of the region file's table, less for bad ground and season.",
            words.GRADE_NOTE,
        ],
        "Left out": frame.left_out(left_out),
    }
