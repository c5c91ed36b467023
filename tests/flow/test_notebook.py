"""The notebook of the docs, run from top to bottom on the made-up region."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient

if TYPE_CHECKING:
    from tests.sample_project import Built

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"
STRICT = "import warnings; warnings.simplefilter('error')"


def stored() -> Any:  # noqa: ANN401  nbformat's own
    return nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]


def cells(notebook: Any) -> list[Any]:  # noqa: ANN401  nbformat's own
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def run(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """Return the notebook with its outputs, and the folder that it was run in."""
    notebook = stored()
    first = cells(notebook)[0]
    first.source = f"{STRICT}\n{first.source}"
    project = tmp_path_factory.mktemp("notebook")
    for part in ("data", "layers"):
        (project / part).symlink_to(sample.project / part)
    docs = project / "docs"
    docs.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(project / name.lower()))
        client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(docs)}})
        client.execute()
    return notebook, docs


def outputs(run: tuple[Any, Path], kind: str) -> list[str]:
    """Return what cells gave in one kind of text."""
    shown = [output for cell in cells(run[0]) for output in cell.outputs]
    return [one.data[kind] for one in shown if kind in one.get("data", {})]


def test_every_cell_runs_and_none_warns(run: tuple[Any, Path]) -> None:
    for cell in cells(run[0]):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output.text


def test_maps_are_pages_that_ask_no_host(run: tuple[Any, Path]) -> None:
    frames = [text for text in outputs(run, "text/html") if "<iframe" in text]
    assert len(frames) == 2
    for frame in frames:
        assert 'sandbox="allow-scripts"' in frame
        page = html.unescape(frame)
        assert "default-src 'none'" in page
        assert not re.search(r'<(script|link|img)[^>]*(src|href)="(?!data:)', page)


def test_the_region_and_its_tables_tell_what_they_are(run: tuple[Any, Path]) -> None:
    first = outputs(run, "text/html")[0]
    assert "Xesaria (made up)" in first
    assert "<code>access</code>" in first
    assert "not built" not in first


def test_the_map_that_it_keeps_is_a_page(run: tuple[Any, Path]) -> None:
    page = (run[1] / "cut-off-in-the-rains.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "isolation: reason" in page


def test_it_is_kept_without_what_a_run_leaves() -> None:
    for cell in cells(stored()):
        assert cell.outputs == []
        assert cell.execution_count is None
