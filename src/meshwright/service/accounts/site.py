"""The site as a whole: its first admin, its accounts, their limits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from meshwright.service.accounts.quotas import Limits, Quotas, usage
from meshwright.service.accounts.secrets import digest, new_secret
from meshwright.service.accounts.store import AccountStore, revoke_sessions
from meshwright.service.db.database import Database
from meshwright.service.db.schema import accounts, jobs, projects, sessions, setup_tokens
from meshwright.service.errors import Conflict, NotFound, NotSignedIn
from meshwright.service.jobs import rows

SETUP_SECONDS: Final = 86400.0


class SiteStore:
    """What admins of the site do. None of it shows what people have made."""

    def __init__(self, database: Database, account_store: AccountStore, quotas: Quotas) -> None:
        self.database = database
        self.account_store = account_store
        self.quotas = quotas

    def setup_token(self) -> str | None:
        """A new one-time secret by which the first admin account is made, or None if there is an admin."""
        token, now = new_secret(), time.time()
        with self.database.write() as connection:
            if _has_admin(connection):
                return None
            connection.execute(delete(setup_tokens).where(setup_tokens.c.expires_at < now))
            values = {"secret_hash": digest(token), "expires_at": now + SETUP_SECONDS}
            connection.execute(insert(setup_tokens).values(**values))
        return token

    def set_up(self, token: str, email: str, password: str) -> RowMapping:
        """Open the first admin account.

        Raises `NotSignedIn` unless the token is a valid one and there is no admin, `Conflict` if the email is taken.
        """
        query = select(setup_tokens.c.secret_hash).where(
            setup_tokens.c.secret_hash == digest(token), setup_tokens.c.expires_at > time.time()
        )
        with self.database.read() as connection:
            if connection.execute(query).first() is None or _has_admin(connection):
                raise NotSignedIn("the link is not valid, or has been used")

        def claim(connection: Connection, account_id: str) -> None:
            # Whoever deletes the rows is the one; the links of other replicas end with theirs.
            valid = connection.execute(delete(setup_tokens).returning(setup_tokens.c.secret_hash)).scalars().all()
            if digest(token) not in valid:
                raise NotSignedIn("the link is not valid, or has been used")
            connection.execute(
                update(accounts).where(accounts.c.id == account_id).values(role="admin", verified_at=time.time())
            )

        return self.account_store.register(email, password, claim)

    def page(self, search: str | None, after: str | None, limit: int) -> Sequence[RowMapping]:
        """At most `limit` accounts, newest first; `search` is looked for in addresses."""
        query = select(accounts).order_by(accounts.c.id.desc()).limit(limit)
        if search:
            query = query.where(accounts.c.email.icontains(search, autoescape=True))
        if after is not None:
            query = query.where(accounts.c.id < after)
        with self.database.read() as connection:
            return connection.execute(query).mappings().all()

    def account(self, account_id: str) -> tuple[RowMapping, Limits, Limits]:
        """An account, what it has and what it may have. Raises `NotFound`."""
        with self.database.read() as connection:
            row = _account(connection, account_id)
            return row, usage(connection, account_id=account_id), self.quotas.of_account(connection, account_id)

    def change(
        self,
        admin_id: str,
        account_id: str,
        *,
        disabled: bool | None,
        role: str | None,
        quota: dict[str, int] | None,
    ) -> None:
        """Change what is not None; a disabled account's sessions and unfinished jobs end.

        Raises `NotFound`, and `Conflict` for what would leave the site without an admin: ending oneself.
        """
        values: dict[str, Any] = {}
        if role is not None:
            values["role"] = role
        if quota is not None:
            values["quota"] = quota
        with self.database.write() as connection:
            row = _account(connection, account_id)
            if account_id == admin_id and (disabled or role == "user"):
                raise Conflict("yourself", "another admin must do this to your account")
            if disabled is not None and disabled != (row["disabled_at"] is not None):
                values["disabled_at"] = time.time() if disabled else None
            if values:
                connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))
            if disabled:
                revoke_sessions(connection, sessions.c.account_id == account_id)
                rows.cancel_all(connection, jobs.c.owner_id == account_id)

    def project(self, project_id: str) -> tuple[RowMapping, Limits, Limits]:
        """A project's row without what is in it, what it has and what it may have. Raises `NotFound`."""
        with self.database.read() as connection:
            row = connection.execute(select(projects).where(projects.c.id == project_id)).mappings().first()
            if row is None:
                raise NotFound("project")
            return row, usage(connection, project_id=project_id), self.quotas.of_project(connection, project_id)

    def limit_project(self, project_id: str, quota: dict[str, int]) -> None:
        """Set a project's limits. Raises `NotFound`."""
        with self.database.write() as connection:
            changed = connection.execute(update(projects).where(projects.c.id == project_id).values(quota=quota))
            if changed.rowcount != 1:
                raise NotFound("project")


def _has_admin(connection: Connection) -> bool:
    admins = select(accounts.c.id).where(accounts.c.role == "admin", accounts.c.disabled_at.is_(None)).limit(1)
    return connection.execute(admins).first() is not None


def _account(connection: Connection, account_id: str) -> RowMapping:
    row = connection.execute(select(accounts).where(accounts.c.id == account_id)).mappings().first()
    if row is None:
        raise NotFound("account")
    return row
