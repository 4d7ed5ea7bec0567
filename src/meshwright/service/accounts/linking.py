"""From someone whom an identity provider vouches for to an account."""

from __future__ import annotations

import hmac
import time
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from meshwright.service.accounts.oidc import Flow, Identity, Provider
from meshwright.service.accounts.secrets import digest, new_secret
from meshwright.service.accounts.store import NO_PASSWORD, AccountStore, Tokens, normal_email, revoke_sessions
from meshwright.service.db.database import Database
from meshwright.service.db.schema import accounts, api_keys, identities, oidc_flows, sessions
from meshwright.service.errors import Forbidden, NotSignedIn

FLOW_SECONDS: Final = 600.0


class Linking:
    """Signing in at an identity provider."""

    def __init__(
        self, database: Database, account_store: AccountStore, provider: Provider, *, open_to_all: bool
    ) -> None:
        """open_to_all: whether someone without an account gets one."""
        self.database = database
        self.account_store = account_store
        self.provider = provider
        self.open_to_all = open_to_all

    def begin(self) -> tuple[str, str]:
        """Where to send a browser, and a secret for it to keep, without which its return is refused."""
        address, flow = self.provider.begin()
        browser = new_secret()
        values = {
            "state_hash": digest(flow.state),
            "browser_hash": digest(browser),
            "nonce": flow.nonce,
            "verifier": flow.verifier,
            "expires_at": time.time() + FLOW_SECONDS,
        }
        with self.database.write(alone=False) as connection:
            connection.execute(insert(oidc_flows).values(**values))
        return address, browser

    def finish(self, state: str, browser: str, code: str, issuer: str | None) -> Tokens:
        """Sign in who came back.

        Raises `NotSignedIn` for a return that does not belong to a beginning in the same browser, or whose proof
        does not hold; `Forbidden` for who has no account and gets none, or is disabled; `Busy`.
        """
        once = delete(oidc_flows).where(oidc_flows.c.state_hash == digest(state)).returning(*oidc_flows.c)
        with self.database.write(alone=False) as connection:
            row = connection.execute(once).mappings().first()
        if (
            row is None
            or row["expires_at"] < time.time()
            or not hmac.compare_digest(row["browser_hash"], digest(browser))
        ):
            raise NotSignedIn("this sign-in was not begun here, or took too long")
        identity = self.provider.finish(Flow(state, row["nonce"], row["verifier"]), code, issuer)
        with self.database.write() as connection:
            return self.account_store.start_session(connection, self._account(connection, identity))

    def _account(self, connection: Connection, identity: Identity) -> str:
        known = select(identities.c.account_id).where(
            identities.c.issuer == identity.issuer, identities.c.subject == identity.subject
        )
        found = connection.execute(known).scalar_one_or_none()
        if found is not None:
            return str(found)
        if not identity.email:
            raise Forbidden("email-unverified", "the identity provider does not vouch for an email address of yours")
        email = normal_email(identity.email)
        row = connection.execute(select(accounts).where(accounts.c.email == email)).mappings().first()
        if row is not None:
            account_id = str(row["id"])
            if row["verified_at"] is None:
                _hand_over(connection, account_id)
        elif self.open_to_all:
            account_id = self.account_store.add(connection, email, NO_PASSWORD)
        else:
            raise Forbidden("registration-closed", "this service does not open accounts for strangers")
        now = time.time()
        connection.execute(update(accounts).where(accounts.c.id == account_id).values(verified_at=now))
        values: dict[str, Any] = {"issuer": identity.issuer, "subject": identity.subject, "account_id": account_id}
        connection.execute(insert(identities).values(**values, created_at=now))
        return account_id


def _hand_over(connection: Connection, account_id: str) -> None:
    """Take an account from whoever opened it with an address that they never proved to be theirs."""
    mine = accounts.c.id == account_id
    connection.execute(update(accounts).where(mine).values(password_hash=NO_PASSWORD))
    revoke_sessions(connection, sessions.c.account_id == account_id)
    live = (api_keys.c.account_id == account_id, api_keys.c.revoked_at.is_(None))
    connection.execute(update(api_keys).where(*live).values(revoked_at=time.time()))
