# Made from ../asynchronous by scripts/make-blocking: change it there.
"""The client of a remote service."""

from __future__ import annotations

from typing import Self

from meshwright.client.remote.blocking.accounts import Accounts
from meshwright.client.remote.blocking.batches import Batches
from meshwright.client.remote.blocking.orders import Orders
from meshwright.client.remote.blocking.projects import Projects
from meshwright.client.remote.blocking.webhooks import Webhooks
from meshwright.client.remote.credentials import find_credentials


class Remote(Orders, Batches, Projects, Webhooks, Accounts):
    """A Meshwright service. Close it, or use it in a `with` block."""

    @classmethod
    def from_environment(cls, url: str | None = None) -> Self:
        """The service of `MESHWRIGHT_URL` and `MESHWRIGHT_API_KEY`, or of the last `meshwright remote login`.

        Raises `InputError` where neither says which.
        """
        found = find_credentials(url)
        return cls(found.url, found.api_key, insecure=found.insecure)
