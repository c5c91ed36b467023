"""What is not as it was at the build before, as headings with short lists, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from pipeline.page import language, words
from pipeline.page.language import Words, say, say_many

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST = 6
"""How many things a list names."""
SHARES = {"near_share"}
"""Figures that are shares."""
KINDS = Words(
    {
        "figure": "headline numbers",
        "quadrant": "quadrants",
        "index": "the index",
        "community": "communities",
        "link": "roads",
        "incident": "incidents",
    }
)
UNNAMED = Words({"road": "Unnamed road", "incident": "Place not known well"})


class News(NamedTuple):
    """One heading of what changed, and its list."""

    heading: str
    lines: list[str]
    """What the list names; its last line says how many more there are."""


def built(changes: pd.DataFrame) -> str:
    """Return what was compared with what, in a sentence."""
    row = changes[changes["kind"] == "build"].iloc[0]
    now, before = (
        say("no date") if pd.isna(row[name]) else str(row[name])
        for name in ("status_now", "status_before")
    )
    if row["change"] == "first":
        return say("This is the first build: there is none before it to compare with.")
    if now == before:
        return say(
            "Against the last build that was not the same; both speak of {now}. What is told is "
            "what differs, not why.",
            now=now,
        )
    return say(
        "Data as of {now}, against the last build that was not the same, as of {before}. What is "
        "told is what differs, not why.",
        now=now,
        before=before,
    )


def news(changes: pd.DataFrame, labels: Mapping[str, str]) -> list[News]:
    """Return what changed, most important first; nothing of what did not.

    Parameters
    ----------
    changes
        Table of that name.
    labels
        What the figures are called.
    """
    by_change = changes.groupby(["kind", "change"])
    parts = [
        _figures(changes[changes["kind"] == "figure"], labels),
        *(_listed(by_change.get_group(one), *one) for one in HEADINGS if one in by_change.groups),
        _others(changes),
    ]
    return [part for part in parts if part.lines]


def figure(name: str, number: float, digits: int = 0) -> str:
    """Return a headline number in words."""
    if name in SHARES and number == number:  # noqa: PLR0124  NaN is the one value unlike itself
        return f"{language.number(number * 100, digits)} %"
    return words.number(number)


def _figures(rows: pd.DataFrame, labels: Mapping[str, str]) -> News:
    """Return headline numbers before and now, in the order of their labels."""
    by_id: Any = rows.set_index("id")[["number_before", "number_now"]].dropna()
    lines = [
        say(
            "{label}: {before} before, {now} now",
            label=label,
            **{
                side: figure(name, by_id.loc[name, f"number_{side}"], 1)
                for side in ("before", "now")
            },
        )
        for name, label in labels.items()
        if name in by_id.index
    ]
    return News(say("Headline numbers"), lines)


def _listed(rows: pd.DataFrame, kind: str, change: str) -> News:
    """Return the first things that changed so as lines, and how many more there are.

    Those with most people come first; of incidents, which are told by area, the areas with most.
    """
    by = "count" if kind == "incident" else "people"
    rows = rows.sort_values([by, "id"], ascending=[False, True])
    heading = HEADINGS[kind, change](rows["count"].sum() if kind == "incident" else len(rows))
    if kind == "community":
        people = words.people(rows["people"].sum())
        if rows["people"].isna().any():  # some are kept back
            people = say("at least {n}", n=people)
        heading = say("{what}, {people}", what=heading, people=people)
    rest = len(rows) - MOST
    more = [say_many("and {n} more", "and {n} more", rest)] if rest > 0 else []
    return News(heading, [*map(LINES[kind], rows[:MOST].to_dict(orient="records")), *more])


def _others(changes: pd.DataFrame) -> News:
    """Return what else differs, a line each."""
    counted = changes.groupby(["kind", "change"]).size()
    lines = [said(counted[change]) for change, said in OTHERS.items() if change in counted.index]
    unlike = set(changes.loc[changes["kind"] == "method", "id"])
    if unlike:
        kinds = ", ".join(name for kind, name in KINDS.items() if kind in unlike)
        lines.append(say("Measured in another way, so not compared: {kinds}", kinds=kinds))
    return News(say("Also"), lines)


def _called(row: Mapping[Any, Any]) -> str:
    """Return what a thing is called, or that it has no name."""
    if pd.isna(row["name"]):
        return UNNAMED.get(row["kind"], say("Unnamed"))
    return str(row["name"])


def _community(row: Mapping[Any, Any]) -> str:
    return say("{name}: {people}", name=_called(row), people=words.people(row["people"]))


def _road(row: Mapping[Any, Any]) -> str:
    """Return a road with its length and the people whom its report cuts off."""
    km = language.number(max(row["number_now"], row["number_before"]), 1)
    name = _called(row)
    if not row["people"] > 0:
        return say("{name}: {km} km", name=name, km=km)
    people = words.people(row["people"])
    if row["change"] == "opened":
        return say("{name}: {km} km, which had cut off {people}", name=name, km=km, people=people)
    return say("{name}: {km} km, {people} cut off by it", name=name, km=km, people=people)


def _quadrant(row: Mapping[Any, Any]) -> str:
    return _from_to(row, words.QUADRANTS)


def _from_to(row: Mapping[Any, Any], known: Mapping[str, str]) -> str:
    """Return from which status to which a thing went."""
    return say(
        "{name}: {before} before, {now} now",
        name=_called(row),
        before=known[row["status_before"]],
        now=known[row["status_now"]],
    )


def _index(row: Mapping[Any, Any]) -> str:
    """Return an area's index before and now with the class of now, or the classes alone."""
    if row["change"] == "no_clear_change":
        return _from_to(row, words.CLASSES)
    before, now = (language.number(row[f"number_{side}"], 1) for side in ("before", "now"))
    return say(
        "{name}: index {before} before, {now} now ({status})",
        name=_called(row),
        before=before,
        now=now,
        status=words.CLASSES[row["status_now"]],
    )


