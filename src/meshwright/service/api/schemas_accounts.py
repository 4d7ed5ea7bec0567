"""Bodies of requests and answers about the site's accounts and one's own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool

from meshwright.service.api.schemas import Account, Body, Credentials, Time
from meshwright.service.api.schemas_projects import Amounts

Most = Annotated[int, Field(ge=0, le=2**53 - 1)]
Secret = Annotated[str, Field(min_length=1, max_length=200)]


class SetupBody(Credentials):
    """The secret of the first-run link, and the first admin's email and password."""

    token: Secret


class PasswordBody(Body):
    """The current password and the new one; `end_keys` ends the API keys too."""

    password: Annotated[str, Field(min_length=1, max_length=256)]
    new_password: Annotated[str, Field(min_length=8, max_length=256)]
    end_keys: StrictBool = False


class QuotaBody(Body):
    """Limits in place of the site's own; what is not given is the site's again. 0 is no limit."""

    stored_bytes: Most | None = None
    unfinished_jobs: Most | None = None
    daily_jobs: Most | None = None

    def values(self) -> dict[str, int]:
        """What is given."""
        return self.model_dump(exclude_none=True)


class AccountChange(Body):
    """What to change about an account."""

    disabled: StrictBool | None = None
    role: Literal["user", "admin"] | None = None
    quota: QuotaBody | None = None


class ProjectLimit(Body):
    """A project's limits."""

    quota: QuotaBody


class Rates(BaseModel):
    """Most requests and most submissions of jobs in a minute."""

    requests: int
    submissions: int


class OwnAccount(Account):
    """Your account: what it has, what it may have, and the project where goes what names no other."""

    role: Literal["user", "admin"]
    project_id: str
    used: Amounts
    limits: Amounts
    per_minute: Rates


class SiteAccount(Account):
    """An account, as admins of the site see it; `quota` is what is set in place of the site's limits."""

    role: Literal["user", "admin"]
    disabled_at: Time | None
    quota: dict[str, int]


class SiteAccountDetail(SiteAccount):
    """An account with what it has and what it may have."""

    used: Amounts
    limits: Amounts


class SiteAccountPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[SiteAccount]
    next_cursor: str | None


class SiteProject(BaseModel):
    """A project, as admins of the site see it: nothing of what is in it."""

    id: str
    owner_id: str
    created_at: Time
    deleted_at: Time | None
    quota: dict[str, int]
    used: Amounts
    limits: Amounts
