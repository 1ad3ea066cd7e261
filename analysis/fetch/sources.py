"""Where articles come from: one feed, sitemap or publisher of fundus, with how politely to ask it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from analysis.errors import InputError

KINDS = ("feed", "sitemap", "fundus")


@dataclass(frozen=True)
class Source:
    """One source of a report definition.

    ``kind`` is feed, sitemap or fundus; ``address`` its URL, or a publisher of fundus such as
    "de.SZ". ``name`` is the folder its pages go to, ``outlet`` the name of the medium in the tables.
    ``limit``: articles at most in one run; ``days``: entries older than that are left out;
    ``delay``: seconds between two requests to one host. ``credentials`` names the environment variable
    PRESSESPIEGEL_AUTH_<credentials> that holds "user:password" or a bearer token.
    """

    kind: str
    address: str
    name: str
    outlet: str = ""
    limit: int = 200
    days: int = 8
    delay: float = 2.0
    credentials: str = ""


def check_address(kind: str, address: str) -> None:
    """Raise InputError where ``address`` cannot be fetched or carries a password."""
    if kind == "fundus":
        if not re.fullmatch(r"[A-Za-z]{2}\.\w{1,60}", address):
            raise InputError(f"„{address}“ nennt keinen Verlag von fundus; gemeint ist etwas wie de.SZ.")
        return
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise InputError(f"„{address}“ ist keine Adresse; sie beginnt mit https:// oder http://.")
    if parts.username or parts.password:
        raise InputError(
            "Die Adresse enthält Zugangsdaten. Sie gehören in die Umgebungsvariable "
            "PRESSESPIEGEL_AUTH_<NAME>, in der Definition steht nur „credentials: <NAME>“."
        )


def default_name(kind: str, address: str, outlet: str) -> str:
    """Return the name of the folder for a source that has none of its own."""
    plain = outlet or (address if kind == "fundus" else urlsplit(address).hostname or "")
    return re.sub(r"[^\w]+", "-", plain.lower().removeprefix("www.")).strip("-") or "quelle"
