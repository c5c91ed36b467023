"""The chain behind one number: what it is, how it was made, from which rows, how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.explain import inputs
from pipeline.explain.paper import Paper
from pipeline.methods import told_by
from pipeline.page import telling, words
from pipeline.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.built import Layers
    from pipeline.explain.which import Subject

UNITS = {
    "km2": "km²",
    "km": "km",
    "m": "m",
    "min": "minutes",
    "months": "months",
    "per_100k": "per 100,000 people a year",
}
"""By how a column's name ends."""
GATHERERS = ("indicators", "pillars")
"""Stages that take many tables, of which one number rests on few."""
NO_GRADE = "the table has no grade of its own"
GRADE = "Grade"
"""How the paragraph begins in which a layer tells its rule of grades."""


def chain(layers: Layers, area: str, subject: Subject, heading: str) -> str:
    """Return the chain behind a number, as text."""
    paper = Paper()
    paper.head(f"{subject.name}: {heading}")
    tell = {"indicator": _indicator, "pillar": _pillar, "column": _column}[subject.kind]
    makers, unknown = tell(paper, layers, area, subject)
    steps = _made_by(layers, makers)
    _formula(paper, layers, makers)
    assumed = _parameters(paper, steps)
    _inputs(paper, steps)
    paper.head("Not known, or assumed")
    for line in unknown:
        paper.item(line)
    if assumed:
        paper.item(f"assumptions, not findings: {', '.join(assumed)}")
    if not (unknown or assumed):
        paper.item("nothing is recorded as unknown or assumed")
    paper.head("Made")
    paper.say(f"`{makers[-1]}`: {inputs.made_with(layers.steps[makers[-1]])}")
    return paper.text()


def _indicator(
    paper: Paper, layers: Layers, area: str, subject: Subject
) -> tuple[list[str], list[str]]:
    """Write number, score and evidence of an indicator; return its makers and what is unknown."""
    rules = layers.table("indicator_rules")
    rule = rules[rules["indicator"] == subject.name].iloc[0].to_dict()
    table = layers.table("indicators")
    is_own = (table["area_id"] == area) & (table["indicator"] == subject.name)
    row = table[is_own].iloc[0].to_dict()
    whole = float(rules.loc[rules["pillar"] == rule["pillar"], "weight"].sum())
    paper.head("Number")
    paper.say(f"{rule['title']}: {telling.line(row, rule)}.")
    paper.say(telling.note(rule, whole))
    if not pd.isna(row["pull"]):
        paper.say(
            f"It moves the area's index by {row['pull']:+.2f}, against the region's mean score in "
            f"its place. Method {row['method_version']}."
        )
    paper.head("Evidence")
    _evidence(paper, row)
    _grade_rule(paper, layers, "indicators")
    return [rule["origin"], "indicators"], list(_unknown_of(row))


def _evidence(paper: Paper, row: dict[str, Any]) -> None:
    """Write what the grade of an indicator rests on."""
    paper.say(f"Grade {words.GRADES[row['grade']]}.")
    files = "none known" if pd.isna(row["sources"]) else row["sources"]
    facts = [f"files that it rests on, {row['sources_count']}: {files}"]
    if not pd.isna(row["coverage_share"]):
        facts.append(f"speaks of {words.percent(row['coverage_share'])} of the people")
    if not pd.isna(row["n"]):
        facts.append(f"{row['n']:,.0f} answers of the area's own")
    if not pd.isna(row["date"]):
        facts.append(f"its newest day is {row['date']:%Y-%m-%d}")
    if not pd.isna(row["error"]):
        facts.append(f"standard error {telling.number(row['error'], 3)}")
    for fact in facts:
        paper.item(fact)


def _unknown_of(row: dict[str, Any]) -> Iterator[str]:
    """Yield what is not known of an indicator's number."""
    if row["reason"] in telling.REASONS:
        yield telling.REASONS[row["reason"]].removeprefix("not known: ")
        return
    if not pd.isna(row["coverage_share"]) and row["coverage_share"] < 1:
        left = words.percent(1 - row["coverage_share"])
        yield f"{left} of the people: nothing can be said of them"
    if pd.isna(row["date"]):
        yield "its day: the files do not date it"
    if pd.isna(row["error"]):
        yield "its standard error"


