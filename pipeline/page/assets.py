"""Scripts and styles that pages carry inside themselves: Leaflet's from its package, and ours."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib import resources
from pathlib import Path

from xstatic.pkg import leaflet

FIRST = (
    "page.css",
    "unpack.js",
    "values.js",
    "cards.js",
    "styles.js",
    "dots.js",
    "layers.js",
    "labels.js",
    "panel.js",
    "switches.js",
    "page.js",
)
"""Files that the others build on, in the order to read them in: the parts of a page, and `page.js`,
which puts them together. What else a page can do follows in the order of the alphabet."""

APART = ("pmtiles.js", "tiles.js")
"""Files that only those pages carry whose communities lie in a file of their own."""


@cache
def leaflet_js() -> str:
    """Return Leaflet's script, without the note that would ask for its source map."""
    text = _leaflet_file("leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*", "", text).rstrip()


@cache
def leaflet_css() -> str:
    """Return Leaflet's style with its images as data URIs."""
    text = _leaflet_file("leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\((images/[\w.-]+\.png)\)", lambda m: f"url({_data_uri(m[1])})", text)


@cache
def own(name: str) -> str:
    """Return one of our own asset files."""
    return resources.files("pipeline.page").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def all_of(ending: str) -> str:
    """Return our own files with an ending, such as `.js`, as one, always in the same order.

    Those that lie `APART` are not in it.
    """
    folder = resources.files("pipeline.page").joinpath("assets")
    names = {file.name for file in folder.iterdir() if file.name.endswith(ending)} - set(APART)
    first = [name for name in FIRST if name in names]
    return "\n".join(own(name) for name in (*first, *sorted(names - set(first))))


def _leaflet_file(name: str) -> Path:
    return Path(leaflet.BASE_DIR) / name


def _data_uri(name: str) -> str:
    encoded = base64.b64encode(_leaflet_file(name).read_bytes()).decode("ascii")
    return f"data:image/png;base64,{encoded}"
