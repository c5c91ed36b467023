"""What is made anew where some tables are others: all that rests on them, and nothing else."""

from __future__ import annotations

import pytest

from pipeline.errors import StageError
from pipeline.whatif.layers import Changed, Layers
from tests.whatif_layers import toy_steps


class Stored(Layers):
    """Layers that say which tables were read, and give each as its name."""

    def __init__(self) -> None:
        super().__init__(toy_steps())
        self.asked: list[str] = []

    def table(self, name: str) -> str:
        self.asked.append(name)
        return name


def test_what_rests_on_a_changed_table_is_changed_and_no_other() -> None:
    after = Changed(Stored(), {"link_status": "new"})
    for name in ("link_status", "reach", "access", "isolation"):
        assert after.is_changed(name), name
    for name in ("network", "speeds", "communities", "link_risk", "stability", "mapped_roads"):
        assert not after.is_changed(name), name


def test_what_is_kept_stays_though_it_rests_on_a_changed_table() -> None:
    layers = Stored()
    assert Changed(layers, {"network": "new"}).is_changed("mapped_roads")
    after = Changed(layers, {"network": "new"}, kept=("mapped_roads",))
    assert not after.is_changed("mapped_roads")
    assert after.table("mapped_roads") == "mapped_roads"
    assert after.table("network") == "new"


def test_a_region_that_was_never_built_is_said() -> None:
    with pytest.raises(StageError, match="not built yet; `resilience build toy` first"):
        Layers(toy_steps()).table("reach")