def _pillar(
    paper: Paper, layers: Layers, area: str, subject: Subject
) -> tuple[list[str], list[str]]:
    """Write a pillar's score and its indicators; return its makers and what is unknown."""
    table = layers.table("pillars")
    row = table[(table["area_id"] == area) & (table["pillar"] == subject.name)].iloc[0].to_dict()
    paper.head("Number")
    paper.say(f"Pillar {subject.name}: {telling.pillar_line(row)}.")
    rules = layers.table("indicator_rules")
    own = rules[rules["pillar"] == subject.name].set_index("indicator").to_dict("index")
    found = layers.table("indicators")
    rows = found[(found["area_id"] == area) & found["indicator"].isin(own)].to_dict("records")
    paper.head("Indicators, with their weights")
    paper.rows(
        [
            (
                one["indicator"],
                telling.number(own[one["indicator"]]["weight"], 2),
                telling.line(one, own[one["indicator"]]),
            )
            for one in rows
        ]
    )
    _grade_rule(paper, layers, "pillars")
    absent = [one["indicator"] for one in rows if one["reason"] in telling.REASONS]
    origins = {own[one["indicator"]]["origin"] for one in rows if one["indicator"] not in absent}
    unknown = [f"{name}: no number" for name in absent]
    return [*sorted(origins), "indicators", "pillars"], unknown


def _column(
    paper: Paper, layers: Layers, area: str, subject: Subject
) -> tuple[list[str], list[str]]:
    """Write the values of a column; return its makers and what is unknown."""
    promise = TABLES[subject.table]
    column = promise.columns[subject.name]
    table = layers.table(subject.table)
    rows = table[table["area_id"] == area]
    if "scenario" in rows:
        rows = rows[rows["scenario"] == layers.steps["indicators"].parameters["base_scenario"]]
    keys = [key for key in promise.key if key != "area_id"]
    paper.head("Number")
    paper.rows(
        [
            (*(str(row[key]) for key in keys), _plain(row[subject.name], subject.name))
            for row in rows.to_dict("records")
        ]
    )
    if rows.empty:
        paper.say("the table has no row of this area")
    paper.say(f"{column.doc} A column of `{subject.table}`: {promise.doc}")
    paper.head("Evidence")
    grades = sorted(set(rows["grade"])) if "grade" in rows else []
    paper.say(", ".join(words.GRADES[one] for one in grades) or NO_GRADE)
    _grade_rule(paper, layers, subject.table)
    is_null = rows[subject.name].isna().any()
    return [subject.table], ["a number: it is empty in the table" if is_null else ""][
        : int(is_null)
    ]


def _plain(value: Any, name: str) -> str:  # noqa: ANN401  any cell
    """Return a cell of a column for people, in the unit that the column's name ends in."""
    if pd.isna(value):
        return telling.DASH
    if isinstance(value, bool):
        return words.YES_NO[value]
    if not isinstance(value, int | float):
        return str(value)
    if name.endswith("_share"):
        return telling.amount(value, "share")
    unit = next((told for end, told in UNITS.items() if name.endswith(f"_{end}")), "")
    return f"{telling.number(value, 3)} {unit}".strip()


def _grade_rule(paper: Paper, layers: Layers, name: str) -> None:
    """Write the paragraph in which a layer tells its rule of grades."""
    told = told_by(layers.steps[name].function)
    parts = [part for text in (*told.head, told.rule) for part in text.split("\n\n")]
    rule = [part for part in parts if part.startswith(GRADE)]
    for part in rule:
        paper.say(f"The rule of `{name}`: {part}")


def _made_by(layers: Layers, makers: list[str]) -> list[Any]:
    """Return the stages upstream of the makers, less those of other indicators than this."""
    own = [layers.steps[name] for name in makers if name in GATHERERS]
    ends = [name for name in makers if name not in GATHERERS]
    return [*inputs.upstream(layers, [*ends, *["indicator_rules"][: len(own)]]), *own]


def _formula(paper: Paper, layers: Layers, makers: list[str]) -> None:
    """Write how the makers work, in their own words."""
    paper.head("Formula, in the words of the layers")
    for name in makers:
        told = told_by(layers.steps[name].function)
        first, *rest = "\n\n".join([told.rule, *told.head]).split("\n\n")
        paper.say(f"`{name}`: {first}")
        for part in rest:
            if not part.startswith(GRADE):
                paper.say(part, indent=4)


def _parameters(paper: Paper, steps: list[Any]) -> list[str]:
    """Write the parameters; return the names of those that are assumptions."""
    found = list(inputs.parameters(steps))
    paper.head("Parameters, from the region file or its defaults")
    for one in found:
        paper.item(f"{one.stage}: {one.name} = {one.value}. {one.meaning}")
    return list(dict.fromkeys(one.name for one in found if one.is_assumed))


def _inputs(paper: Paper, steps: list[Any]) -> None:
    """Write the stages upstream, and the files with what became of their rows."""
    paper.head("Made by these stages, in this order")
    paper.rows([(step.name, inputs.purpose(step)) for step in steps])
    paper.head("Files, by their records (first letters of the content's SHA-256)")
    files: list[tuple[str, ...]] = [
        (one.stage, one.file, one.sha256, "; ".join(one.notes) or "rows not recorded")
        for one in inputs.origins(steps)
    ]
    paper.rows(files)
    if not files:
        paper.say("no record of any file is there")
