"""Accounts and API keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from meshwright.client.remote.asynchronous.transport import AsyncTransport, segment
from meshwright.client.remote.models_accounts import Account, Key, NewKey, OwnAccount, TokenPair


class AsyncAccounts(AsyncTransport):
    """Who may do what."""

    async def register(self, email: str, password: str) -> Account:
        """Open an account. Raises `Forbidden` where the service opens none for strangers."""
        return await self.post(Account, "/v1/auth/register", {"email": email, "password": password})

    async def login(self, email: str, password: str) -> None:
        """Start a session, which this client uses from now on and keeps alive."""
        body = {"email": email, "password": password}
        self.adopt(await self.post(TokenPair, "/v1/auth/login", body, repeatable=True))

    async def logout(self, *, everywhere: bool = False) -> None:
        """End this session, or revoke the API key that this client uses; `everywhere`: all sessions of the account."""
        await self.call("POST", f"/v1/auth/logout{'-everywhere' if everywhere else ''}")

    async def account(self) -> OwnAccount:
        """Who is calling, what they have and what they may have."""
        return await self.get(OwnAccount, "/v1/account")

    async def change_password(self, password: str, new_password: str, *, end_keys: bool = False) -> None:
        """Set a new password; ends every other session, and with `end_keys` the API keys."""
        body = {"password": password, "new_password": new_password, "end_keys": end_keys}
        self.adopt(await self.post(TokenPair, "/v1/account/password", body))

    async def create_api_key(
        self, name: str, *, scopes: Sequence[str] = ("read", "write"), expires_in: int | None = None
    ) -> NewKey:
        """Make an API key; its secret, `key`, is in this answer only.

        scopes: `read` sees, `write` submits and changes, `account` manages keys, projects and webhooks.
        expires_in: seconds.
        """
        body = {"name": name, "scopes": list(scopes), "expires_in": expires_in}
        return await self.post(NewKey, "/v1/api-keys", body)

    def api_keys(self) -> AsyncIterator[Key]:
        """The keys that have not been revoked, newest first."""
        return self.pages(Key, "/v1/api-keys")

    async def revoke_api_key(self, key_id: str) -> None:
        """End a key at once."""
        await self.call("DELETE", f"/v1/api-keys/{segment(key_id)}")
