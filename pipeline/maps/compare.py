"""The compare page: two scenarios, or two years, on one map with a line between them to move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.page import colours, drawing, frame, language, legend, notes, slim, timeline, words
from pipeline.page.language import Words, say, spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

SUBJECT, SERVICE = "subject", "service"
HUB = "hub"
UNKNOWN = len(colours.SHARES) + len(colours.RATES)
SCRIPT = Words(
    {
        "left": "Left: {choice}",
        "right": "Right: {choice}",
        "difference": "Difference",
        "unclear": "{difference}, no clear change",
        "interval": "{value} ({low} to {high})",
        "divider": "Line between left and right",
    }
)
"""What the page's script says."""


@dataclass(frozen=True)
class Subject:
    """What is compared: a number by choice and area, and how it is chosen, told and drawn."""

    name: str
    label: str
    """Of the number, in popups; may hold `{service}`."""
    unit: str
    difference_unit: str
    digits: int
    labels: list[str]
    """Of the choices, of which one stands on each side."""
    sides: tuple[int, int]
    """The choices at first, left and right."""
    values: NDArray[np.float64]
    """By service where there is one, choice and area."""
    classes: NDArray[np.int64]
    evidence: pd.Series
    legend: str
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None
    services: tuple[str, ...] = ()


@spoken
@withholding
def compare(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    access: pd.DataFrame,
    stability: pd.DataFrame,
    stability_years: pd.DataFrame,
    as_of: pd.DataFrame,
    setting: Mapping[str, Any],
    scenarios: Sequence[str],
    service_types: Sequence[str],
    headline_service: str,
    access_within_min: int,
) -> str:
    """Page of the same areas twice, left and right of a line that is moved.

    Either the share of people near a service in two scenarios, or the rate of incidents in two
    years: as counted, with its 90 % interval. Two rates whose intervals overlap are no clear
    change; scenarios rest on the same speeds, and each difference between them is told. A region
    with one scenario and less than two years has nothing to compare, and its page says so.
    """
    roads, left_out = drawing.roads(network)
    ids = areas["area_id"].tolist()
    types = sorted(service_types, key=lambda name: (name != headline_service, name))
    found = (
        _access(access, ids, [*types, HUB], scenarios, access_within_min),
        _violence(stability, stability_years, ids, as_of),
    )
    subjects = [subject for subject in found if subject]
    layer = _areas(areas, subjects)
    page = frame.Page(
        name="compare.html",
        day=frame.day(as_of),
        evidence=frame.graded(subjects[0].evidence) if subjects else {},
        lead=_lead(subjects),
        switches=_switches(subjects),
        blocks=(
            legend.block(
                "areas",
                say("Areas"),
                body=legend.either(SUBJECT, [subject.legend for subject in subjects]),
            ),
            legend.block("roads", say("Roads"), [legend.Entry(say("Road"), "#7c8792", "thin")]),
        ),
        corner={say("Near"): say("within {n} min", n=language.short(access_within_min))},
        about=_about(left_out),
    )
    data = {
        "layers": [layer.plain(), roads.plain()],
        "labels": drawing.labels(areas, communities),
        "places": {"communities": drawing.places(communities, areas)},
        **({"compare": _plain(subjects)} if subjects else {}),
    }
    return frame.map_page(page, data, setting, bounds=slim.bounds(areas))


def _access(
    access: pd.DataFrame,
    ids: Sequence[str],
    types: Sequence[str],
    scenarios: Sequence[str],
    within_min: int,
) -> Subject | None:
    """Return the share of people near a service, by scenario; nothing with one scenario."""
    if len(scenarios) < 2:
        return None
    switches = {"service_type": list(types), "scenario": list(scenarios)}
    column = drawing.by_switch(access, "area_id", ids, switches)
    near = column(f"within_{within_min}_min_share")
    is_unknown = column("unknown_share") > drawing.MOST_UNKNOWN_SHARE
    classes = colours.classes(np.where(is_unknown, np.nan, near), colours.SHARE_BREAKS)
    unknown = legend.Entry(say("Unknown for most people"), colours.UNKNOWN, "box unknown")
    return Subject(
        say("Access by scenario"),
        say("People within {n} min: {{service}}", n=language.short(within_min)),
        "%",
        say("points"),
        1,
        [words.scenario(name) for name in scenarios],
        (0, 1),
        near * 100,
        np.where(classes == len(colours.SHARES), UNKNOWN, classes),
        access.drop_duplicates("area_id").set_index("area_id").reindex(list(ids))["grade"],
        legend.noted([*legend.shares(), unknown], say("Share of people near the service.")),
        services=tuple(words.service(name) for name in types),
    )


