"""Routes for admins of the site: the first one, accounts, limits."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import RowMapping

from meshwright.service.api.context import Context, ContextDep, Forgetting, SiteAdmin
from meshwright.service.api.paging import PageDep
from meshwright.service.api.problems import REFUSALS
from meshwright.service.api.schemas import Account, Text, moment
from meshwright.service.api.schemas_accounts import (
    AccountChange,
    ProjectLimit,
    SetupBody,
    SiteAccount,
    SiteAccountDetail,
    SiteAccountPage,
    SiteProject,
)
from meshwright.service.api.schemas_projects import Amounts

router = APIRouter(prefix="/v1", tags=["site"], responses=REFUSALS, route_class=Forgetting)


@router.post("/auth/setup", status_code=201)
def set_up(body: SetupBody, request: Request, context: ContextDep) -> Account:
    """Open the first admin account with the secret of the link that the server printed; works once."""
    context.rates.spend("setup", request.client.host if request.client else "", context.settings.login_failures, 5)
    row = context.site.set_up(body.token, body.email, body.password)
    return Account(id=row["id"], email=row["email"], created_at=moment(row["created_at"]))


@router.get("/admin/accounts")
def accounts(
    caller: SiteAdmin,
    context: ContextDep,
    page: PageDep,
    q: Annotated[Text | None, Query(max_length=100, description="part of the address")] = None,
) -> SiteAccountPage:
    """All accounts, newest first."""
    rows = context.site.page(q, page.after, page.limit + 1)
    cursor = page.cursor([row["id"] for row in rows])
    return SiteAccountPage(items=[SiteAccount(**_account(row)) for row in rows[: page.limit]], next_cursor=cursor)


@router.get("/admin/accounts/{account_id}")
def account(account_id: str, caller: SiteAdmin, context: ContextDep) -> SiteAccountDetail:
    """An account, what it has and what it may have."""
    row, used, limits = context.site.account(account_id)
    return SiteAccountDetail(**_account(row), used=Amounts.of(used), limits=Amounts.of(limits))


@router.patch("/admin/accounts/{account_id}")
def change(account_id: str, body: AccountChange, caller: SiteAdmin, context: ContextDep) -> SiteAccountDetail:
    """Disable or enable an account, make it an admin of the site or not, set its limits."""
    quota = None if body.quota is None else body.quota.values()
    context.site.change(caller.account_id, account_id, disabled=body.disabled, role=body.role, quota=quota)
    return account(account_id, caller, context)


@router.get("/admin/projects/{project_id}")
def project(project_id: str, caller: SiteAdmin, context: ContextDep) -> SiteProject:
    """What a project has and what it may have."""
    return _project(context, project_id)


@router.patch("/admin/projects/{project_id}")
def limit_project(project_id: str, body: ProjectLimit, caller: SiteAdmin, context: ContextDep) -> SiteProject:
    """Set the limits of a project."""
    context.site.limit_project(project_id, body.quota.values())
    return _project(context, project_id)


def _account(row: RowMapping) -> dict[str, Any]:
    return {
        "id": row["id"],
        "email": row["email"],
        "role": row["role"],
        "quota": row["quota"],
        "created_at": moment(row["created_at"]),
        "disabled_at": None if row["disabled_at"] is None else moment(row["disabled_at"]),
    }


def _project(context: Context, project_id: str) -> SiteProject:
    row, used, limits = context.site.project(project_id)
    return SiteProject(
        id=row["id"],
        owner_id=row["owner_id"],
        created_at=moment(row["created_at"]),
        deleted_at=None if row["deleted_at"] is None else moment(row["deleted_at"]),
        quota=row["quota"],
        used=Amounts.of(used),
        limits=Amounts.of(limits),
    )
