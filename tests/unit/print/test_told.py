from __future__ import annotations

import pytest

from pipeline.print.told import people

FEW = "<\N{NO-BREAK SPACE}10"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0"), (0.2, FEW), (9.4, FEW), (9.6, "10"), (12345.6, "12,346")]
)
def test_few_people_are_not_told(count: float, said: str) -> None:
    assert people(count) == said