def _violence(
    stability: pd.DataFrame, stability_years: pd.DataFrame, ids: Sequence[str], as_of: pd.DataFrame
) -> Subject | None:
    """Return the rate of incidents by year; nothing with less than two years."""
    years = timeline.years(stability_years, ids, as_of)
    if years is None or years.rate is None or len(years.labels) < 2:
        return None
    last = max(years.last_ended(), 1)
    classes = years.classes()
    names = legend.ranges(timeline.RATE_BREAKS)
    entries = [legend.Entry(name, c) for name, c in zip(names, colours.RATES, strict=True)]
    unknown = legend.Entry(say("Unknown: no people known"), colours.UNKNOWN, "box unknown")
    return Subject(
        say("Violence by year"),
        say("Incidents per 100,000 people"),
        "",
        "",
        2,
        years.labels,
        (last - 1, last),
        years.rate,
        np.where(classes == len(colours.RATES), UNKNOWN, classes + len(colours.SHARES)),
        stability.set_index("area_id").reindex(list(ids))["grade"],
        legend.noted([*entries, unknown], say("Incidents of the year per 100,000 people.")),
        years.low,
        years.high,
    )


def _areas(areas: gpd.GeoDataFrame, subjects: Sequence[Subject]) -> drawing.Layer:
    """Return the areas, written once for both sides; the script gives them their classes."""
    nothing = np.full(len(areas), UNKNOWN)
    return drawing.Layer(
        "areas",
        "area",
        slim.areas(areas.geometry),
        drawing.columns(nothing),
        colours.area_styles([*colours.SHARES, *colours.RATES]),
        titles=areas["area_name"].tolist(),
        facts=tuple(
            drawing.worded(say("Evidence"), subject.evidence, words.GRADES) for subject in subjects
        ),
    )


def _switches(subjects: Sequence[Subject]) -> list[str]:
    """Return the choice of the subject, and of each subject the service and both sides."""
    names = [subject.name for subject in subjects]
    parts = []
    for n, subject in enumerate(subjects):
        left, right = subject.sides
        parts.append(
            legend.switch(SERVICE, say("Service"), subject.services)
            + legend.switch(f"left{n}", say("Left"), subject.labels, chosen=left, most_buttons=1)
            + legend.switch(f"right{n}", say("Right"), subject.labels, chosen=right, most_buttons=1)
        )
    return [legend.switch(SUBJECT, say("Compare"), names), legend.either(SUBJECT, parts)]


def _plain(subjects: Sequence[Subject]) -> dict[str, Any]:
    """Return what the page's script needs."""
    return {
        "layer": "areas",
        "subject": SUBJECT,
        "service": SERVICE,
        "subjects": [_subject(subject) for subject in subjects],
        "words": dict(SCRIPT),
    }


def _subject(subject: Subject) -> dict[str, Any]:
    columns = {"values": subject.values, "low": subject.low, "high": subject.high}
    return {
        "label": subject.label,
        "unit": subject.unit,
        "differenceUnit": subject.difference_unit,
        "digits": subject.digits,
        "labels": subject.labels,
        "services": list(subject.services),
        "classes": drawing.columns(subject.classes),
        **{
            name: drawing.columns(numbers, subject.digits)
            for name, numbers in columns.items()
            if numbers is not None
        },
    }


def _lead(subjects: Sequence[Subject]) -> str:
    if not subjects:
        return say(
            "There is nothing to compare: the region file names one scenario, and incidents fall "
            "in less than two years."
        )
    return say(
        "Two choices on one map: move the line between them. Darker means worse; grey is unknown."
    )


def _about(left_out: Sequence[str]) -> dict[str, list[str]]:
    """Return how to read differences, in plain words."""
    return {
        say("Method"): [
            say("Both sides have the same classes, so that a colour means the same on both."),
            say(
                "Scenarios rest on the same roads, people and speeds: a difference is that of "
                "season and vehicle alone. How small a difference means nothing is not known, and "
                "each is told."
            ),
            say(
                "Rates of years are as they were counted, per 100,000 people of today, with the "
                "90 % interval that chance leaves open of incidents that come one by one. Where "
                "the intervals of both years overlap, there is no clear change. Incidents that "
                "come in bursts leave more open."
            ),
        ],
        say("Assumptions"): [
            notes.speeds(),
            notes.grades(),
        ],
        say("Left out"): frame.left_out(left_out),
    }
