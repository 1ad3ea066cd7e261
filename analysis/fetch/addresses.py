"""Names of hosts -> addresses that may be asked: none of the private network unless it is allowed.

A feed is foreign input: a link in it, or a redirect, must not make this machine ask its own services or
those behind the firewall (server-side request forgery). The address that was checked is the one that is
connected to, so that a name that changes its answer (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import os
import socket

from analysis.fetch.failure import Failure

VARIABLE = "PRESSESPIEGEL_ALLOW_PRIVATE"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int) -> str:
    """Return the first address of ``host`` that may be asked; Failure if it has none or only private ones."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failure(f"„{host}“ hat keine Adresse ({error})", retry=True) from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    public = [address for address in addresses if is_public(address) or is_allowed(host, address)]
    if not public:
        raise Failure(
            f"„{host}“ liegt im privaten Netz und wird nicht abgerufen "
            f"(freigeben: Umgebungsvariable {VARIABLE}, etwa {host} oder 10.0.0.0/8)"
        )
    return public[0]


def is_public(address: str) -> bool:
    """Tell whether an IP ``address`` belongs to the public internet."""
    ip = _embedded(ipaddress.ip_address(address))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _embedded(ip: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip.sixtofour or ip
    return ip


def is_allowed(host: str, address: str) -> bool:
    """Tell whether the user allowed ``host`` or a network with ``address`` in PRESSESPIEGEL_ALLOW_PRIVATE."""
    for entry in filter(None, (part.strip() for part in os.environ.get(VARIABLE, "").split(","))):
        if entry.lower() == host.lower():
            return True
        try:
            if ipaddress.ip_address(address) in ipaddress.ip_network(entry, strict=False):
                return True
        except ValueError:
            continue
    return False
