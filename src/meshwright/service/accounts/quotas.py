"""How much an account and a project may have: bytes kept, jobs unfinished, jobs in 24 hours.

Each limit holds for the account that does something and for the project it is done in; 0 is no limit. What the
settings say can be replaced account by account and project by project.
"""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Column, Connection, func, select, union

from meshwright.service.accounts.access import personal_project
from meshwright.service.db.schema import accounts, assets, files, jobs, projects, uploads
from meshwright.service.errors import OverQuota

DAY: Final = 86400.0
REMEMBERED: Final = 10.0
"""Seconds for which the size of what is kept is not measured again where work is submitted."""


@dataclass(frozen=True)
class Limits:
    """Most bytes kept, most jobs that are queued or run, most jobs in 24 hours; 0 is no limit."""

    stored_bytes: int
    unfinished_jobs: int
    daily_jobs: int

    def changed(self, quota: dict[str, Any] | None) -> Limits:
        """With what is set for one account or project in place of these."""
        return dataclasses.replace(self, **(quota or {}))


@dataclass(frozen=True)
class Quotas:
    """The limits of accounts and projects for which none are set."""

    account: Limits
    project: Limits
    _roomy_until: dict[tuple[str, str], float] = field(default_factory=dict, compare=False, repr=False)

    def of_account(self, connection: Connection, account_id: str) -> Limits:
        """The limits of an account."""
        query = select(accounts.c.quota).where(accounts.c.id == account_id)
        return self.account.changed(connection.execute(query).scalar_one_or_none())

    def of_project(self, connection: Connection, project_id: str) -> Limits:
        """The limits of a project."""
        query = select(projects.c.quota).where(projects.c.id == project_id)
        return self.project.changed(connection.execute(query).scalar_one_or_none())

    def admit_jobs(self, connection: Connection, account_id: str, project_id: str, count: int) -> None:
        """Raise `OverQuota` if `count` more jobs, or any result of them, are too many for account or project."""
        both = select(accounts.c.quota, projects.c.quota).join(projects, projects.c.id == project_id)
        mine, shared = connection.execute(both.where(accounts.c.id == account_id)).one()
        _admit(connection, "account", jobs.c.owner_id, account_id, self.account.changed(mine), count)
        limits = self.project.changed(shared)
        # What is in a personal project is its account's own, so nothing new can be learnt from counting it again.
        if project_id != personal_project(account_id) or limits != self.project:
            _admit(connection, "project", jobs.c.project_id, project_id, limits, count)
        now, pair = time.monotonic(), (account_id, project_id)
        if self._roomy_until.get(pair, 0.0) < now:
            self.admit_bytes(connection, account_id, project_id, 1)
            if len(self._roomy_until) > 10_000:
                self._roomy_until.clear()
            self._roomy_until[pair] = now + REMEMBERED

    def admit_bytes(self, connection: Connection, account_id: str, project_id: str, size: int) -> None:
        """Raise `OverQuota` if `size` more bytes are too many for the account or the project."""
        mine = stored_bytes(connection, assets.c.owner_id, uploads.c.owner_id, account_id)
        _admit_bytes("account", mine, self.of_account(connection, account_id), size)
        there = stored_bytes(connection, assets.c.project_id, uploads.c.project_id, project_id)
        _admit_bytes("project", there, self.of_project(connection, project_id), size)


def usage(connection: Connection, account_id: str | None = None, project_id: str | None = None) -> Limits:
    """What an account (or else a project) has of what is limited."""
    if account_id is not None:
        kept = stored_bytes(connection, assets.c.owner_id, uploads.c.owner_id, account_id)
        mine = jobs.c.owner_id == account_id
    else:
        kept = stored_bytes(connection, assets.c.project_id, uploads.c.project_id, project_id)
        mine = jobs.c.project_id == project_id
    return Limits(kept, _count(connection, mine, _UNFINISHED), _count(connection, mine, _today()))


def stored_bytes(connection: Connection, asset_column: Column[Any], upload_column: Column[Any], name: Any) -> int:
    """Bytes of the different files of assets (deleted ones too, until they are purged) and uploads."""
    of_assets = select(files.c.sha256, files.c.size).join(assets, assets.c.id == files.c.asset_id)
    different = union(
        of_assets.where(asset_column == name), select(uploads.c.sha256, uploads.c.size).where(upload_column == name)
    ).subquery()
    return int(connection.execute(select(func.coalesce(func.sum(different.c.size), 0))).scalar_one())


_UNFINISHED: Final = jobs.c.state.in_(["queued", "running"])


def _today() -> Any:
    return jobs.c.created_at > time.time() - DAY


def _count(connection: Connection, *conditions: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(jobs).where(*conditions)).scalar_one())


def _admit(connection: Connection, whose: str, column: Column[Any], name: str, limits: Limits, count: int) -> None:
    if limits.unfinished_jobs:
        used = _count(connection, column == name, _UNFINISHED)
        if used + count > limits.unfinished_jobs:
            raise OverQuota(whose, "unfinished_jobs", limits.unfinished_jobs, used, seconds=30)
    if limits.daily_jobs:
        used = _count(connection, column == name, _today())
        if used + count > limits.daily_jobs:
            # There is room when the oldest of those that are too many are a day old.
            oldest = select(jobs.c.created_at).where(column == name, _today()).order_by(jobs.c.created_at)
            place = max(0, min(used - 1, used + count - limits.daily_jobs - 1))
            when = connection.execute(oldest.offset(place).limit(1)).scalar_one_or_none()
            wait = DAY if when is None else when + DAY - time.time()
            raise OverQuota(whose, "daily_jobs", limits.daily_jobs, used, seconds=int(wait) + 1)


def _admit_bytes(whose: str, used: int, limits: Limits, size: int) -> None:
    if limits.stored_bytes and used + size > limits.stored_bytes:
        raise OverQuota(whose, "stored_bytes", limits.stored_bytes, used)
