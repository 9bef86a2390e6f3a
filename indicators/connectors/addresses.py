"""Which IP addresses may be contacted: public ones, checked without trusting one flag.

``ipaddress``'s own ``is_global`` differs between Python versions and says yes to multicast,
site-local, NAT64 and (on some versions) 6to4 addresses. The networks are therefore written out,
from IANA's special-purpose address registries, and ``is_global`` is asked in addition.
"""

import ipaddress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

# Private networks of one's own; these, and only these, are what `allow_private` opens.
_PRIVATE_V4 = tuple(
    IPv4Network(text) for text in ("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
_PRIVATE_V6 = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))

_NEVER_V4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(text), why)
    for text, why in (
        ("0.0.0.0/8", "“this network”"),
        ("100.64.0.0/10", "shared by carriers and clouds"),
        ("168.63.129.16/32", "a cloud's host service"),
        ("169.254.0.0/16", "link-local, where clouds keep credentials"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "6to4 relays"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_NEVER_V6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(text), why)
    for text, why in (
        ("2001::/23", "reserved for protocols (Teredo and others)"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "6to4, which hides an IPv4 address"),
        ("3fff::/20", "for documentation"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# The last 32 bits are the IPv4 address that a translator contacts (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


def why_not(text: str, *, allow_private: bool = False) -> str | None:
    """Say why the address must not be contacted, or None when it may.

    ``allow_private`` admits loopback and private networks, still not link-local, multicast or
    reserved ones.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "not an IP address"
    if isinstance(address, IPv6Address):
        inner = _inner_v4(address)
        if inner is None:
            return _why_not_v6(address, allow_private)
        address = inner
    return _why_not_v4(address, allow_private)


def _inner_v4(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _why_not_v4(address: IPv4Address, allow_private: bool) -> str | None:
    if any(address in network for network in _PRIVATE_V4):
        return None if allow_private else "private or this machine itself"
    for network, why in _NEVER_V4:
        if address in network:
            return why
    return None if address.is_global else "not public"


def _why_not_v6(address: IPv6Address, allow_private: bool) -> str | None:
    if address.scope_id is not None:
        return "bound to one network interface"
    if any(address in network for network in _PRIVATE_V6):
        return None if allow_private else "private or this machine itself"
    for network, why in _NEVER_V6:
        if address in network:
            return why
    if address not in _GLOBAL_UNICAST:
        return "outside the public IPv6 range 2000::/3"
    return None if address.is_global else "not public"
