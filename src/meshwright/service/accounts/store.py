"""Accounts, sessions with rotating refresh tokens, and API keys."""

from __future__ import annotations

import contextlib
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from meshwright.service.accounts.access import add_personal_project
from meshwright.service.accounts.secrets import (
    Signer,
    digest,
    hash_password,
    new_secret,
    password_matches,
)
from meshwright.service.db.database import Database
from meshwright.service.db.schema import accounts, api_keys, refresh_tokens, sessions
from meshwright.service.errors import Conflict, Forbidden, NotFound, NotSignedIn
from meshwright.service.identifiers import new_id

KEY_PREFIX: Final = "mw_"
SCOPES: Final = ("read", "write", "account", "admin")
LOCAL_EMAIL: Final = "local@localhost"
NO_PASSWORD: Final = "!"
USE_NOTED: Final = 60.0
"""The last use of an API key is noted to so many seconds."""


@dataclass(frozen=True)
class Principal:
    """Who makes a request, and what they may do.

    scopes: `read`, `write`, `account` (manage keys, sessions, projects), and for admins of the site `admin`.
    """

    account_id: str
    scopes: frozenset[str]
    session_id: str | None = None
    key_id: str | None = None


@dataclass(frozen=True)
class Tokens:
    """A fresh pair; the refresh token is good for one use."""

    access_token: str
    refresh_token: str


