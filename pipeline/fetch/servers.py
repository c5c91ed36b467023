"""A place's roads asked of OpenStreetMap's servers by osmnx, answer by answer into a folder."""

from __future__ import annotations

import socket
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self
from urllib.parse import urlsplit

import osmnx
import requests
import shapely
from osmnx import settings
from pyproj import Geod

from pipeline.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILTERS = ['["highway"]', '["route"="ferry"]']
"""Every way that people may move on, whatever its class: what of it counts is the reader's say."""
AGENT = "resilience (access and stability layers for planners; downloads through OSMnx)"
TIMEOUT_S = 180
MAX_BUSY = 8
"""A server that says this often in a row that it is busy is left alone."""
MAX_ANSWER_MB = 512
MAX_PLACE_KM2 = 1_000_000
TOLERANCE_DEGREES = 0.001
"""About 110 m: outlines are asked for with fewer corners. osmnx adds 500 m all around."""
MAX_SAID = 200
GOES_ON = "What came so far is kept: the same command goes on from there"


class Servers(NamedTuple):
    """Addresses that are asked."""

    overpass: str
    nominatim: str

    @classmethod
    def named(cls, overpass: str | None, nominatim: str | None) -> Self:
        """Return the servers that a user names, the public ones where none is named."""
        for option, url in (("--overpass", overpass), ("--nominatim", nominatim)):
            if url is not None and not (_is_web(url) and url.isprintable()):
                raise ConfigError(
                    f"{option} {url!r}: not a server's address; one looks like https://host/api"
                )
        own = (overpass or settings.overpass_url).rstrip("/").removesuffix("/interpreter")
        return cls(own, (nominatim or settings.nominatim_url).rstrip("/").removesuffix("/search"))


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def download(place: str, cache: Path, servers: Servers, tell: Callable[[str], None]) -> None:
    """Fill a folder with the servers' answers about a place's roads and ferries.

    Answers that lie there already are not asked for again. osmnx keeps the distance between two
    questions that the servers ask for, and waits where they are busy.

    Raises
    ------
    SourceError
        Where the place has no outline, or a server cannot be reached, refuses, or does not answer
        in its own format.
    """
    with _osmnx(cache, servers, _Ear(place, tell)):
        with _in_words(servers.nominatim):
            outline = _outline(place, tell)
        with _in_words(servers.overpass):
            try:
                osmnx.graph_from_polygon(
                    outline, simplify=False, retain_all=True, custom_filter=FILTERS
                )
            except InterruptedError:
                tell(f"{place}: all answers are there")  # how osmnx ends when it only fills a cache


def _outline(place: str, tell: Callable[[str], None]) -> Any:  # noqa: ANN401  shapely's polygons
    """Return the ground of the place that best fits a name, with few corners."""
    try:
        found = osmnx.geocode_to_gdf(place).iloc[0]
    except TypeError:
        raise SourceError(
            "OpenStreetMap knows it as a point or line without an outline; name the district or "
            "country around it",
            file=place,
        ) from None
    parts = shapely.get_parts(shapely.make_valid(found["geometry"].simplify(TOLERANCE_DEGREES)))
    outline = shapely.union_all([part for part in parts if part.geom_type.endswith("Polygon")])
    km2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(outline)[0]) / 1e6
    tell(f"{place}: found {_plain(found.get('display_name', place))}, {km2:,.0f} km2")
    if km2 > MAX_PLACE_KM2:
        raise SourceError(
            f"{km2:,.0f} km2 are too much to ask of a shared server (at most {MAX_PLACE_KM2:,}); "
            "get an extract (.osm.pbf, such as Geofabrik's) and name it with `file`",
            file=place,
        )
    return outline


