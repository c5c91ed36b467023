"""GPX 1.1: files for receivers and phones."""

from __future__ import annotations

from gpxpy.gpx import GPX

DIGITS = 6
"""Of degrees: about a decimetre."""


def started(name: str, about: str) -> GPX:
    """Return a file that holds nothing yet, and says what it is."""
    gpx = GPX()
    gpx.creator = "resilience"
    gpx.name, gpx.description = name, about
    return gpx


def text_of(gpx: GPX) -> str:
    """Return what stands in the file."""
    return f"{gpx.to_xml(version='1.1')}\n"
