from __future__ import annotations

import pandas as pd

from pipeline.layers.link_status import link_status
from pipeline.schema import conform


def reports(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    """Reports on links: link, report, what it says, rank."""
    table = pd.DataFrame(rows, columns=["link_id", "closure_id", "status", "rank"])
    return conform(
        "link_reports",
        table.assign(
            closure_name=table["closure_id"].str.upper(),
            reported=pd.Timestamp("2020-01-01"),
            reported_by="UN",
            is_expired=table["status"] == "unknown",
            is_contested=table["link_id"] == "a",
            is_ruling=table["rank"] == 1,
        ),
    )


def test_a_link_has_the_status_of_the_report_that_rules() -> None:
    told = reports(("a", "c1", "open", 2), ("a", "c2", "closed", 1), ("b", "c3", "unknown", 1))
    table = conform("link_status", link_status(link_reports=told))

    assert table["link_id"].tolist() == ["a", "b"]
    assert table["status"].tolist() == ["closed", "unknown"]
    assert table["closure_id"].tolist() == ["c2", "c3"]
    assert table["closure_name"].tolist() == ["C2", "C3"]
    assert table["is_expired"].tolist() == [False, True]
    assert table["is_contested"].tolist() == [True, False]


def test_no_reports_no_rows() -> None:
    assert len(conform("link_status", link_status(link_reports=reports()))) == 0
