"""One A4 page as PDF: header, map, legs, facts, sources."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure

from pipeline.paper.lettering import fitted, width_mm, wrapped
from pipeline.sheet.drawing import draw_map
from pipeline.sheet.legend import HIDDEN, ROW, draw_legend, keys_of, rows_of
from pipeline.sheet.pen import MARGIN, PAGE_MM, WIDTH, Lettering, Pen

if TYPE_CHECKING:
    from pipeline.sheet.contents import Block, Row, Sheet
    from pipeline.sheet.ground import Ground

GAP = 4.0
COLUMN = (WIDTH - GAP) / 2
MOST_MAP = 140.0
LEAST_MAP = 50.0
GOOD_MAP = 95.0
"""Height of a map for which the text is made smaller."""
LETTERINGS = (Lettering(7.4, 3.4), Lettering(6.8, 3.1), Lettering(6.3, 2.9))
MINUTES = 15.0
"""Width of a column of minutes."""
METADATA = {"Creator": "resilience", "Producer": "resilience", "CreationDate": None}
STYLE: dict[Any, Any] = {"pdf.fonttype": 3, "pdf.compression": 6, "path.simplify": False}
"""Letters as drawings: whole fonts would take longer to cut than all else, and are no smaller."""

Lines = list[tuple[str, bool]]
"""Lines of a column, bold or not."""


class Measured(NamedTuple):
    """What stands below the map, broken into lines of a size, and the height left for the map."""

    lettering: Lettering
    rows: list[tuple[Row, list[str]]]
    """Rows of the table, with their remarks in lines."""
    left: Lines
    right: Lines
    map_height: float


def pdf_of(sheet: Sheet, ground: Ground, *, shows_incidents: bool) -> bytes:
    """Return a sheet as the bytes of a PDF of one page; the same for the same sheet."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(PAGE_MM[0] / 25.4, PAGE_MM[1] / 25.4))
        canvas: Any = FigureCanvasPdf(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, PAGE_MM[0]), ylim=(PAGE_MM[1], 0))
        axes.set_axis_off()
        _draw(figure, Pen(axes), sheet, ground, shows_incidents=shows_incidents)
        written = BytesIO()
        canvas.print_pdf(written, metadata=METADATA)
    return written.getvalue()


def _draw(figure: Figure, pen: Pen, sheet: Sheet, ground: Ground, *, shows_incidents: bool) -> None:
    """Draw the page: what stands above and below the map is measured first."""
    _header(pen, sheet)
    legend = rows_of(keys_of(sheet.picture, shows_incidents=shows_incidents), WIDTH)
    notes = [] if shows_incidents else [HIDDEN]
    room = PAGE_MM[1] - MARGIN - _footer_height(sheet, notes) - pen.y - ROW * len(legend) - 3 * GAP
    own = _measured(sheet, room)
    bottom = 1 - (pen.y + own.map_height) / PAGE_MM[1]
    box = (MARGIN / PAGE_MM[0], bottom, WIDTH / PAGE_MM[0], own.map_height / PAGE_MM[1])
    draw_map(figure.add_axes(box), sheet.picture, ground, width=WIDTH, height=own.map_height)
    pen.y += own.map_height + 2.6
    draw_legend(pen, legend, MARGIN)
    pen.y += 1.6
    _table(pen, sheet, own)
    pen.y += GAP / 2
    for x, lines in ((MARGIN, own.left), (MARGIN + COLUMN + GAP, own.right)):
        _column(pen, x, lines, own.lettering)
    _footer(pen, sheet, notes)


def _measured(sheet: Sheet, room: float) -> Measured:
    """Return the largest lettering that leaves a good map, else the smallest."""
    for lettering in LETTERINGS:
        rows = [(row, _remarks(sheet, row, lettering)) for row in sheet.rows]
        lines = sum(max(1, len(remarks)) for _, remarks in rows)
        table = lettering.line * (lines + 2.6) + 0.8 * len(rows) if rows else lettering.line * 2
        left, right = _columns(sheet.blocks, room - table - LEAST_MAP, lettering)
        height = room - table - lettering.line * max(len(left), len(right))
        if height >= GOOD_MAP:
            break
    return Measured(lettering, rows, left, right, min(MOST_MAP, height))


def _header(pen: Pen, sheet: Sheet) -> None:
    """Draw whose sheet it is, and the status."""
    pen.write(MARGIN, pen.y, "CONVOY SHEET", 8, is_bold=True)
    right = PAGE_MM[0] - MARGIN
    pen.write(right, pen.y, fitted(sheet.region, 8, WIDTH - 40), 8, ha="right")
    pen.rule(pen.y + 2.4, 0.8)
    pen.write(MARGIN, pen.y + 7.2, fitted(sheet.title, 17, WIDTH, is_bold=True), 17, is_bold=True)
    pen.write(MARGIN, pen.y + 13, fitted(sheet.about, 7.5, WIDTH), 7.5)
    pen.y += 15.5
    head, *rest = sheet.banner
    lines = [line for text in rest for line in wrapped(text, 8, WIDTH - 6, 2)]
    height = 7 + 3.8 * len(lines)
    ink, paper = ("black", "white") if sheet.is_good else ("white", "black")
    pen.axes.fill_between(
        [MARGIN, right], pen.y, pen.y + height, facecolor=paper, edgecolor="black", linewidth=1
    )
    said = fitted(head, 12, WIDTH - 6, is_bold=True)
    pen.write(MARGIN + 3, pen.y + 3.7, said, 12, is_bold=True, color=ink)
    for number, line in enumerate(lines):
        pen.write(MARGIN + 3, pen.y + 8.4 + 3.8 * number, line, 8, color=ink)
    pen.y += height + 2


