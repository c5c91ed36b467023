import tomllib

from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.toml_text import toml_line, toml_value


def test_values() -> None:
    assert toml_value("a") == '"a"'
    assert toml_value(["a", "b"]) == '["a", "b"]'
    assert toml_value({"a b": "c"}) == '{ "a b" = "c" }'
    assert toml_line("x", 3, "guess") == "x = 3 # guess"
    assert toml_line("x", value=True) == "x = true"


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(TEXT, TEXT), st.lists(TEXT), TEXT)
def test_whatever_a_name_holds_it_comes_back(
    table: dict[str, str], names: list[str], comment: str
) -> None:
    text = "\n".join([toml_line("a", table, comment), toml_line("b", names, comment)])
    assert tomllib.loads(text) == {"a": table, "b": names}
