"""Routes: projects and their members."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy import RowMapping

from meshwright.service.api.context import ContextDep, Manager, Reader
from meshwright.service.api.paging import PageDep
from meshwright.service.api.problems import REFUSALS
from meshwright.service.api.schemas import moment
from meshwright.service.api.schemas_projects import (
    Amounts,
    Member,
    MemberBody,
    MemberPage,
    Project,
    ProjectBody,
    ProjectDetail,
    ProjectPage,
    RoleBody,
)

router = APIRouter(prefix="/v1", tags=["projects"], responses=REFUSALS)

INVITATIONS = 100  # an hour and account: an answer tells whether an address has an account


@router.post("/projects", status_code=201)
def create(body: ProjectBody, caller: Manager, context: ContextDep, response: Response) -> Project:
    """Make a project that can be shared; you are its admin."""
    row = context.projects.add(caller.account_id, body.name)
    response.headers["Location"] = f"/v1/projects/{row['id']}"
    return Project(**_common(row))


@router.get("/projects")
def projects(caller: Reader, context: ContextDep, page: PageDep, deleted: bool = False) -> ProjectPage:
    """The projects that you are in, newest first; with `deleted`, those that you can restore."""
    rows = context.projects.page(caller.account_id, deleted=deleted, after=page.after, limit=page.limit + 1)
    cursor = page.cursor([row["id"] for row in rows])
    return ProjectPage(items=[Project(**_common(row)) for row in rows[: page.limit]], next_cursor=cursor)


@router.get("/projects/{project_id}")
def project(project_id: str, caller: Reader, context: ContextDep) -> ProjectDetail:
    """A project, what it has and what it may have."""
    row, stand = context.projects.get(caller.account_id, project_id)
    return ProjectDetail(**_common(row), used=Amounts.of(stand.used), limits=Amounts.of(stand.limits))


@router.patch("/projects/{project_id}")
def rename(project_id: str, body: ProjectBody, caller: Manager, context: ContextDep) -> Project:
    """Give a project another name."""
    return Project(**_common(context.projects.rename(caller.account_id, project_id, body.name)))


@router.delete("/projects/{project_id}", status_code=204)
def delete(project_id: str, caller: Manager, context: ContextDep) -> Response:
    """Hide a project and all that is in it until it is restored; its unfinished jobs are cancelled."""
    context.projects.delete(caller.account_id, project_id)
    return Response(status_code=204)


@router.post("/projects/{project_id}/restore")
def restore(project_id: str, caller: Manager, context: ContextDep) -> Project:
    """Bring back a deleted project."""
    return Project(**_common(context.projects.restore(caller.account_id, project_id)))


@router.get("/projects/{project_id}/members")
def members(project_id: str, caller: Reader, context: ContextDep, page: PageDep) -> MemberPage:
    """Who is in a project."""
    rows = context.projects.members(caller.account_id, project_id, page.after, page.limit + 1)
    cursor = page.cursor([row["id"] for row in rows])
    return MemberPage(items=[_member(row) for row in rows[: page.limit]], next_cursor=cursor)


@router.post("/projects/{project_id}/members", status_code=201)
def invite(project_id: str, body: MemberBody, caller: Manager, context: ContextDep) -> Member:
    """Make someone who has an account a member."""
    context.rates.spend("invite", caller.account_id, INVITATIONS, 60)
    return _member(context.projects.invite(caller.account_id, project_id, body.email, body.role))


@router.patch("/projects/{project_id}/members/{account_id}")
def change_role(project_id: str, account_id: str, body: RoleBody, caller: Manager, context: ContextDep) -> Member:
    """Give a member another role."""
    return _member(context.projects.change_role(caller.account_id, project_id, account_id, body.role))


@router.delete("/projects/{project_id}/members/{account_id}", status_code=204)
def remove(project_id: str, account_id: str, caller: Manager, context: ContextDep) -> Response:
    """End a membership, someone's or your own."""
    context.projects.remove(caller.account_id, project_id, account_id)
    return Response(status_code=204)


def _common(row: RowMapping) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "personal": row["personal"],
        "role": row["role"],
        "created_at": moment(row["created_at"]),
        "deleted_at": None if row["deleted_at"] is None else moment(row["deleted_at"]),
    }


def _member(row: RowMapping) -> Member:
    return Member(account_id=row["id"], email=row["email"], role=row["role"], created_at=moment(row["created_at"]))
