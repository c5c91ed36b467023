"""One A4 page as PDF: header, map, legs, facts, sources."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure

from pipeline.sheet.drawing import draw_map
from pipeline.sheet.lettering import fitted, font, width_mm, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pipeline.sheet.contents import Block, Row, Sheet
    from pipeline.sheet.ground import Ground

PAGE_MM = (210.0, 297.0)
MARGIN = 10.0
WIDTH = PAGE_MM[0] - 2 * MARGIN
GAP = 4.0
COLUMN = (WIDTH - GAP) / 2
LEAST_MAP = 50.0
MOST_MAP = 125.0
SMALL = 6.3
LINE = 2.9
"""Height of a line of small text."""
MINUTES = 15.0
"""Width of a column of minutes."""
METADATA = {"Creator": "resilience", "Producer": "resilience", "CreationDate": None}
LEGEND = (
    "\N{BLACK STAR} hub   \N{BLACK CIRCLE} community   \N{HEAVY GREEK CROSS} nearest service   "
    "\N{WHITE DIAMOND} weakest link   \N{BOX DRAWINGS HEAVY HORIZONTAL} the way, legs numbered   "
    "\N{BOX DRAWINGS LIGHT DIAGONAL CROSS} closed by a report   "
)
INCIDENTS = "\N{WHITE UP-POINTING TRIANGLE} recent incident, exact place"
NO_INCIDENTS = "incident points are not shown (map.show_incident_points)"


class Pen:
    """Writes on a page from the top down, in millimetres."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.y = MARGIN

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        is_bold: bool = False,
        **style: Any,  # noqa: ANN401  matplotlib's
    ) -> None:
        """Write one line; `y` is its middle."""
        self.axes.text(
            x,
            y,
            text,
            fontproperties=font(is_bold=is_bold),
            fontsize=size,
            parse_math=False,
            **{"va": "center_baseline", **style},
        )

    def rule(self, y: float, width: float = 0.4, start: float = MARGIN, end: float = 0) -> None:
        """Draw a level line, as long as the page is wide if not told."""
        self.axes.plot([start, end or PAGE_MM[0] - MARGIN], [y, y], color="black", linewidth=width)


def pdf_of(sheet: Sheet, ground: Ground, *, shows_incidents: bool) -> bytes:
    """Return a sheet as the bytes of a PDF of one page; the same for the same sheet."""
    with mpl.rc_context({"pdf.fonttype": 42, "pdf.compression": 6, "path.simplify": False}):
        figure = Figure(figsize=tuple(side / 25.4 for side in PAGE_MM))
        canvas = FigureCanvasPdf(figure)
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
    rows = [_wrapped_row(sheet, row) for row in sheet.rows]
    table = LINE * 2.6 + sum(LINE * lines + 0.8 for *_, lines in rows) if rows else LINE * 2
    room = PAGE_MM[1] - MARGIN - _footer_height(sheet) - pen.y - table - 3 * GAP
    left, right, height = _columns(sheet.blocks, room - LEAST_MAP)
    map_height = min(MOST_MAP, room - height)
    bottom = 1 - (pen.y + map_height) / PAGE_MM[1]
    box = (MARGIN / PAGE_MM[0], bottom, WIDTH / PAGE_MM[0], map_height / PAGE_MM[1])
    draw_map(figure.add_axes(box), sheet.picture, ground, width=WIDTH, height=map_height)
    pen.y += map_height + 1.8
    told = LEGEND + (INCIDENTS if shows_incidents else NO_INCIDENTS)
    pen.write(MARGIN, pen.y, fitted(told, 5.8, WIDTH), 5.8)
    pen.y += GAP - 0.4
    _table(pen, sheet, rows)
    pen.y += GAP / 2
    for x, lines in ((MARGIN, left), (MARGIN + COLUMN + GAP, right)):
        _column(pen, x, lines)
    _footer(pen, sheet)


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
    fixed = [5.0, 42.0, 15.0, 10.0, 11.0, *([MINUTES] * len(sheet.heads)), 31.0]
    return [*fixed, WIDTH - sum(fixed)]


def _wrapped_row(sheet: Sheet, row: Row) -> tuple[Row, list[str], int]:
    """Return a row with its remarks in at most two lines, and how many lines it takes."""
    remarks = wrapped(row.remarks, SMALL, _widths(sheet)[-1] - 1, 2)
    return row, remarks, max(1, len(remarks))


