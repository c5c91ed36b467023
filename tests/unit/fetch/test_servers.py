from __future__ import annotations

import pytest

from pipeline.errors import ConfigError
from pipeline.fetch.servers import Servers


def test_the_public_servers_are_asked_where_none_is_named() -> None:
    assert Servers.named(None, None) == Servers(
        "https://overpass-api.de/api", "https://nominatim.openstreetmap.org"
    )


@pytest.mark.parametrize("ending", ["", "/", "/interpreter", "/interpreter/"])
def test_an_address_may_end_as_servers_write_it(ending: str) -> None:
    servers = Servers.named(f"http://here/api{ending}", "http://there/search")
    assert servers == Servers("http://here/api", "http://there")


@pytest.mark.parametrize(
    "url", ["here", "ftp://here/api", "https://", "http://[here", "http://a\n"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match=r"--overpass .* not a server's address"):
        Servers.named(url, None)
    with pytest.raises(ConfigError, match="--nominatim"):
        Servers.named(None, url)
