"""The hierarchy of the road network: made once for its links, whatever they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.geo.graph.hierarchy import hierarchy as hierarchy_of
from pipeline.geo.graph.hierarchy import pack

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def hierarchy(*, topology: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Packed hierarchy of the links of `topology`: what `geo.graph.hierarchy` unpacks."""
    node_count = int(topology.max(initial=-1)) + 1
    return pack(hierarchy_of(topology[0], topology[1], node_count))
