"""Pages of lists: a cursor is the name or the number of the last item on the page before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

_ABOUT = "`next_cursor` of the page before"
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(pattern=r"^[a-z]+_[0-9a-z]{26}$", max_length=60, description=_ABOUT)]
NumberCursor = Annotated[str | None, Query(pattern=r"^(0|[1-9][0-9]{0,8})$", max_length=9, description=_ABOUT)]


@dataclass(frozen=True)
class Page:
    """Where a page starts (the name or number after which) and how long it may be."""

    after: str | None
    limit: int

    def cursor(self, names: list[str]) -> str | None:
        """The next page's cursor, given the names of a list of one more than `limit` items."""
        return names[self.limit - 1] if len(names) > self.limit else None


@dataclass(frozen=True)
class NumberPage(Page):
    """A page of a list whose items are numbered."""

    @property
    def number(self) -> int | None:
        """The number after which the page starts."""
        return None if self.after is None else int(self.after)


async def _page(limit: Limit = 20, cursor: Cursor = None) -> Page:
    return Page(cursor, limit)


async def _number_page(limit: Limit = 20, cursor: NumberCursor = None) -> NumberPage:
    return NumberPage(cursor, limit)


PageDep = Annotated[Page, Depends(_page)]
NumberPageDep = Annotated[NumberPage, Depends(_number_page)]
