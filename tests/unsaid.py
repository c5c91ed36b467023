"""What a source says of a road of which it says nothing more than that it is there."""

from __future__ import annotations

from typing import Any

import numpy as np

UNSAID: dict[str, Any] = {
    "surface": None,
    "tracktype": None,
    "smoothness": None,
    "maxspeed_kmh": np.nan,
    "maxweight_t": np.nan,
    "maxaxleload_t": np.nan,
    "maxheight_m": np.nan,
    "maxwidth_m": np.nan,
    "width_m": np.nan,
    "oneway": "both",
    "is_bridge": False,
    "is_tunnel": False,
    "is_ford": False,
    "barrier": None,
    "seasonal": None,
    "hgv": None,
    "motorcar": None,
    "motorcycle": None,
    "layer": 0,
}
"""By column of roads and network."""
