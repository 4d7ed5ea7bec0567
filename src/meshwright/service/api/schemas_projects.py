"""Bodies of requests and answers about projects, members and limits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from meshwright.service.accounts.quotas import Limits
from meshwright.service.api.schemas import Body, Email, Text, Time

Role = Literal["viewer", "member", "admin"]
ProjectName = Annotated[Text, Field(min_length=1, max_length=200)]


class ProjectBody(Body):
    """A project's name."""

    name: ProjectName


class MemberBody(Body):
    """Whom to make a member; a `viewer` reads, a `member` creates and changes, an `admin` also manages."""

    email: Email
    role: Role = "member"


class RoleBody(Body):
    """A member's new role."""

    role: Role


class Amounts(BaseModel):
    """What is limited: bytes kept, jobs queued or running, jobs of the last 24 hours. As a limit, 0 is none."""

    stored_bytes: int
    unfinished_jobs: int
    daily_jobs: int

    @classmethod
    def of(cls, limits: Limits) -> Amounts:
        """From the values of the quotas."""
        return cls(**vars(limits))


class Project(BaseModel):
    """A project; `role` is your own in it."""

    id: str
    name: str
    personal: bool
    role: Role
    created_at: Time
    deleted_at: Time | None


class ProjectDetail(Project):
    """A project with what it has and what it may have."""

    used: Amounts
    limits: Amounts


class ProjectPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[Project]
    next_cursor: str | None


class Member(BaseModel):
    """A member of a project; `created_at` is when they became one."""

    account_id: str
    email: str
    role: Role
    created_at: Time


class MemberPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[Member]
    next_cursor: str | None
