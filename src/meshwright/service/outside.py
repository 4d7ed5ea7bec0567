"""Connections to addresses that strangers name: only to public ones, checked after the name is resolved.

A name may lead anywhere, and to another place a moment later (DNS rebinding). So the name is resolved here, every
address it has must be public, and the connection goes to the very address that was checked.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, Final

import anyio
import httpcore

# The part of IPv6 that has been given out for the internet.
_GLOBAL: Final = ipaddress.ip_network("2000::/3")
# Python's `is_global` is true for these, though they lead to, or embed, addresses that are not.
_HIDDEN: Final = tuple(
    ipaddress.ip_network(text) for text in ("2001::/32", "2002::/16", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24")
)


class NotPublic(Exception):
    """The name leads to an address that is not public."""


def is_public(text: str) -> bool:
    """Whether an IP address can be reached by everyone on the internet, and embeds none that cannot."""
    address = ipaddress.ip_address(text.split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL:
        return False
    if any(address.version == network.version and address in network for network in _HIDDEN):
        return False
    return address.is_global and not address.is_multicast


def public_addresses(host: str, port: int, *, private: bool = False) -> list[str]:
    """The addresses of a host, in the resolver's order. Raises `NotPublic` if one is not public, `OSError`.

    private: take all of them.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not private and not all(is_public(address) for address in addresses):
        raise NotPublic(f"{host} is not a public address")
    return addresses


class PublicBackend(httpcore.AsyncNetworkBackend):
    """For `httpcore.AsyncConnectionPool(network_backend=...)`."""

    def __init__(self, *, private: bool = False) -> None:
        """private: connect to any address; for networks in which everyone is trusted."""
        self.private = private
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers. Raises `NotPublic`, `httpcore.ConnectError`."""
        try:
            with anyio.fail_after(timeout):
                addresses = await anyio.to_thread.run_sync(
                    lambda: public_addresses(host, port, private=self.private), abandon_on_cancel=True
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the name was not resolved in time") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name cannot be resolved ({error})") from error
        for number, address in enumerate(addresses):
            try:
                return await self._real.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses) - 1:
                    raise
        raise httpcore.ConnectError("the name has no address")

    async def sleep(self, seconds: float) -> None:
        """Wait, as the backend of the event loop does."""
        await anyio.sleep(seconds)