def _table(pen: Pen, sheet: Sheet, rows: list[tuple[Row, list[str], int]]) -> None:
    """Draw the legs."""
    pen.write(MARGIN, pen.y, fitted(sheet.table_title, 7.5, WIDTH, is_bold=True), 7.5, is_bold=True)
    pen.y += LINE * 1.1
    if not rows:
        return
    widths = _widths(sheet)
    starts = [MARGIN + sum(widths[:i]) for i in range(len(widths))]
    heads = ["", "Road", "Surface", "km", "sum km"]
    heads += [f"{head} min" for head in sheet.heads]
    _cells(pen, [*heads, "Ends at (MGRS)", "Remarks"], starts, widths, is_bold=True)
    pen.rule(pen.y + LINE * 0.6)
    pen.y += LINE * 1.1 + 0.4
    for row, remarks, lines in rows:
        if row.is_bold:
            pen.rule(pen.y - LINE * 0.55)
        cells = [row.number, row.road, row.surface, row.km, row.sum_km, *row.minutes, row.end]
        _cells(pen, [*cells, ""], starts, widths, is_bold=row.is_bold)
        for number, line in enumerate(remarks):
            pen.write(starts[-1], pen.y + number * LINE, line, SMALL)
        pen.y += LINE * lines + 0.8


def _cells(
    pen: Pen, cells: list[str], starts: list[float], widths: list[float], *, is_bold: bool
) -> None:
    """Write one line of cells; numbers stand on the right of theirs."""
    for i, (cell, start, width) in enumerate(zip(cells, starts, widths, strict=True)):
        is_number = 3 <= i < len(cells) - 2
        text = fitted(cell, SMALL, width - 1, is_bold=is_bold)
        at = start + width - 1.5 if is_number else start
        align = "right" if is_number else "left"
        pen.write(at, pen.y, text, SMALL, is_bold=is_bold, ha=align)


def _columns(
    blocks: tuple[Block, ...], limit: float
) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]], float]:
    """Return the lines of both columns, bold or not, and the height that the longer one takes.

    Blocks stay whole; the left column takes them up to half of the lines. What goes beyond the
    limit is cut, with an ellipsis.
    """
    shown = [[(block.title, True), *_lines(block), ("", False)] for block in blocks]
    half = sum(len(one) for one in shown) / 2
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for one in shown:
        is_left = not right and (not left or len(left) + len(one) / 2 <= half)
        (left if is_left else right).extend(one)
    most = max(int(limit / LINE), 1)
    both = [
        (*lines[: most - 1], ("\N{HORIZONTAL ELLIPSIS}", False)) if len(lines) > most else lines
        for lines in (left, right)
    ]
    return list(both[0]), list(both[1]), LINE * max(len(lines) for lines in both)


def _lines(block: Block) -> list[tuple[str, bool]]:
    """Return a block's lines, each in at most three."""
    return [(line, False) for text in block.lines for line in wrapped(text, SMALL, COLUMN, 3)]


def _column(pen: Pen, x: float, lines: list[tuple[str, bool]]) -> None:
    """Write a column of blocks."""
    for number, (line, is_bold) in enumerate(lines):
        y = pen.y + number * LINE
        size = 7 if is_bold else SMALL
        pen.write(x, y, fitted(line, size, COLUMN, is_bold=is_bold), size, is_bold=is_bold)
        if is_bold:
            start = x + width_mm(line, size, is_bold=True) + 1.5
            if start < x + COLUMN:
                pen.rule(y, 0.3, start, x + COLUMN)


def _footer_lines(sheet: Sheet) -> list[str]:
    return [line for text in sheet.footer for line in wrapped(text, 5.5, WIDTH, 2)]


def _footer_height(sheet: Sheet) -> float:
    return 2.5 * len(_footer_lines(sheet)) + 1.5


def _footer(pen: Pen, sheet: Sheet) -> None:
    """Write sources and assumptions at the foot."""
    y = PAGE_MM[1] - MARGIN - _footer_height(sheet) + 2
    pen.rule(y - 1.6)
    for number, line in enumerate(_footer_lines(sheet)):
        pen.write(MARGIN, y + 0.6 + 2.5 * number, line, 5.5)
