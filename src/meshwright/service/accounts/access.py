"""Who may do what in which project: the one place that decides it.

Everything that people own is in a project. A viewer reads, a member also creates and changes, an admin also
manages members and deletes the project. Who is no member learns nothing, not even that the thing exists.
"""

from __future__ import annotations

import time
from enum import IntEnum
from typing import Final

from sqlalchemy import Connection, insert, select, true

from meshwright.service.db.schema import memberships, projects
from meshwright.service.errors import Forbidden, NotFound


class Right(IntEnum):
    """What someone wants to do; each includes those below it."""

    READ = 1
    WRITE = 2
    MANAGE = 3


ROLES: Final = {"viewer": Right.READ, "member": Right.WRITE, "admin": Right.MANAGE}


def personal_project(account_id: str) -> str:
    """The project of an account's own, where all goes that names no project."""
    return f"project_{account_id.partition('_')[2]}"


def add_personal_project(connection: Connection, account_id: str) -> None:
    """Make it, in the transaction that makes the account."""
    values = {"id": personal_project(account_id), "owner_id": account_id, "name": "Personal", "personal": True}
    connection.execute(insert(projects).values(**values, created_at=time.time()))


def role_in(connection: Connection, account_id: str, project_id: str, *, deleted: bool = False) -> str | None:
    """The account's role in a project, or None; also in one that is deleted if `deleted`."""
    if project_id == personal_project(account_id):  # nobody else can enter it, and it is never deleted
        return "admin"
    query = (
        select(memberships.c.role)
        .join(projects, projects.c.id == memberships.c.project_id)
        .where(
            memberships.c.project_id == project_id,
            memberships.c.account_id == account_id,
            true() if deleted else projects.c.deleted_at.is_(None),
        )
    )
    return connection.execute(query).scalar_one_or_none()


def allow(connection: Connection, account_id: str, project_id: str, right: Right, what: str = "project") -> str:
    """The role by which an account may do this; `what` is the thing in the project that it asked for.

    Raises `NotFound` for who is no member, and `Forbidden` for a member whose role does not suffice.
    """
    role = role_in(connection, account_id, project_id)
    if role is None:
        raise NotFound(what)
    if ROLES[role] < right:
        needed = next(name for name, rights in ROLES.items() if rights >= right)
        raise Forbidden("role", f"you are a {role} of this project; this needs the role {needed}")
    return role


def chosen_project(connection: Connection, account_id: str, project_id: str | None, right: Right) -> str:
    """The project that a request names, checked; the personal one if it names none."""
    if project_id is None:
        return personal_project(account_id)
    allow(connection, account_id, project_id, right)
    return project_id


def readable(connection: Connection, account_id: str, project_id: str | None = None) -> list[str]:
    """The projects that a list covers: the one asked for (checked), or all that the account can read."""
    if project_id is not None:
        return [chosen_project(connection, account_id, project_id, Right.READ)]
    query = (
        select(memberships.c.project_id)
        .join(projects, projects.c.id == memberships.c.project_id)
        .where(memberships.c.account_id == account_id, projects.c.deleted_at.is_(None))
    )
    return [personal_project(account_id), *connection.execute(query).scalars()]