def _incident(row: Mapping[Any, Any]) -> str:
    """Return how many incidents an area has, with their deaths."""
    place = _called(row)
    deaths = max(row["number_now"], row["number_before"])
    count = words.number(row["count"])
    if not deaths:
        return say("{place}: {count}", place=place, count=count)
    return say(
        "{place}: {count}, deaths: {deaths}", place=place, count=count, deaths=words.number(deaths)
    )


HEADINGS: dict[tuple[str, str], Callable[[float], str]] = {
    ("community", "cut_off"): lambda n: say_many(
        "{n} community newly cut off", "{n} communities newly cut off", n
    ),
    ("community", "reconnected"): lambda n: say_many(
        "{n} community reconnected", "{n} communities reconnected", n
    ),
    ("road", "closed"): lambda n: say_many("{n} road newly closed", "{n} roads newly closed", n),
    ("road", "opened"): lambda n: say_many(
        "{n} road closed no longer", "{n} roads closed no longer", n
    ),
    ("road", "run_out"): lambda n: say_many(
        "{n} road whose closure has run out: not known to be open",
        "{n} roads whose closures have run out: not known to be open",
        n,
    ),
    ("road", "confirmed"): lambda n: say_many("{n} closure confirmed", "{n} closures confirmed", n),
    ("quadrant", "moved"): lambda n: say_many(
        "{n} area in another quadrant", "{n} areas in another quadrant", n
    ),
    ("quadrant", "no_clear_change"): lambda n: say_many(
        "{n} area in another quadrant, but no clear change",
        "{n} areas in another quadrant, but no clear change",
        n,
    ),
    ("index", "weaker"): lambda n: say_many(
        "{n} area clearly weaker", "{n} areas clearly weaker", n
    ),
    ("index", "stronger"): lambda n: say_many(
        "{n} area clearly stronger", "{n} areas clearly stronger", n
    ),
    ("index", "no_clear_change"): lambda n: say_many(
        "{n} area of another class, but no clear change",
        "{n} areas of another class, but no clear change",
        n,
    ),
    ("incident", "new"): lambda n: say_many("{n} new incident", "{n} new incidents", n),
    ("incident", "gone"): lambda n: say_many(
        "{n} incident that sources hold no longer",
        "{n} incidents that sources hold no longer",
        n,
    ),
}
"""What is told in a list of its own, by kind and change, the most important first: how many."""

LINES: dict[str, Callable[[Mapping[Any, Any]], str]] = {
    "community": _community,
    "road": _road,
    "quadrant": _quadrant,
    "index": _index,
    "incident": _incident,
}

OTHERS: dict[tuple[str, str], Callable[[float], str]] = {
    ("community", "new"): lambda n: say_many("{n} new community", "{n} new communities", n),
    ("community", "gone"): lambda n: say_many("{n} community gone", "{n} communities gone", n),
    ("community", "unknown"): lambda n: say_many(
        "{n} community of which nothing is known any more",
        "{n} communities of which nothing is known any more",
        n,
    ),
    ("community", "known"): lambda n: say_many(
        "{n} community of which something is known now",
        "{n} communities of which something is known now",
        n,
    ),
    ("road", "unmapped"): lambda n: say_many(
        "{n} closed road that is mapped no longer",
        "{n} closed roads that are mapped no longer",
        n,
    ),
}
"""What is told in a line, by kind and change."""
