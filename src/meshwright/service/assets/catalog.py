"""Finding assets, and what people say of them: search, tags, notes, thumbnails, the graph of versions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, update

from meshwright.service.accounts.access import Right, readable
from meshwright.service.assets.store import allowed_asset
from meshwright.service.db.database import Database
from meshwright.service.db.schema import asset_tags, assets, files, versions
from meshwright.service.errors import NotFound

THUMBNAIL: Final = "thumbnail.png"


@dataclass(frozen=True)
class Entry:
    """An asset with its tags, and whether its latest version has a thumbnail."""

    row: RowMapping
    tags: tuple[str, ...]
    thumbnail: bool


@dataclass(frozen=True)
class Query:
    """words: looked for in name and prompt.  tags: all of them.  deleted: those that can be restored instead."""

    words: str | None = None
    tags: tuple[str, ...] = ()
    deleted: bool = False
    project_id: str | None = None


class Catalog:
    """Looking through assets by the rights of an account."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def page(self, account_id: str, asked: Query, after: str | None, limit: int) -> list[Entry]:
        """At most `limit` assets, newest first, older than `after`. Raises `NotFound` for another's project."""
        query = select(assets).order_by(assets.c.id.desc()).limit(limit)
        query = query.where(assets.c.deleted_at.is_not(None) if asked.deleted else assets.c.deleted_at.is_(None))
        if asked.words:
            found = (column.icontains(asked.words, autoescape=True) for column in (assets.c.name, assets.c.prompt))
            query = query.where(or_(*found))
        for tag in asked.tags:
            query = query.where(
                select(asset_tags.c.tag).where(asset_tags.c.asset_id == assets.c.id, asset_tags.c.tag == tag).exists()
            )
        if after is not None:
            query = query.where(assets.c.id < after)
        with self.database.read() as connection:
            query = query.where(assets.c.project_id.in_(readable(connection, account_id, asked.project_id)))
            return _entries(connection, connection.execute(query).mappings().all())

    def get(self, account_id: str, asset_id: str) -> Entry:
        """An asset. Raises `NotFound`."""
        with self.database.read() as connection:
            return _entries(connection, [allowed_asset(connection, account_id, asset_id)])[0]

    def change(self, account_id: str, asset_id: str, name: str | None, tags: Sequence[str] | None) -> Entry:
        """Rename an asset or replace its tags; None leaves them. Raises `NotFound`, `Forbidden`."""
        with self.database.write() as connection:
            allowed_asset(connection, account_id, asset_id, Right.WRITE)
            values: dict[str, Any] = {"updated_at": time.time(), **({} if name is None else {"name": name})}
            connection.execute(update(assets).where(assets.c.id == asset_id).values(**values))
            if tags is not None:
                connection.execute(delete(asset_tags).where(asset_tags.c.asset_id == asset_id))
                if tags:
                    new = [{"asset_id": asset_id, "tag": tag} for tag in sorted(set(tags))]
                    connection.execute(insert(asset_tags), new)
            return _entries(connection, [allowed_asset(connection, account_id, asset_id)])[0]

    def say(self, account_id: str, asset_id: str, number: int, values: dict[str, Any]) -> None:
        """Set `note` or `rating` of a version. Raises `NotFound`, `Forbidden`."""
        with self.database.write() as connection:
            allowed_asset(connection, account_id, asset_id, Right.WRITE)
            mine = (versions.c.asset_id == asset_id, versions.c.number == number)
            if connection.execute(select(versions.c.number).where(*mine)).first() is None:
                raise NotFound("version")
            if values:
                connection.execute(update(versions).where(*mine).values(**values))

    def graph(
        self, account_id: str, asset_id: str, before: int | None, limit: int
    ) -> tuple[RowMapping, Sequence[RowMapping]]:
        """An asset and at most `limit` of its versions, newest first: their parents make the graph."""
        query = select(versions).where(versions.c.asset_id == asset_id)
        if before is not None:
            query = query.where(versions.c.number < before)
        with self.database.read() as connection:
            asset = allowed_asset(connection, account_id, asset_id)
            return asset, connection.execute(query.order_by(versions.c.number.desc()).limit(limit)).mappings().all()


def _entries(connection: Connection, rows: Sequence[RowMapping]) -> list[Entry]:
    names = [row["id"] for row in rows]
    tags: dict[str, list[str]] = {}
    query = select(asset_tags).where(asset_tags.c.asset_id.in_(names)).order_by(asset_tags.c.tag)
    for asset_id, tag in connection.execute(query):
        tags.setdefault(asset_id, []).append(tag)
    pictures = select(files.c.asset_id).join(
        assets, (assets.c.id == files.c.asset_id) & (assets.c.latest == files.c.number)
    )
    seen = set(connection.execute(pictures.where(files.c.asset_id.in_(names), files.c.name == THUMBNAIL)).scalars())
    return [Entry(row, tuple(tags.get(row["id"], ())), row["id"] in seen) for row in rows]
