"""What was kept back of published outputs, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.withheld import FEW_PEOPLE, INCIDENTS, SENSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.withheld import Withheld

NUMBERS = {
    FEW_PEOPLE: "Numbers that would tell of fewer people than may be told, and others from which "
    "these could be worked out: {count:,}. They are left empty; nobody at all is still a 0, and a "
    "dash may also mean that nothing is known.",
    SENSITIVE: "Service types that are sensitive, with all that would tell where they are: "
    "{count:,}.",
    INCIDENTS: "Places of single incidents, and what would give them away: incidents are told by "
    "area, and of roads only whether they are insecure.",
}
NOTHING = "Nothing had to be withheld."


def lines(withheld: Sequence[Withheld] | None) -> list[str]:
    """Return what was kept back, a sentence a kind; none where nothing is published."""
    if withheld is None:
        return []
    counts: dict[str, int] = {}
    for one in withheld:
        is_type = one.kind == SENSITIVE  # the same types in every table
        counts[one.kind] = (
            one.count if is_type else counts.get(one.kind, 0) + one.count
        )
    return [NUMBERS[kind].format(count=counts[kind]) for kind in NUMBERS if kind in counts] or [
        NOTHING
    ]