@contextmanager
def _osmnx(cache: Path, servers: Servers, ear: _Ear) -> Iterator[None]:
    """Set osmnx up for one download. What is set is of the whole process, so it is set back."""
    wanted: dict[str, Any] = {
        "cache_folder": cache,
        "cache_only_mode": True,
        "doh_url_template": None,  # no third host is asked where names cannot be resolved
        "http_referer": AGENT,
        "http_user_agent": AGENT,
        "log_console": False,
        "log_file": False,
        "nominatim_url": servers.nominatim,
        "overpass_rate_limit": True,
        "overpass_url": servers.overpass,
        "requests_kwargs": {"hooks": {"response": ear}},
        "requests_timeout": TIMEOUT_S,
        "use_cache": True,
    }
    before = {name: getattr(settings, name) for name in wanted}
    resolver = socket.getaddrinfo  # osmnx puts its own in its place
    try:
        for name, value in wanted.items():
            setattr(settings, name, value)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "This area is", UserWarning)
            yield
    finally:
        socket.getaddrinfo = resolver
        for name, value in before.items():
            setattr(settings, name, value)


@contextmanager
def _in_words(server: str) -> Iterator[None]:
    """Say what went wrong between us and a server in one line."""
    try:
        yield
    except requests.Timeout as error:
        raise SourceError(f"no answer within {TIMEOUT_S} s. {GOES_ON}", file=server) from error
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise SourceError(
            f"its answer is not what such a server says ({_plain(error)}); is the address right?",
            file=server,
        ) from error
    except requests.RequestException as error:
        raise SourceError(f"cannot be reached, or broke off. {GOES_ON}", file=server) from error


class _Ear:
    """Hears each answer before osmnx does: bounds it, tells of it, and refuses what is none.

    osmnx itself asks a busy server for ever, and passes over answers that are errors.
    """

    def __init__(self, place: str, tell: Callable[[str], None]) -> None:
        self._place, self._tell = place, tell
        self._heard = self._busy = 0

    def __call__(self, answer: requests.Response, *_: object, **__: object) -> None:
        """Hear one answer."""
        url = answer.url.partition("?")[0]
        answer.raw = _Bounded(answer.raw, url)
        if url.endswith("/status"):
            # A server that limits nobody is not waited for, or osmnx would wait for ever.
            if "Rate limit: 0" in answer.text:
                settings.overpass_rate_limit = False
        elif answer.status_code in {429, 504}:
            self._wait(answer, url)
        elif not answer.is_redirect:
            self._judge(answer, url)

    def _wait(self, answer: requests.Response, url: str) -> None:
        """Let osmnx wait and ask again, but not for ever."""
        self._busy += 1
        if self._busy == MAX_BUSY:
            _refuse(answer, url, f"is busy ({answer.status_code}), again and again")
        self._tell(f"{self._place}: the server is busy ({answer.status_code}); waits, asks again")

    def _judge(self, answer: requests.Response, url: str) -> None:
        """Refuse an answer that is an error."""
        self._heard, self._busy = self._heard + 1, 0
        if not answer.ok:
            _refuse(answer, url, f"refuses: {answer.status_code} {answer.reason}")
        megabytes = len(answer.content) / 1e6
        self._tell(f"{self._place}: answer {self._heard}, {megabytes:,.1f} MB")
        if url.endswith("/search"):
            if answer.json() == []:
                raise SourceError(
                    "OpenStreetMap knows no place of this name; add the country, or try how "
                    "openstreetmap.org finds it",
                    file=self._place,
                )
        # Any name may hold the word, so that only those with it are read twice.
        elif b'"remark"' in answer.content and (remark := answer.json().get("remark")):
            _refuse(answer, url, f"gave up: {remark}")


class _Bounded:
    """The bytes of an answer, unpacked, up to a limit; everything else is the answer's own."""

    def __init__(self, raw: Any, url: str) -> None:  # noqa: ANN401  urllib3's response
        self._raw, self._url = raw, url

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever urllib3 has
        return getattr(self._raw, name)

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[bytes]:  # noqa: ANN401  urllib3's own
        """Yield the bytes as they come."""
        size = 0
        for chunk in self._raw.stream(*args, **kwargs):
            size += len(chunk)
            if size > MAX_ANSWER_MB * 1e6:
                self._raw.close()
                raise SourceError(f"sends more than {MAX_ANSWER_MB} MB at once", file=self._url)
            yield chunk


def _refuse(answer: requests.Response, url: str, said: str) -> NoReturn:
    answer.close()
    raise SourceError(f"{_plain(said)}. {GOES_ON}", file=url)


def _plain(said: object) -> str:
    """Return what a server said as short text that a terminal only shows."""
    return "".join(letter for letter in str(said) if letter.isprintable())[:MAX_SAID]
