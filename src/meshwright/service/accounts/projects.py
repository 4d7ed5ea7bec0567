"""Projects and who is in them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, literal, or_, select, update

from meshwright.service.accounts.access import ROLES, Right, allow, personal_project, role_in
from meshwright.service.accounts.quotas import Limits, Quotas, usage
from meshwright.service.db.database import Database
from meshwright.service.db.schema import accounts, jobs, memberships, projects
from meshwright.service.errors import Conflict, NotFound, OverQuota, Refused
from meshwright.service.identifiers import new_id
from meshwright.service.jobs import rows

MOST_PROJECTS: Final = 500
MOST_MEMBERS: Final = 500


@dataclass(frozen=True)
class Stand:
    """What a project has of what is limited, and the limits."""

    used: Limits
    limits: Limits


class ProjectStore:
    """Making, sharing and deleting projects, each by the rights of an account."""

    def __init__(self, database: Database, quotas: Quotas) -> None:
        self.database = database
        self.quotas = quotas

    def add(self, account_id: str, name: str) -> RowMapping:
        """A new project, whose admin is who makes it. Raises `OverQuota`."""
        now, project_id = time.time(), new_id("project")
        with self.database.write() as connection:
            made = select(func.count()).where(projects.c.owner_id == account_id, projects.c.deleted_at.is_(None))
            have = connection.execute(made).scalar_one()
            if have >= MOST_PROJECTS:
                raise OverQuota("account", "projects", MOST_PROJECTS, have)
            connection.execute(insert(projects).values(id=project_id, owner_id=account_id, name=name, created_at=now))
            _join(connection, project_id, account_id, "admin")
            return _row(connection, account_id, project_id)

    def page(self, account_id: str, *, deleted: bool, after: str | None, limit: int) -> Sequence[RowMapping]:
        """At most `limit` projects with the account's role in each, newest first.

        deleted: those that the account can restore instead.
        """
        query = _with_role(account_id).order_by(projects.c.id.desc()).limit(limit)
        if deleted:
            query = query.where(projects.c.deleted_at.is_not(None), memberships.c.role == "admin")
        else:
            query = query.where(projects.c.deleted_at.is_(None))
        if after is not None:
            query = query.where(projects.c.id < after)
        with self.database.read() as connection:
            return connection.execute(query).mappings().all()

    def get(self, account_id: str, project_id: str) -> tuple[RowMapping, Stand]:
        """A project with the account's role in it. Raises `NotFound`."""
        with self.database.read() as connection:
            allow(connection, account_id, project_id, Right.READ)
            stand = Stand(usage(connection, project_id=project_id), self.quotas.of_project(connection, project_id))
            return _row(connection, account_id, project_id), stand

    def need_writer(self, account_id: str, project_id: str) -> None:
        """Raise `NotFound` or `Forbidden` unless the account may add things to the project."""
        with self.database.read() as connection:
            allow(connection, account_id, project_id, Right.WRITE)

    def rename(self, account_id: str, project_id: str, name: str) -> RowMapping:
        """Give it another name. Raises `NotFound`, `Forbidden`."""
        with self.database.write() as connection:
            allow(connection, account_id, project_id, Right.MANAGE)
            connection.execute(update(projects).where(projects.c.id == project_id).values(name=name))
            return _row(connection, account_id, project_id)

    def delete(self, account_id: str, project_id: str) -> None:
        """Hide it and all that is in it until it is restored; unfinished jobs are cancelled.

        Raises `NotFound`, `Forbidden`, and `Conflict` for a personal project.
        """
        with self.database.write() as connection:
            allow(connection, account_id, project_id, Right.MANAGE)
            _shared(connection, project_id)
            gone = update(projects).where(projects.c.id == project_id).values(deleted_at=time.time())
            connection.execute(gone)
            rows.cancel_all(connection, jobs.c.project_id == project_id)

    def restore(self, account_id: str, project_id: str) -> RowMapping:
        """Bring back a deleted project; nothing happens to one that is not. Raises `NotFound`, `Forbidden`."""
        with self.database.write() as connection:
            role = role_in(connection, account_id, project_id, deleted=True)
            if role != "admin":
                allow(connection, account_id, project_id, Right.MANAGE)
                raise NotFound("project")
            connection.execute(update(projects).where(projects.c.id == project_id).values(deleted_at=None))
            return _row(connection, account_id, project_id)

    def members(self, account_id: str, project_id: str, after: str | None, limit: int) -> Sequence[RowMapping]:
        """At most `limit` members, with email and role. Raises `NotFound`."""
        query = _members(project_id).order_by(accounts.c.id.desc()).limit(limit)
        if after is not None:
            query = query.where(accounts.c.id < after)
        with self.database.read() as connection:
            allow(connection, account_id, project_id, Right.READ)
            if project_id == personal_project(account_id):
                mine = select(accounts.c.id, accounts.c.email, literal("admin").label("role"), accounts.c.created_at)
                return connection.execute(mine.where(accounts.c.id == account_id)).mappings().all()
            return connection.execute(query).mappings().all()

    def invite(self, account_id: str, project_id: str, email: str, role: str) -> RowMapping:
        """Make the account with this (normal) email a member.

        Raises `NotFound`, `Forbidden`, `Refused` if no account has it, `Conflict` if it is a member, `OverQuota`.
        """
        with self.database.write() as connection:
            allow(connection, account_id, project_id, Right.MANAGE)
            _shared(connection, project_id)
            query = select(accounts.c.id).where(accounts.c.email == email, accounts.c.disabled_at.is_(None))
            found = connection.execute(query).scalar_one_or_none()
            if found is None:
                raise Refused("no-account", "email: nobody has an account with this address")
            if role_in(connection, found, project_id) is not None:
                raise Conflict("member", "this account is a member already")
            counted = select(func.count()).where(memberships.c.project_id == project_id)
            have = connection.execute(counted).scalar_one()
            if have >= MOST_MEMBERS:
                raise OverQuota("project", "members", MOST_MEMBERS, have)
            _join(connection, project_id, found, role)
            return _member(connection, project_id, found)

    def change_role(self, account_id: str, project_id: str, member_id: str, role: str) -> RowMapping:
        """Give a member another role. Raises `NotFound`, `Forbidden`, `Conflict` for the last admin."""
        with self.database.write() as connection:
            allow(connection, account_id, project_id, Right.MANAGE)
            _shared(connection, project_id)
            _member(connection, project_id, member_id)
            if role != "admin":
                _not_last_admin(connection, project_id, member_id)
            where = (memberships.c.project_id == project_id, memberships.c.account_id == member_id)
            connection.execute(update(memberships).where(*where).values(role=role))
            return _member(connection, project_id, member_id)

    def remove(self, account_id: str, project_id: str, member_id: str) -> None:
        """End a membership; everyone may end their own. Raises as `change_role`."""
        with self.database.write() as connection:
            allow(connection, account_id, project_id, Right.READ if member_id == account_id else Right.MANAGE)
            _shared(connection, project_id)
            _member(connection, project_id, member_id)
            _not_last_admin(connection, project_id, member_id)
            where = (memberships.c.project_id == project_id, memberships.c.account_id == member_id)
            connection.execute(delete(memberships).where(*where))