class AccountStore:
    """Everything about who may enter."""

    def __init__(self, database: Database, signer: Signer, refresh_seconds: int) -> None:
        self.database = database
        self.signer = signer
        self.refresh_seconds = refresh_seconds

    def register(self, email: str, password: str, also: Callable[[Connection, str], None] | None = None) -> RowMapping:
        """Open an account. Raises `Conflict` if the address has one.

        also: what happens to the new account in the same transaction.
        """
        return self._insert(normal_email(email), hash_password(password), also)

    def local_account(self) -> str:
        """The account of single-user mode, which no password opens; made on first use."""
        query = select(accounts.c.id).where(accounts.c.email == LOCAL_EMAIL)
        while True:
            with self.database.read() as connection:
                found = connection.execute(query).scalar()
            if found is not None:
                return str(found)
            with contextlib.suppress(Conflict):  # another server may make it at this moment
                self._insert(LOCAL_EMAIL, NO_PASSWORD)

    def login(self, email: str, password: str) -> Tokens:
        """Start a session. Raises `NotSignedIn`, the same for an unknown address and a wrong password."""
        with self.database.read() as connection:
            query = select(accounts).where(accounts.c.email == normal_email(email))
            row = connection.execute(query).mappings().first()
        usable = row is not None and row["password_hash"].startswith("$argon2")
        if not password_matches(password, row["password_hash"] if row and usable else None) or row is None:
            raise NotSignedIn("wrong email or password")
        with self.database.write() as connection:
            return self.start_session(connection, row["id"])

    def start_session(self, connection: Connection, account_id: str) -> Tokens:
        """Sign an account in, in the caller's transaction. Raises `Forbidden` for one that is disabled."""
        disabled = select(accounts.c.disabled_at).where(accounts.c.id == account_id)
        if connection.execute(disabled).scalar_one() is not None:
            raise Forbidden("account-disabled", "this account has been disabled by an admin of the site")
        session_id = new_id("session")
        values = {"id": session_id, "account_id": account_id, "created_at": time.time()}
        connection.execute(insert(sessions).values(**values))
        return self._tokens(connection, account_id, session_id)

    def change_password(self, account_id: str, old: str, new: str, *, end_keys: bool) -> Tokens:
        """Set another password; every session ends, and one is started for who did this.

        end_keys: whether the API keys end too.
        Raises `NotSignedIn` if the old password is wrong, `Conflict` if the account has none.
        """
        stored = self.account(account_id)["password_hash"]
        if not stored.startswith("$argon2"):
            raise Conflict("no-password", "this account signs in at an identity provider")
        if not password_matches(old, stored):
            raise NotSignedIn("the current password is wrong")
        replaced, now = hash_password(new), time.time()
        with self.database.write() as connection:
            # Only if it is still the one that was checked.
            same = (accounts.c.id == account_id, accounts.c.password_hash == stored)
            if connection.execute(update(accounts).where(*same).values(password_hash=replaced)).rowcount != 1:
                raise Conflict("password-changed", "the password has been changed in the meantime")
            revoke_sessions(connection, sessions.c.account_id == account_id)
            if end_keys:
                live = (api_keys.c.account_id == account_id, api_keys.c.revoked_at.is_(None))
                connection.execute(update(api_keys).where(*live).values(revoked_at=now))
            return self.start_session(connection, account_id)

    def refresh(self, token: str) -> Tokens:
        """Exchange a refresh token for a new pair.

        Raises `NotSignedIn`. A token that is used twice was stolen from one of its two users: the whole
        session ends, and both must sign in again.
        """
        now = time.time()
        with self.database.write() as connection:
            query = (
                select(refresh_tokens, sessions.c.account_id, sessions.c.revoked_at)
                .join(sessions, sessions.c.id == refresh_tokens.c.session_id)
                .where(refresh_tokens.c.secret_hash == digest(token))
                # Of two uses at once, one must see the other.
                .with_for_update(of=refresh_tokens)
            )
            row = connection.execute(query).mappings().first()
            reused = row is not None and row["used_at"] is not None
            if row is not None and reused:
                revoke_sessions(connection, sessions.c.id == row["session_id"])
            elif row is not None and row["revoked_at"] is None and row["expires_at"] > now:
                mine = refresh_tokens.c.secret_hash == row["secret_hash"]
                connection.execute(update(refresh_tokens).where(mine).values(used_at=now))
                return self._tokens(connection, row["account_id"], row["session_id"])
        # Outside of the block, so that the revocation is committed before the refusal.
        raise NotSignedIn("the refresh token is not valid")

    def logout(self, principal: Principal, *, everywhere: bool) -> None:
        """End the session of the request, or every session of its account; access tokens end with them."""
        mine = sessions.c.account_id == principal.account_id
        with self.database.write() as connection:
            revoke_sessions(connection, mine if everywhere else (sessions.c.id == principal.session_id) & mine)

    def authenticate(self, credential: str) -> Principal:
        """Who a bearer credential (access token or API key) belongs to. Raises `NotSignedIn`."""
        return self._by_key(credential) if credential.startswith(KEY_PREFIX) else self._by_token(credential)

    def account(self, account_id: str) -> RowMapping:
        """The row of an account."""
        with self.database.read() as connection:
            return connection.execute(select(accounts).where(accounts.c.id == account_id)).mappings().one()

    def create_key(
        self, account_id: str, name: str, scopes: Sequence[str], expires_at: float | None
    ) -> tuple[RowMapping, str]:
        """A new API key: its row and the key itself, which is not stored and cannot be shown again."""
        key = KEY_PREFIX + new_secret()
        values: dict[str, Any] = {
            "id": new_id("key"),
            "account_id": account_id,
            "name": name,
            "prefix": key[: len(KEY_PREFIX) + 6],
            "secret_hash": digest(key),
            "scopes": sorted(set(scopes)),
            "created_at": time.time(),
            "expires_at": expires_at,
        }
        with self.database.write() as connection:
            connection.execute(insert(api_keys).values(**values))
            query = select(api_keys).where(api_keys.c.id == values["id"])
            return connection.execute(query).mappings().one(), key

    def keys(self, account_id: str, after: str | None, limit: int) -> Sequence[RowMapping]:
        """At most `limit` keys that have not been revoked, newest first."""
        query = select(api_keys).where(api_keys.c.account_id == account_id, api_keys.c.revoked_at.is_(None))
        if after is not None:
            query = query.where(api_keys.c.id < after)
        with self.database.read() as connection:
            return connection.execute(query.order_by(api_keys.c.id.desc()).limit(limit)).mappings().all()

    def revoke_key(self, account_id: str, key_id: str) -> None:
        """End a key at once. Raises `NotFound`."""
        mine = (api_keys.c.id == key_id, api_keys.c.account_id == account_id, api_keys.c.revoked_at.is_(None))
        with self.database.write() as connection:
            if connection.execute(update(api_keys).where(*mine).values(revoked_at=time.time())).rowcount != 1:
                raise NotFound("API key")

    def add(self, connection: Connection, email: str, password_hash: str) -> str:
        """A new account with its project, in the caller's transaction. Raises `IntegrityError` if there is one."""
        row_id = new_id("account")
        values = {"id": row_id, "email": email, "password_hash": password_hash, "created_at": time.time()}
        connection.execute(insert(accounts).values(**values))
        add_personal_project(connection, row_id)
        return row_id

    def _insert(
        self, email: str, password_hash: str, also: Callable[[Connection, str], None] | None = None
    ) -> RowMapping:
        try:
            with self.database.write() as connection:
                row_id = self.add(connection, email, password_hash)
                if also is not None:
                    also(connection, row_id)
        except IntegrityError as error:
            raise Conflict("email-taken", "there is an account with this email address") from error
        return self.account(row_id)

    def _tokens(self, connection: Connection, account_id: str, session_id: str) -> Tokens:
        token = new_secret()
        values = {
            "secret_hash": digest(token),
            "session_id": session_id,
            "expires_at": time.time() + self.refresh_seconds,
        }
        connection.execute(insert(refresh_tokens).values(**values))
        return Tokens(self.signer.sign(account_id, session_id), token)

    def _by_token(self, token: str) -> Principal:
        access = self.signer.check(token)
        valid = (
            sessions.c.id == access.session_id,
            sessions.c.account_id == access.account_id,
            sessions.c.revoked_at.is_(None),
            accounts.c.disabled_at.is_(None),
        )
        query = select(accounts.c.role).join(sessions, sessions.c.account_id == accounts.c.id).where(*valid)
        with self.database.read() as connection:
            role = connection.execute(query).scalar_one_or_none()
        if role is None:
            raise NotSignedIn
        return Principal(access.account_id, allowed_scopes(SCOPES, role), access.session_id)

    def _by_key(self, key: str) -> Principal:
        now = time.time()
        query = (
            select(api_keys, accounts.c.role)
            .join(accounts, accounts.c.id == api_keys.c.account_id)
            .where(
                api_keys.c.secret_hash == digest(key),
                api_keys.c.revoked_at.is_(None),
                accounts.c.disabled_at.is_(None),
            )
        )
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        if row is None or (row["expires_at"] is not None and row["expires_at"] < now):
            raise NotSignedIn
        if row["used_at"] is None or row["used_at"] < now - USE_NOTED:
            with self.database.write() as connection:
                connection.execute(update(api_keys).where(api_keys.c.id == row["id"]).values(used_at=now))
        return Principal(row["account_id"], allowed_scopes(row["scopes"], row["role"]), key_id=row["id"])


def normal_email(email: str) -> str:
    """One spelling for one address."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def allowed_scopes(scopes: Iterable[str], role: str) -> frozenset[str]:
    """What credentials with these scopes are good for while the account has this role on the site."""
    return frozenset(scopes) - (frozenset() if role == "admin" else {"admin"})


def revoke_sessions(connection: Connection, which: Any) -> None:
    """End the sessions that meet a condition, and with them their tokens."""
    connection.execute(update(sessions).where(which, sessions.c.revoked_at.is_(None)).values(revoked_at=time.time()))
