"""What is not as it was at the build before, as headings with short lists, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from pipeline.page import language, words
from pipeline.page.language import Words, say, say_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
UNSEEN = ("new", "gone", "unknown", "known")
"""What becomes of communities and is told in one line."""


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
    kind = changes["kind"]
    communities, roads = changes[kind == "community"], changes[kind == "road"]
    parts = [
        _figures(changes[kind == "figure"], labels),
        *_communities(communities),
        *_roads(roads),
        *_quadrants(changes[kind == "quadrant"]),
        *_indices(changes[kind == "index"]),
        *_incidents(changes[kind == "incident"]),
        _others(communities, roads, changes[kind == "method"]),
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


def _communities(rows: pd.DataFrame) -> Iterator[News]:
    """Return who is cut off from every hub and was not, and the other way round."""
    cut, back = _of(rows, "cut_off"), _of(rows, "reconnected")
    yield _listed(
        say_many("{n} community newly cut off", "{n} communities newly cut off", len(cut)),
        cut,
        _peopled,
    )
    yield _listed(
        say_many("{n} community reconnected", "{n} communities reconnected", len(back)),
        back,
        _peopled,
    )


def _roads(rows: pd.DataFrame) -> Iterator[News]:
    """Return the roads that reports shut and did not, open again, or say nothing new of."""
    closed, opened, run_out, confirmed = (
        _of(rows, change) for change in ("closed", "opened", "run_out", "confirmed")
    )
    yield _listed(
        say_many("{n} road newly closed", "{n} roads newly closed", len(closed)), closed, _road
    )
    yield _listed(
        say_many("{n} road closed no longer", "{n} roads closed no longer", len(opened)),
        opened,
        _road,
    )
    yield _listed(
        say_many(
            "{n} road whose closure has run out: not known to be open",
            "{n} roads whose closures have run out: not known to be open",
            len(run_out),
        ),
        run_out,
        _road,
    )
    yield _listed(
        say_many("{n} closure confirmed", "{n} closures confirmed", len(confirmed)),
        confirmed,
        _road,
    )


def _quadrants(rows: pd.DataFrame) -> Iterator[News]:
    """Return the areas in another quadrant, those that moved clearly first."""
    moved, unclear = _of(rows, "moved"), _of(rows, "no_clear_change")
    yield _listed(
        say_many("{n} area in another quadrant", "{n} areas in another quadrant", len(moved)),
        moved,
        _from_to(words.QUADRANTS),
    )
    yield _listed(
        say_many(
            "{n} area in another quadrant, but no clear change",
            "{n} areas in another quadrant, but no clear change",
            len(unclear),
        ),
        unclear,
        _from_to(words.QUADRANTS),
    )


def _indices(rows: pd.DataFrame) -> Iterator[News]:
    """Return the areas whose index moved by more than noise, and those of another class."""
    stronger, weaker = _of(rows, "stronger"), _of(rows, "weaker")
    unclear = _of(rows, "no_clear_change")
    yield _listed(
        say_many("{n} area clearly weaker", "{n} areas clearly weaker", len(weaker)),
        weaker,
        _moved,
    )
    yield _listed(
        say_many("{n} area clearly stronger", "{n} areas clearly stronger", len(stronger)),
        stronger,
        _moved,
    )
    yield _listed(
        say_many(
            "{n} area of another class, but no clear change",
            "{n} areas of another class, but no clear change",
            len(unclear),
        ),
        unclear,
        _from_to(words.CLASSES),
    )


def _incidents(rows: pd.DataFrame) -> Iterator[News]:
    """Return how many incidents came and went, by area, most first."""
    new, gone = (
        _of(rows, change).sort_values(["count", "id"], ascending=[False, True])
        for change in ("new", "gone")
    )
    count = int(new["count"].sum())
    yield _listed(say_many("{n} new incident", "{n} new incidents", count), new, _where)
    count = int(gone["count"].sum())
    yield _listed(
        say_many(
            "{n} incident that sources hold no longer",
            "{n} incidents that sources hold no longer",
            count,
        ),
        gone,
        _where,
    )


def _others(communities: pd.DataFrame, roads: pd.DataFrame, method: pd.DataFrame) -> News:
    """Return what else differs, a line each."""
    n = communities["change"].value_counts().reindex(UNSEEN, fill_value=0)
    unmapped = len(_of(roads, "unmapped"))
    said = {
        say_many("{n} new community", "{n} new communities", n["new"]): n["new"],
        say_many("{n} community gone", "{n} communities gone", n["gone"]): n["gone"],
        say_many(
            "{n} community of which nothing is known any more",
            "{n} communities of which nothing is known any more",
            n["unknown"],
        ): n["unknown"],
        say_many(
            "{n} community of which something is known now",
            "{n} communities of which something is known now",
            n["known"],
        ): n["known"],
        say_many(
            "{n} closed road that is mapped no longer",
            "{n} closed roads that are mapped no longer",
            unmapped,
        ): unmapped,
    }
    kinds = ", ".join(KINDS[kind] for kind in KINDS if kind in set(method["id"]))
    unlike = [say("Measured in another way, so not compared: {kinds}", kinds=kinds)]
    lines = [line for line, count in said.items() if count]
    return News(say("Also"), lines + (unlike if kinds else []))


def _of(rows: pd.DataFrame, change: str) -> pd.DataFrame:
    """Return the rows of one change, most people first, ties by id."""
    own = rows[rows["change"] == change]
    return own.sort_values(["people", "id"], ascending=[False, True])


def _listed(heading: str, rows: pd.DataFrame, line: Callable[[Mapping[Any, Any]], str]) -> News:
    """Return the first rows as lines, and how many more there are."""
    shown = rows[:MOST].to_dict(orient="records")
    rest = len(rows) - len(shown)
    people = rows["people"].sum()
    whole = heading
    if line is _peopled:
        whole = say("{what}, {people} people", what=heading, people=words.number(people))
    more = [say_many("and {n} more", "and {n} more", rest)] if rest else []
    return News(whole, [*(line(row) for row in shown), *more])


def _called(row: Mapping[Any, Any]) -> str:
    return say("Unnamed") if pd.isna(row["name"]) else str(row["name"])


def _peopled(row: Mapping[Any, Any]) -> str:
    return say("{name}: {people} people", name=_called(row), people=words.number(row["people"]))


def _road(row: Mapping[Any, Any]) -> str:
    """Return a road with its length and the people whom its report cuts off."""
    km = language.number(max(row["number_now"], row["number_before"]), 1)
    name = say("Unnamed road") if pd.isna(row["name"]) else str(row["name"])
    if not row["people"] > 0:
        return say("{name}: {km} km", name=name, km=km)
    people = words.number(row["people"])
    if row["change"] == "opened":
        return say(
            "{name}: {km} km, which had cut off {people} people", name=name, km=km, people=people
        )
    return say("{name}: {km} km, {people} people cut off by it", name=name, km=km, people=people)


def _from_to(known: Mapping[str, str]) -> Callable[[Mapping[Any, Any]], str]:
    """Return what says from which status to which a thing went."""

    def line(row: Mapping[Any, Any]) -> str:
        return say(
            "{name}: {before} before, {now} now",
            name=_called(row),
            before=known[row["status_before"]],
            now=known[row["status_now"]],
        )

    return line


def _moved(row: Mapping[Any, Any]) -> str:
    """Return an area's index before and now, with the class of now."""
    before, now = (language.number(row[f"number_{side}"], 1) for side in ("before", "now"))
    return say(
        "{name}: index {before} before, {now} now ({status})",
        name=_called(row),
        before=before,
        now=now,
        status=words.CLASSES[row["status_now"]],
    )


def _where(row: Mapping[Any, Any]) -> str:
    """Return how many incidents an area has, with their deaths."""
    place = say("Place not known well") if pd.isna(row["name"]) else str(row["name"])
    deaths = max(row["number_now"], row["number_before"])
    count = words.number(row["count"])
    if not deaths:
        return say("{place}: {count}", place=place, count=count)
    return say(
        "{place}: {count}, deaths: {deaths}", place=place, count=count, deaths=words.number(deaths)
    )