def _with_role(account_id: str) -> Any:
    mine = and_(memberships.c.project_id == projects.c.id, memberships.c.account_id == account_id)
    own = projects.c.id == personal_project(account_id)
    role = func.coalesce(memberships.c.role, "admin").label("role")
    return select(projects, role).outerjoin(memberships, mine).where(or_(memberships.c.role.is_not(None), own))


def _row(connection: Connection, account_id: str, project_id: str) -> RowMapping:
    found = connection.execute(_with_role(account_id).where(projects.c.id == project_id)).mappings().first()
    if found is None:
        raise NotFound("project")
    return found


def _members(project_id: str) -> Any:
    columns = (accounts.c.id, accounts.c.email, memberships.c.role, memberships.c.created_at)
    query = select(*columns).join(memberships, memberships.c.account_id == accounts.c.id)
    return query.where(memberships.c.project_id == project_id)


def _member(connection: Connection, project_id: str, member_id: str) -> RowMapping:
    query = _members(project_id).where(accounts.c.id == member_id)
    found = connection.execute(query).mappings().first()
    if found is None:
        raise NotFound("member")
    return found


def _join(connection: Connection, project_id: str, account_id: str, role: str) -> None:
    assert role in ROLES
    values = {"project_id": project_id, "account_id": account_id, "role": role, "created_at": time.time()}
    connection.execute(insert(memberships).values(**values))


def _shared(connection: Connection, project_id: str) -> None:
    """Refuse for personal projects; locks the row, so that of two changes of members one sees the other."""
    query = select(projects.c.personal).where(projects.c.id == project_id).with_for_update()
    if connection.execute(query).scalar_one():
        raise Conflict("personal-project", "a personal project cannot be shared or deleted")


def _not_last_admin(connection: Connection, project_id: str, member_id: str) -> None:
    others = (
        memberships.c.project_id == project_id,
        memberships.c.role == "admin",
        memberships.c.account_id != member_id,
    )
    if connection.execute(select(memberships.c.account_id).where(*others).limit(1)).first() is None:
        raise Conflict("last-admin", "a project needs an admin; make another member one first, or delete the project")
