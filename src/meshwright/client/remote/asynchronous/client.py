"""The client of a remote service."""

from __future__ import annotations

from typing import Self

from meshwright.client.remote.asynchronous.accounts import AsyncAccounts
from meshwright.client.remote.asynchronous.batches import AsyncBatches
from meshwright.client.remote.asynchronous.orders import AsyncOrders
from meshwright.client.remote.asynchronous.projects import AsyncProjects
from meshwright.client.remote.asynchronous.webhooks import AsyncWebhooks
from meshwright.client.remote.credentials import find_credentials


class AsyncRemote(AsyncOrders, AsyncBatches, AsyncProjects, AsyncWebhooks, AsyncAccounts):
    """A Meshwright service. Close it, or use it in a `with` block."""

    @classmethod
    def from_environment(cls, url: str | None = None) -> Self:
        """The service of `MESHWRIGHT_URL` and `MESHWRIGHT_API_KEY`, or of the last `meshwright remote login`.

        Raises `InputError` where neither says which.
        """
        found = find_credentials(url)
        return cls(found.url, found.api_key, insecure=found.insecure)
