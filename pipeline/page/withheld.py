"""What was kept back of published outputs, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.page.language import Words, number, say
from pipeline.withheld import FEW_PEOPLE, INCIDENTS, SENSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.withheld import Withheld

SAID = Words(
    {
        FEW_PEOPLE: "Numbers that tell of few people, and others from which these could be worked "
        "out: {count}. They are left empty. Nobody at all is still a 0; a dash can also mean that "
        "nothing is known.",
        SENSITIVE: "Service types that are sensitive, with what would tell where they are: "
        "{count}.",
        INCIDENTS: "Places of single incidents, and what would give them away: incidents are told "
        "by area, and of a road only whether it is insecure.",
    }
)


def lines(withheld: Sequence[Withheld] | None) -> list[str]:
    """Return what was kept back, a sentence a kind; none where nothing is published."""
    if withheld is None:
        return []
    counts: dict[str, int] = {}
    for one in withheld:
        # Types are the same in every table; numbers and rows are others.
        before = 0 if one.kind == SENSITIVE else counts.get(one.kind, 0)
        counts[one.kind] = before + one.number
    told = [SAID[kind].format(count=number(counts[kind])) for kind in SAID if kind in counts]
    return told or [say("Nothing had to be withheld.")]
