"""Small multiples: the index by year, of the region and of the areas that change most."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from pipeline.paper.lettering import fitted, font

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes

MOST_PANELS = 20
COLUMNS = 5
PANEL_INCHES = (2.1, 1.55)
HEAD_INCHES, FOOT_INCHES = 0.62, 0.72
PANEL_MM = 46
LINE, BAND, SHORT, FAINT = "#1f4e79", "#a9c4de", "#ececec", "#7c8792"
SECURITY = "#b35900"
SMALL, TITLE = 7.0, 11.0
METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
}
"""Nothing of when and by which version, so that the same numbers are the same bytes."""
DPI = 110
ONLY_VIOLENCE = (
    "Only violence and dated answers and evidence differ between years; no history of roads or "
    "services is known."
)


def draw(title: str, areas: pd.DataFrame, levels: pd.DataFrame, goal: Path) -> None:
    """Write the chart as a PNG or an SVG, as the goal's name ends.

    The region comes first, then the areas by how far their index moved between any two years, of
    the indicators that are there in each; ties go to the least `area_id`. All panels have the same
    axes. Without any index in any year the panels are empty.
    """
    panels = _panels(areas, levels)
    rows = -(-len(panels) // COLUMNS)
    columns = min(COLUMNS, len(panels))
    width = max(columns * PANEL_INCHES[0], 3 * PANEL_INCHES[0])
    height = rows * PANEL_INCHES[1] + HEAD_INCHES + FOOT_INCHES
    form = goal.suffix.removeprefix(".")
    with mpl.rc_context({"svg.hashsalt": "resilience", "svg.fonttype": "path"}):
        figure = Figure(figsize=(width, height))
        FigureCanvasAgg(figure)
        grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        figure.subplots_adjust(
            left=0.32 / width,
            right=1 - 0.1 / width,
            top=1 - HEAD_INCHES / height,
            bottom=FOOT_INCHES / height,
            wspace=0.08,
            hspace=0.32,
        )
        for axes, panel in zip(grid.ravel(), [*panels, *[None] * (rows * columns)], strict=False):
            if panel is None:
                axes.set_axis_off()
            else:
                _panel(axes, *panel)
        _words(figure, title, areas, width, height)
        figure.savefig(goal, format=form, dpi=DPI, metadata=METADATA[form])


def _panels(areas: pd.DataFrame, levels: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the panels' names and rows by year."""
    by_year = areas.groupby("year")
    region = levels[levels["level"] == "region"]
    region = region.assign(
        is_short_window=region["year"].map(by_year["is_short_window"].first()),
        lacking=region["year"].map(by_year["lacking"].first()),
    )
    by_area = areas.groupby("area_id")
    moved = by_area["change"].max() - by_area["change"].min()
    moved = moved.dropna().sort_values(ascending=False, kind="stable")
    chosen = moved.index[: MOST_PANELS - 1]
    parts = [by_area.get_group(area) for area in chosen]
    return [("Whole region", region), *((part["area_name"].iloc[0], part) for part in parts)]


def _panel(axes: Axes, name: str, rows: pd.DataFrame) -> None:
    """Draw one panel: the index with its interval, security, and which years know less."""
    rows = rows.sort_values("year")
    years, index = rows["year"].to_numpy(int), rows["index"].to_numpy(float)
    low, high = (rows[name].to_numpy(float) for name in ("index_p05", "index_p95"))
    is_less = rows["lacking"].notna().to_numpy(bool)
    is_short = rows["is_short_window"].to_numpy(bool)
    if is_short.any():
        axes.axvspan(years[0] - 0.5, years[is_short].max() + 0.5, color=SHORT, linewidth=0)
    axes.fill_between(years, low, high, color=BAND, linewidth=0)
    security = rows["security_index"].to_numpy(float)
    axes.plot(years, security, color=SECURITY, linewidth=0.9, linestyle=(0, (3, 1.5)))
    axes.plot(years, index, color=LINE, linewidth=1.2)
    size = 3.2 if len(years) <= 12 else 2.2
    dots: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": size, "color": LINE}
    axes.plot(years[~is_less], index[~is_less], **dots)
    axes.plot(years[is_less], index[is_less], **dots, markerfacecolor="white", markeredgewidth=0.8)
    if not np.isfinite(index).any():
        axes.text(0.5, 0.5, "not known", transform=axes.transAxes, ha="center", **_style(SMALL))
    axes.set(xlim=(years[0] - 0.5, years[-1] + 0.5), ylim=(-0.3, 10.3), yticks=[0, 5, 10])
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y", color="#d7dce0", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.tick_params(length=2, width=0.5, color=FAINT, pad=1.5)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set(fontproperties=font(), fontsize=SMALL - 1)
    for side, spine in axes.spines.items():
        spine.set(visible=side in ("left", "bottom"), color=FAINT, linewidth=0.6)
    at = axes.set_title(fitted(name, SMALL, PANEL_MM, is_bold=True), loc="left", pad=2)
    at.set(fontproperties=font(is_bold=True), fontsize=SMALL, parse_math=False)


def _words(figure: Figure, title: str, areas: pd.DataFrame, width: float, height: float) -> None:
    """Write title and foot."""
    width_mm = (width - 0.4) * 25.4
    left = 0.12 / width
    head = fitted(f"{title}: index of resilience by year", TITLE, width_mm, is_bold=True)
    figure.text(left, 1 - 0.22 / height, head, **_style(TITLE, is_bold=True))
    shown = min(areas["area_id"].nunique(), MOST_PANELS - 1)
    under = (
        f"10 is strong. The region, and the {shown} areas whose index moved most, by today's "
        "method, roads and services. Dashed: the pillar of security."
    )
    figure.text(left, 1 - 0.4 / height, fitted(under, SMALL, width_mm), **_style(SMALL))
    said = ["Band: from 5 to 95 % of draws."]
    if areas["lacking"].notna().any():
        said.append("Hollow: an indicator is lacking that is there today, or the other way round.")
    if areas["is_short_window"].any():
        said.append("Grey ground: the rate's years begin before the data do.")
    said.append(ONLY_VIOLENCE)
    lines = textwrap.wrap(" ".join(said), int(width_mm / 1.22))
    figure.text(left, 0.08 / height, "\n".join(lines), va="bottom", **_style(SMALL - 0.5))


def _style(size: float, *, is_bold: bool = False) -> dict[str, Any]:
    return {"fontproperties": font(is_bold=is_bold), "fontsize": size, "parse_math": False}
