"""The resilience page: each area's quadrant of access and stability, and its index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, frame, language, legend, notes, slim, telling, words
from pipeline.page.language import Words, say, say_many, spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

WORST = "weak_cut_off"
KNOWN = [key for key in words.QUADRANTS if key != "unknown"]
RANKED = [key for key in words.CLASSES if key != "unknown"]
COLOUR = Words({"quadrant": "Quadrant", "index": "Index"})
CUT_OFF = ["unreachable", "conditional"]
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
    isolation: gpd.GeoDataFrame,
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
    hatched. Popups hold the numbers behind both, why people do not reach a hub, the pillars and the
    index as bars, with the interval of the index drawn across its bar, and unfold how each
    indicator comes about, in the words of `resilience explain`, with the parameters of `made_with`
    (by the table that its number comes from) and the names of its files. Areas that are weak and
    cut off are listed, most people first, up to twenty, and those with the lowest index, up to ten;
    ties go to the least id. Missing numbers are an en dash, never zero.
    """
    roads, left_out = drawing.roads(network)
    own = resilience.set_index("area_id").reindex(areas["area_id"])
    titles = indicator_rules.set_index("indicator")["title"].map(say)
    service, within = words.service(access_service), language.short(access_within_min)
    share = say_many(
        "People within {minutes} minute: {service}",
        "People within {minutes} minutes: {service}",
        access_within_min,
        minutes=within,
        service=service,
    )
    plain = (
        *_facts(own, stability, share),
        *_access_facts(own, access, isolation, (access_service, base_scenario)),
    )
    facts = (*plain[: INTERVAL + 1], *_index_facts(own, titles), *plain[INTERVAL + 1 :])
    layer = drawing.Layer(
        "areas",
        "area",
        slim.areas(areas.geometry),
        drawing.columns(_codes(own, clear_share)),
        _styles(),
        ("colour",),
        titles=areas["area_name"].tolist(),
        facts=(*facts, drawing.worded(say("Evidence"), own["grade"], words.GRADES)),
        told=telling.told(indicator_rules, indicators, areas["area_id"].tolist(), made_with),
    )
    worst, weakest = _worst(areas, resilience), _weakest(own)
    legends = (
        legend.quadrants() + legend.listed([_unsure(colours.QUADRANTS["weak_cut_off"])]),
        legend.listed([*_class_entries(class_cuts), _unsure(colours.CLASSES["weak"])]),
    )
    cut_rate, cut_share = language.short(stability_cut_per_100k), words.percent(access_cut_share)
    page = frame.Page(
        name="resilience.html",
        day=frame.day(as_of),
        evidence=frame.graded(own["grade"]),
        lead=say(
            "Where people can reach services and live in peace, where only one of the two holds, "
            "and where neither does. Darker means worse; grey is unknown."
        ),
        switches=(legend.switch("colour", say("Colour by"), list(COLOUR.values())),),
        blocks=(
            legend.block("areas", say("Areas"), body=legend.either("colour", legends)),
            legend.block("roads", say("Roads"), [legend.Entry(say("Road"), "#7c8792", "thin")]),
        ),
        list_title=_list_title(len(worst)),
        list_note=say_many(
            "People; share within {minutes} minute of {service}; incidents.",
            "People; share within {minutes} minutes of {service}; incidents.",
            access_within_min,
            minutes=within,
            service=service,
        ),
        also_listed={say("Lowest index first"): say("Index; where 90 of 100 draws lie; people.")},
        corner={
            say("Scenario"): words.scenario(base_scenario),
            say("Service"): service,
            say("Near"): say("within {n} min", n=within),
            say("Good access"): say("from {share} of people", share=cut_share),
            say("Stable"): say("up to {rate} per 100,000 a year", rate=cut_rate),
            say("Method"): next(iter(own["method_version"].dropna()), say("none")),
        },
        about={
            say("Method"): [
                say_many(
                    "Access is good where at least {share} of an area's people live within "
                    "{minutes} minute of this service, by road and on foot: {service}.",
                    "Access is good where at least {share} of an area's people live within "
                    "{minutes} minutes of this service, by road and on foot: {service}.",
                    access_within_min,
                    share=cut_share,
                    minutes=within,
                    service=service,
                ),
                *_method(stability_cut_per_100k, draws, clear_share),
            ],
            say("Assumptions"): [
                notes.choices(),
                notes.speeds(),
                notes.grades(),
            ],
            say("Left out"): frame.left_out(left_out),
        },
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
    low, middle, high = (language.short(cut) for cut in cuts)
    said = [
        say("under {high}", high=low),
        say("{low} to {high}", low=low, high=middle),
        say("{low} to {high}", low=middle, high=high),
        say("{low} or more of 10", low=high),
    ]
    named = [
        legend.Entry(
            say("{name}: {range}", name=words.CLASSES[key], range=what), colours.CLASSES[key]
        )
        for key, what in zip(RANKED, said, strict=True)
    ]
    unknown = legend.Entry(say("Unknown: too little is known"), colours.UNKNOWN, "box unknown")
    return [*reversed(named), unknown]


def _unsure(colour: str) -> legend.Entry:
    return legend.Entry(say("Hatched: not sure, see About"), colour, "box hatched")


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
    if count > MOST_LISTED:
        return say(
            "Weak and cut off areas, most people first ({n} of {count})",
            n=MOST_LISTED,
            count=words.number(count),
        )
    return say("Weak and cut off areas, most people first ({n})", n=words.number(count))


def _facts(own: pd.DataFrame, stability: pd.DataFrame, share: str) -> tuple[drawing.Fact, ...]:
    """Return the popup's first lines, and those on how sure the quadrant is and on stability."""
    safe = stability.set_index("area_id").reindex(own.index)
    ends = (own["score_p05"], own["score_p95"])
    return (
        drawing.measured(say("People"), own["people"], is_in_tip=True),
        drawing.percent(share, own["access_share"], is_in_tip=True),
        drawing.measured(
            say("Incidents"),
            own["rate_per_100k"],
            say("per 100,000 a year"),
            digits=2,
            is_in_tip=True,
        ),
        drawing.barred(
            say("Index, 10 is strong"), own["index"], MOST_SCORE, ends=ends, is_in_tip=True
        ),
        drawing.named(say("Index, 90 of 100 draws"), _spans(own, "score_p05", "score_p95", 1)),
        drawing.worded(say("Quadrant"), own["quadrant"], words.QUADRANTS, is_in_tip=True),
        drawing.percent(say("Draws in this quadrant"), own["quadrant_share"]),
        drawing.worded(say("Trend of incidents"), safe["trend"], words.TRENDS),
        drawing.percent(say("People exposed to recent incidents"), safe["exposed_share"]),
    )


def _access_facts(
    own: pd.DataFrame,
    access: pd.DataFrame,
    isolation: gpd.GeoDataFrame,
    headline: tuple[str, str],
) -> tuple[drawing.Fact, ...]:
    """Return the popup's lines on access, and why people are cut off."""
    asked = access[(access["service_type"] == headline[0]) & (access["scenario"] == headline[1])]
    reached = asked.set_index("area_id").reindex(own.index)
    reasons = _reasons(isolation[isolation["scenario"] == headline[1]]).reindex(own.index)
    return (
        drawing.measured(say("Median travel time"), reached["median_min"], "min"),
        drawing.percent(say("People of whom nothing can be said"), own["unknown_share"]),
        drawing.measured(say("People who do not reach a hub"), own["people_isolated"]),
        drawing.named(say("Why they do not"), reasons, is_brief=True),
    )


def _reasons(isolation: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return, by area, why its people do not reach a hub: what holds for most of them first."""
    cut = isolation[isolation["status"].isin(CUT_OFF)]
    people = cut.groupby(["area_id", "reason"], as_index=False)["people"].sum()
    people = people.sort_values(["people", "reason"], ascending=[False, True])
    said = people["reason"].map(words.HUB_REASONS.get)
    found: pd.Series[str] = said.groupby(people["area_id"]).agg("; ".join).astype("str")
    return found


def _index_facts(own: pd.DataFrame, titles: pd.Series[str]) -> tuple[drawing.Fact, ...]:
    """Return the popup's lines on the index."""
    return (
        drawing.named(say("Class"), _sure_classes(own)),
        drawing.named(say("Rank, 1 is the strongest"), _ranks(own)),
        drawing.measured(say("Smallest clear change"), own["smallest_change"], digits=1),
        *(
            drawing.barred(name, own[f"{pillar}_index"], MOST_SCORE)
            for pillar, name in words.PILLARS.items()
        ),
        drawing.named(say("Pulls it down"), _titled(own["pulls_down"], titles), is_brief=True),
        drawing.named(say("Pulls it up"), _titled(own["pulls_up"], titles), is_brief=True),
        drawing.worded(say("Evidence of the index"), own["index_grade"], words.GRADES),
    )


def _sure_classes(own: pd.DataFrame) -> pd.Series[str]:
    """Return the class of the index with the share of draws in it, null where there is none."""
    pairs = zip(own["class"], own["class_share"], strict=True)
    said = [
        say("{name} in {share} of draws", name=words.CLASSES[name], share=words.percent(share))
        if share == share  # noqa: PLR0124
        else None
        for name, share in pairs
    ]
    return pd.Series(said, own.index, dtype="str")


def _ranks(own: pd.DataFrame) -> pd.Series[str]:
    """Return the rank with its interval, null where there is none."""
    ranked = words.number(int(own["rank"].notna().sum()))
    spans = _spans(own, "rank_p05", "rank_p95")
    said = [
        say("{rank} of {all} ({span})", rank=words.number(rank), all=ranked, span=span)
        if rank == rank  # noqa: PLR0124
        else None
        for rank, span in zip(own["rank"], spans, strict=True)
    ]
    return pd.Series(said, own.index, dtype="str")


def _spans(own: pd.DataFrame, low: str, high: str, digits: int = 0) -> pd.Series[str]:
    """Return intervals in words, null where there is none."""
    pairs = zip(own[low], own[high], strict=True)
    said = [
        say("{low} to {high}", low=words.number(a, digits), high=words.number(b, digits))
        if a == a  # noqa: PLR0124
        else None
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


def _method(stability_cut_per_100k: float, draws: int, clear_share: float) -> list[str]:
    """Return how stability, the index and its uncertainty come about, in plain words."""
    return [
        notes.stable(stability_cut_per_100k),
        say("An area is unknown where nothing is known of more than half of its people."),
        say(
            "The index is the geometric mean of the pillars that are known, unless the region file "
            "asks for another mean: a weak pillar is not bought off by a strong one. A pillar of "
            "which nothing is known is a gap, not a zero."
        ),
        say(
            "Everything uncertain is drawn {n} times: speeds, where vague incidents were, answers "
            "of people, weights, goalposts and the way between them. An area is hatched where its "
            "colour holds in less than {share} of the draws. The line across the bar of the index "
            "goes from the 5 % of draws with the lowest to the 5 % with the highest.",
            n=words.number(draws),
            share=words.percent(clear_share),
        ),
        say(
            "Between two runs of the same method a difference under the smallest clear change is "
            "no clear change."
        ),
    ]
