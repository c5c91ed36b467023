"""Names of files from ids of any letters."""

from __future__ import annotations

import re
from hashlib import sha256

MOST_NAME = 80
"""Letters of an id that a file's name takes."""


def file_name(community_id: str) -> str:
    """Return an id as a file's name, without suffix: plain letters, digits, `-`, `_`, `.`.

    Where that is not the id itself, some of its hash is added, so that no two ids share a name.
    """
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "_", community_id).strip("._-")[:MOST_NAME]
    if safe and safe == community_id:
        return safe
    return f"{safe}~{sha256(community_id.encode(errors='surrogatepass')).hexdigest()[:8]}".lstrip(
        "~"
    )