def _widths(sheet: Sheet) -> list[float]:
    """Return the widths of the columns of the table; remarks take what is left."""
    fixed = [5.0, 46.0, 15.0, 11.0, 13.0, *([MINUTES] * len(sheet.heads)), 32.0]
    return [*fixed, WIDTH - sum(fixed)]


def _remarks(sheet: Sheet, row: Row, lettering: Lettering) -> list[str]:
    """Return a row's remarks in at most two lines."""
    return wrapped(row.remarks, lettering.size, _widths(sheet)[-1] - 1, 2)


def _table(pen: Pen, sheet: Sheet, own: Measured) -> None:
    """Draw the legs."""
    size, line = own.lettering
    title = fitted(sheet.table_title, size + 0.6, WIDTH, is_bold=True)
    pen.write(MARGIN, pen.y, title, size + 0.6, is_bold=True)
    pen.y += line * 1.2
    if not own.rows:
        return
    widths = _widths(sheet)
    starts = [MARGIN + sum(widths[:i]) for i in range(len(widths))]
    heads = ["", "Road", "Surface", "km", "sum km", *(f"{head} min" for head in sheet.heads)]
    _cells(pen, [*heads, "Ends at (MGRS)", "Remarks"], starts, widths, size, is_bold=True)
    pen.rule(pen.y + line * 0.6)
    pen.y += line * 1.1 + 0.4
    for row, remarks in own.rows:
        if row.is_bold:
            pen.rule(pen.y - line * 0.55)
        cells = [row.number, row.road, row.surface, row.km, row.sum_km, *row.minutes, row.end, ""]
        _cells(pen, cells, starts, widths, size, is_bold=row.is_bold)
        for number, text in enumerate(remarks):
            pen.write(starts[-1], pen.y + number * line, text, size)
        pen.y += line * max(1, len(remarks)) + 0.8


def _cells(
    pen: Pen,
    cells: list[str],
    starts: list[float],
    widths: list[float],
    size: float,
    *,
    is_bold: bool,
) -> None:
    """Write one line of cells; numbers stand on the right of theirs."""
    for i, (cell, start, width) in enumerate(zip(cells, starts, widths, strict=True)):
        is_number = 3 <= i < len(cells) - 2
        text = fitted(cell, size, width - 1, is_bold=is_bold)
        at = start + width - 1.5 if is_number else start
        align = "right" if is_number else "left"
        pen.write(at, pen.y, text, size, is_bold=is_bold, ha=align)


def _columns(blocks: tuple[Block, ...], limit: float, lettering: Lettering) -> tuple[Lines, Lines]:
    """Return the lines of both columns.

    Blocks stay whole; the left column takes them up to half of the lines. What goes beyond the
    limit is cut, with an ellipsis.
    """
    shown = [[(block.title, True), *_lines(block, lettering), ("", False)] for block in blocks]
    half = sum(len(one) for one in shown) / 2
    left: Lines = []
    right: Lines = []
    for one in shown:
        is_left = not right and (not left or len(left) + len(one) / 2 <= half)
        (left if is_left else right).extend(one)
    most = max(int(limit / lettering.line), 1)
    cut = ("\N{HORIZONTAL ELLIPSIS}", False)
    left, right = (
        [*lines[: most - 1], cut] if len(lines) > most else lines for lines in (left, right)
    )
    return left, right


def _lines(block: Block, lettering: Lettering) -> Lines:
    """Return a block's lines, each in at most three."""
    return [
        (line, False) for text in block.lines for line in wrapped(text, lettering.size, COLUMN, 3)
    ]


def _column(pen: Pen, x: float, lines: Lines, lettering: Lettering) -> None:
    """Write a column of blocks."""
    for number, (line, is_bold) in enumerate(lines):
        y = pen.y + number * lettering.line
        size = lettering.size + 0.6 * is_bold
        text = fitted(line, size, COLUMN, is_bold=is_bold)
        pen.write(x, y, text, size, is_bold=is_bold)
        start = x + width_mm(text, size, is_bold=True) + 1.5
        if is_bold and start < x + COLUMN:
            pen.rule(y, 0.3, start, x + COLUMN)


def _footer_lines(sheet: Sheet, notes: list[str]) -> list[str]:
    first, *rest = sheet.footer
    texts = [" ".join([first, *notes]), *rest]
    return [line for text in texts for line in wrapped(text, 5.5, WIDTH, 3)]


def _footer_height(sheet: Sheet, notes: list[str]) -> float:
    return 2.5 * len(_footer_lines(sheet, notes)) + 1.5


def _footer(pen: Pen, sheet: Sheet, notes: list[str]) -> None:
    """Write sources and assumptions at the foot."""
    y = PAGE_MM[1] - MARGIN - _footer_height(sheet, notes) + 2
    pen.rule(y - 1.6)
    for number, line in enumerate(_footer_lines(sheet, notes)):
        pen.write(MARGIN, y + 0.6 + 2.5 * number, line, 5.5)
