"""A map sheet as PDF and PNG: the map as large as can be, the panel beside or below it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.figure import Figure

from pipeline.page import words
from pipeline.page.language import say, say_many
from pipeline.paper.frame import LEAST_M
from pipeline.paper.lettering import fitted, width_mm, wrapped
from pipeline.print import shapes
from pipeline.print.drawing import DIVISION, ROADS, Canvas
from pipeline.print.extents import parts
from pipeline.print.marks import own_places, people_per_mm2
from pipeline.print.names import calm
from pipeline.print.panel import Cross, Locator, Row, Rows, Sizes, columns
from pipeline.print.pen import Pen
from pipeline.print.told import MOST_LISTED
from pipeline.print.told import people as people_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.paper.frame import Bounds
    from pipeline.print.contents import Sheet
    from pipeline.print.drawing import Drawn
    from pipeline.print.panel import Block
    from pipeline.print.source import Source

PAPERS_MM = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
UNITS = {"A4": 1.0, "A3": 1.25}
"""How much larger than on A4 letters, lines and signs are: A3 hangs on a wall."""
FORMATS = ("pdf", "png")
DPI = 200
MOST_FOOT = 14
"""Lines that one paragraph at the foot takes at most."""
MARGIN, HEADER, FOOT_LINE, FOOT_SIZE = 9.0, 18.0, 2.5, 5.6
RIM = 4.0
"""Room for degrees left of the map and below it."""
PANEL, BETWEEN = 58.0, 4.0
"""Width of a column of the panel, and the room between columns."""
MOST_PANEL = 0.45
"""Share of an upright page that the panel takes at most."""
PADDING = 0.02
LISTS = (MOST_LISTED, 5, 0)
"""Rows of a list, the most for which there is room."""
STYLE: dict[Any, Any] = {
    "pdf.fonttype": 3,
    "pdf.compression": 6,
    "path.simplify": False,
    "text.hinting": "none",
}
METADATA = {
    "pdf": {"Creator": "resilience", "Producer": "resilience", "CreationDate": None},
    "png": {"Software": None},
}


class Layout(NamedTuple):
    """Where things stand, in millimetres on A4."""

    width: float
    height: float
    """Of the page."""
    map_box: tuple[float, float, float, float]
    """Left, top, width, height of the map."""
    parts: list[list[Block]]
    """Columns of the panel."""
    panel_at: tuple[float, float]
    column: float
    """Width of a column."""
    bounds: Bounds
    """What the map shows, in metres."""


def files_of(sheet: Sheet, source: Source, paper: str, formats: Sequence[str]) -> dict[str, bytes]:
    """Return a sheet as the bytes of one page in each format; the same for the same sheet."""
    with mpl.rc_context(STYLE):
        figure = drawn(sheet, source, paper)
        found = {}
        for name in formats:
            written = BytesIO()
            figure.savefig(written, format=name, dpi=DPI, metadata=METADATA[name])
            found[name] = written.getvalue()
    return found


def drawn(sheet: Sheet, source: Source, paper: str) -> Figure:
    """Return a sheet as a drawing."""
    unit = UNITS[paper]
    foot = _foot(sheet)
    layout = max(
        (_layout(sheet, source, paper, foot, is_wide=is_wide) for is_wide in (False, True)),
        key=_map_size,
    )
    page = layout.width * unit, layout.height * unit
    figure = Figure(figsize=(page[0] / 25.4, page[1] / 25.4))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, page[0]), ylim=(page[1], 0))
    axes.set_axis_off()
    pen = Pen(axes, unit)
    left, top, width, height = layout.map_box
    box = (
        left / layout.width,
        1 - (top + height) / layout.height,
        width / layout.width,
        height / layout.height,
    )
    canvas = Canvas(figure.add_axes(box), sheet, source, layout.bounds, width * unit, unit)
    told = canvas.draw(paper)
    _head(pen, sheet, layout)
    _panel(pen, layout)
    _write_foot(pen, layout, [*foot, _no_room(sheet, told)])
    return figure


def _layout(sheet: Sheet, source: Source, paper: str, foot: list[str], *, is_wide: bool) -> Layout:
    """Return how a page stands upright or lies, with the longest lists for which there is room."""
    short, long = (side / UNITS[paper] for side in PAPERS_MM[paper])
    width, height = (long, short) if is_wide else (short, long)
    inner = width - 2 * MARGIN
    lines = sum(len(wrapped(text, FOOT_SIZE, inner, MOST_FOOT)) for text in [*foot, "x"])
    room = height - 2 * MARGIN - HEADER - lines * FOOT_LINE - 3
    for most in LISTS:
        blocks = _blocks(sheet, source, most)
        if is_wide:
            parts, tall = columns(blocks, 1, PANEL)
            if tall > room and most == LISTS[-1]:
                parts, tall = columns(blocks, 2, PANEL)
            column = PANEL
            map_width = inner - RIM - len(parts) * (PANEL + BETWEEN)
            box = (MARGIN + RIM, MARGIN + HEADER, map_width, room - RIM)
            at = (MARGIN + RIM + map_width + BETWEEN, MARGIN + HEADER)
            is_good = tall <= room
        else:
            column = (inner - 2 * BETWEEN) / 3
            parts, tall = columns(blocks, 3, column)
            map_height = room - tall - RIM - 1
            box = (MARGIN + RIM, MARGIN + HEADER, inner - RIM, map_height)
            at = (MARGIN, MARGIN + HEADER + map_height + RIM + 1)
            is_good = tall <= MOST_PANEL * height
        if is_good:
            break
    return Layout(width, height, box, parts, at, column, _bounds(sheet, source, box))


def _map_size(layout: Layout) -> float:
    """Return how large the ground is drawn: the greater the better."""
    return layout.map_box[2] / (layout.bounds[2] - layout.bounds[0])


def _bounds(sheet: Sheet, source: Source, box: tuple[float, float, float, float]) -> Bounds:
    """Return the least frame of the map's shape round the sheet's areas, with a little room."""
    own = np.asarray(source.areas.geometry)[sheet.extent.is_own]
    west, south, east, north = shapely.total_bounds(own)
    shape = box[2] / box[3]
    across = max((east - west) * (1 + 2 * PADDING), LEAST_M)
    up = max((north - south) * (1 + 2 * PADDING), LEAST_M / shape)
    across, up = max(across, up * shape), max(up, across / shape)
    x, y = (west + east) / 2, (south + north) / 2
    return x - across / 2, y - up / 2, x + across / 2, y + up / 2


def _head(pen: Pen, sheet: Sheet, layout: Layout) -> None:
    """Write whose sheet it is, what it shows, and of which day."""
    inner = layout.width - 2 * MARGIN
    day = say("Data of {day}", day=sheet.day)
    side = width_mm(day, 9, is_bold=True) + 4
    extent = f"{calm(sheet.extent.name)}, {sheet.title}" if sheet.extent.key else sheet.title
    title = fitted(extent, 15, inner - side, is_bold=True)
    pen.write(MARGIN, MARGIN + 2.6, title, 15, is_bold=True)
    pen.write(layout.width - MARGIN, MARGIN + 2.6, day, 9, is_bold=True, ha="right")
    heading = fitted(sheet.theme.heading, 10.5, inner, is_bold=True)
    pen.write(MARGIN, MARGIN + 8.8, heading, 10.5, is_bold=True)
    for number, line in enumerate(wrapped(sheet.theme.lead, 6.6, inner, 1)):
        pen.write(MARGIN, MARGIN + 13.2 + number * 3, line, 6.6)
    pen.rule(MARGIN, MARGIN + 15.6, inner, 0.8)


def _panel(pen: Pen, layout: Layout) -> None:
    """Draw the columns of blocks."""
    x, y = layout.panel_at
    for number, part in enumerate(layout.parts):
        at = y
        for block in part:
            block.draw(pen, x + number * (layout.column + BETWEEN), at, layout.column)
            at += block.height(layout.column)


def _blocks(sheet: Sheet, source: Source, most_listed: int) -> list[Block]:
    """Return the blocks of the panel."""
    theme = sheet.theme
    blocks: list[Block] = []
    if sheet.extent.key:
        blocks.append(_locator(sheet, source))
    blocks += _area_blocks(sheet)
    if theme.line_title:
        drawn = [Row(one.stroke.label, one.stroke) for one in theme.lines if len(one.shapes)]
        blocks.append(Rows(theme.line_title, tuple(reversed(drawn)) or (Row(theme.no_line),)))
    blocks += _place_blocks(sheet)
    if theme.list is not None and most_listed:
        own = [row for row in theme.list.rows if _is_own(sheet, row.area)][:most_listed]
        rows = tuple(Row(f"{n}. {row.text}", None, (row.amount,)) for n, row in enumerate(own, 1))
        blocks.append(Rows(theme.list.title, rows or (Row(theme.list.none),)))
    graded = _grades(sheet)
    if graded:
        blocks.append(Rows(say("Evidence"), graded, (say("areas"),)))
    if ground := _ground_rows(source):
        blocks.append(Rows(say("Ground"), ground))
    facts = [*theme.facts, (say("Method"), sheet.version)]
    made = tuple(
        Row(say("{name}: {value}", name=name, value=value)) for name, value in facts if value
    )
    blocks.append(Rows(say("Made with"), made))
    return blocks


def _ground_rows(source: Source) -> tuple[Row, ...]:
    """Return what roads and rims look like, as far as there are any."""
    names = (
        say("Road, drawn straight"),
        say("Main road"),
        say("Road"),
        say("Small road"),
        say("Track or path"),
    )
    rows = [
        Row(name, stroke._replace(label=name))
        for name, stroke, rank in zip(names, ROADS, source.roads, strict=True)
        if not rank.is_empty
    ]
    if len(parts(source.areas)) > 1:
        rows.append(Row(say("Admin-1 boundary"), DIVISION))
    return tuple(rows)


def _is_own(sheet: Sheet, area: int) -> bool:
    return not sheet.extent.key or (area >= 0 and bool(sheet.extent.is_own[area]))


def _area_blocks(sheet: Sheet) -> list[Block]:
    """Return the classes of areas, with how many areas and people there are of each."""
    theme, is_own = sheet.theme, sheet.extent.is_own
    if len(theme.fills) < 2:
        return []
    counts = []
    for code in range(len(theme.fills)):
        rows = is_own & (theme.fill_of == code)
        people = _sum(theme.people[rows])
        counts.append((int(rows.sum()), float(people)))
    rows = [
        Row(fill.label, fill, (words.number(count), people_words(people)))
        for fill, (count, people) in zip(theme.fills, counts, strict=True)
    ]
    if theme.unsure:
        of_unsure = is_own & theme.is_unsure
        amounts = (words.number(of_unsure.sum()), people_words(_sum(theme.people[of_unsure])))
        rows.append(Row(theme.unsure, None, amounts, is_hatched=True))
    heads = (say("areas"), say("people"))
    if not theme.is_crossed:
        return [Rows(theme.fill_title, tuple(rows), heads)]
    cells = tuple(
        (
            fill,
            (
                say_many("{n} area", "{n} areas", count),
                say("{people} people", people=people_words(people)),
            ),
        )
        for fill, (count, people) in zip(theme.fills[:4], counts[:4], strict=True)
    )
    return [Cross(theme.fill_title, cells), Rows("", tuple(rows[4:]), heads)]


def _sum(people: np.ndarray) -> float:
    """Return the people of areas: those that are told; not a number where none is."""
    is_told = np.isfinite(people)
    return float(people[is_told].sum()) if is_told.any() or not len(people) else np.nan


def _place_blocks(sheet: Sheet) -> list[Block]:
    """Return the classes of places, with how many there are and the people of each."""
    theme = sheet.theme
    rows, most = [], 0.0
    is_sized = any(places.people is not None for places in theme.places)
    for places in reversed(theme.places):
        own = own_places(sheet.extent, places)
        amounts = (words.number(len(own)),) if places.is_counted else ()
        rows.append(Row(places.sign.label, places.sign, amounts))
        if places.people is not None:
            most = max(most, float(np.nan_to_num(places.people[own]).max(initial=0)))
    found: list[Block] = [Rows(theme.place_title, tuple(rows))] if rows else []
    if is_sized and most:
        found.append(Sizes(say("Size by people"), people_per_mm2(sheet), most))
    return found


def _grades(sheet: Sheet) -> tuple[Row, ...]:
    """Return how many areas there are of each grade of evidence."""
    own = sheet.theme.grades[sheet.extent.is_own]
    return tuple(
        Row(said, None, (words.number((own == grade).sum()),))
        for grade, said in words.GRADES.items()
        if (own == grade).any()
    )


def _locator(sheet: Sheet, source: Source) -> Locator:
    """Return where the division lies."""
    shape = np.asarray(source.areas.geometry)
    west, south, east, north = shapely.total_bounds(shape)
    fine_m = max(east - west, north - south) / 300
    plain = shapes.areas(shape, fine_m)
    region = tuple(shapes.outline(plain[own], 4 * fine_m) for own in parts(source.areas))
    own = shapes.outline(plain[sheet.extent.is_own], 4 * fine_m)
    return Locator(say("Where it lies"), region, own)


def _foot(sheet: Sheet) -> list[str]:
    """Return the sentences at the foot, but for what is only known once all is drawn."""
    parts = [
        say("Method: {notes}", notes=" ".join(sheet.theme.notes)),
        " ".join(sheet.sources),
        say("Withheld: {what}", what=" ".join(sheet.withheld)) if sheet.withheld else "",
    ]
    return [part for part in parts if part]


def _no_room(sheet: Sheet, told: Drawn) -> str:
    """Return sentences on what has no room."""
    said = []
    areas = int(sheet.extent.is_own.sum())
    if told.named < areas:
        said.append(
            say_many(
                "{named} of {n} area bears its name, for want of room.",
                "{named} of {n} areas bear their name; the others have no room for it.",
                areas,
                named=words.number(told.named),
            )
        )
    if told.ranks_left:
        said.append(say("Roads of the least classes are too many to draw."))
    if told.signs_left:
        said.append(
            say_many(
                "{n} place of fewest people is too many to draw.",
                "{n} places of fewest people are too many to draw.",
                told.signs_left,
            )
        )
    return " ".join(said)


def _write_foot(pen: Pen, layout: Layout, texts: Sequence[str]) -> None:
    """Write the sentences at the foot of the page."""
    inner = layout.width - 2 * MARGIN
    lines = [line for text in texts if text for line in wrapped(text, FOOT_SIZE, inner, MOST_FOOT)]
    y = layout.height - MARGIN - len(lines) * FOOT_LINE
    pen.rule(MARGIN, y, inner)
    for number, line in enumerate(lines):
        pen.write(MARGIN, y + 2 + number * FOOT_LINE, line, FOOT_SIZE)
