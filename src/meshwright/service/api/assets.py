"""Routes: uploads, assets, versions, files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import RowMapping

from meshwright.service.api.context import ContextDep, ProjectFilter, Reader, Writer
from meshwright.service.api.downloads import Number, file_url
from meshwright.service.api.paging import NumberCursor, NumberPage, NumberPageDep, PageDep
from meshwright.service.api.problems import REFUSALS
from meshwright.service.api.schemas import (
    Asset,
    AssetChange,
    AssetPage,
    File,
    Graph,
    Node,
    RevertBody,
    Tag,
    Text,
    Upload,
    Version,
    VersionChange,
    VersionPage,
    moment,
)
from meshwright.service.assets.catalog import THUMBNAIL, Entry
from meshwright.service.assets.catalog import Query as Wanted
from meshwright.service.assets.levels import level_of
from meshwright.service.assets.uploads import SUFFIXES, suffix
from meshwright.service.errors import TooLarge

router = APIRouter(prefix="/v1", tags=["assets"], responses=REFUSALS)

_BINARY = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}


@router.post("/uploads", status_code=201, openapi_extra={"requestBody": _BINARY})
async def upload(
    request: Request,
    caller: Writer,
    context: ContextDep,
    name: Annotated[
        str, Query(min_length=1, max_length=200, description="with its suffix", json_schema_extra={"pattern": SUFFIXES})
    ],
    project_id: ProjectFilter = None,
) -> Upload:
    """Send a mesh or an image as the body of the request."""
    suffix(name)
    limit = context.settings.upload_bytes
    context.rates.spend("upload", caller.account_id, context.settings.submissions)
    with NamedTemporaryFile(dir=context.settings.scratch, prefix="upload-") as file:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise TooLarge("too-large", f"the file is too large (limit: {limit} bytes)")
            await to_thread.run_sync(file.write, chunk)
        file.flush()
        row = await to_thread.run_sync(context.uploads.add, caller.account_id, name, Path(file.name), project_id)
    return _upload(row)


@router.get("/uploads/{upload_id}")
def get_upload(upload_id: str, caller: Reader, context: ContextDep) -> Upload:
    """What is known of an upload."""
    return _upload(context.uploads.get(caller.account_id, upload_id))


@router.get("/assets")
def assets(
    caller: Reader,
    context: ContextDep,
    page: PageDep,
    q: Annotated[Text | None, Query(max_length=100, description="part of the name or the prompt")] = None,
    tag: Annotated[list[Tag] | None, Query(max_length=10, description="assets that have all of these")] = None,
    deleted: bool = False,
    project_id: ProjectFilter = None,
) -> AssetPage:
    """The assets of a project, or of all that you can read, newest first; with `deleted`, those to restore."""
    asked = Wanted(words=q, tags=tuple(tag or ()), deleted=deleted, project_id=project_id)
    found = context.catalog.page(caller.account_id, asked, page.after, page.limit + 1)
    cursor = page.cursor([entry.row["id"] for entry in found])
    return AssetPage(items=[_asset(entry) for entry in found[: page.limit]], next_cursor=cursor)


@router.get("/assets/{asset_id}")
def asset(asset_id: str, caller: Reader, context: ContextDep) -> Asset:
    """An asset."""
    return _asset(context.catalog.get(caller.account_id, asset_id))


@router.delete("/assets/{asset_id}", status_code=204)
def delete(asset_id: str, caller: Writer, context: ContextDep) -> Response:
    """Hide an asset and its versions until it is restored."""
    context.assets.delete(caller.account_id, asset_id)
    return Response(status_code=204)


@router.post("/assets/{asset_id}/restore")
def restore(asset_id: str, caller: Writer, context: ContextDep) -> Asset:
    """Bring back a deleted asset."""
    context.assets.restore(caller.account_id, asset_id)
    return _asset(context.catalog.get(caller.account_id, asset_id))


@router.get("/assets/{asset_id}/versions")
def versions(asset_id: str, caller: Reader, context: ContextDep, page: NumberPageDep) -> VersionPage:
    """The versions of an asset, newest first."""
    found = context.assets.versions(caller.account_id, asset_id, page.number, page.limit + 1)
    cursor = page.cursor([str(row["number"]) for row, _ in found])
    return VersionPage(items=[_version(*item) for item in found[: page.limit]], next_cursor=cursor)


@router.get("/assets/{asset_id}/versions/{number}")
def version(asset_id: str, number: Number, caller: Reader, context: ContextDep) -> Version:
    """A version with its files."""
    return _version(*context.assets.version(caller.account_id, asset_id, number))


@router.post("/assets/{asset_id}/revert", status_code=201)
def revert(asset_id: str, body: RevertBody, caller: Writer, context: ContextDep) -> Version:
    """Make an earlier version the latest again, as a new version."""
    number = context.assets.revert(caller.account_id, asset_id, body.version)
    return _version(*context.assets.version(caller.account_id, asset_id, number))


@router.get("/assets/{asset_id}/graph")
def graph(
    asset_id: str,
    caller: Reader,
    context: ContextDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
    cursor: NumberCursor = None,
) -> Graph:
    """How the versions of an asset came from each other, newest first: each names its parent."""
    page = NumberPage(cursor, limit)
    row, found = context.catalog.graph(caller.account_id, asset_id, page.number, limit + 1)
    nodes = [_node(version) for version in found[:limit]]
    following = page.cursor([str(version["number"]) for version in found])
    return Graph(asset_id=asset_id, latest=row["latest"], items=nodes, next_cursor=following)


@router.patch("/assets/{asset_id}")
def change(asset_id: str, body: AssetChange, caller: Writer, context: ContextDep) -> Asset:
    """Rename an asset, or replace its tags."""
    return _asset(context.catalog.change(caller.account_id, asset_id, body.name, body.tags))


@router.patch("/assets/{asset_id}/versions/{number}")
def annotate(asset_id: str, number: Number, body: VersionChange, caller: Writer, context: ContextDep) -> Version:
    """Say something of a version: a note, a rating. All else of a version never changes."""
    values = body.model_dump(mode="json", exclude_unset=True)
    if values.get("note", "") is None:
        values["note"] = ""
    context.catalog.say(caller.account_id, asset_id, number, values)
    return _version(*context.assets.version(caller.account_id, asset_id, number))


def _upload(row: RowMapping) -> Upload:
    names = ("id", "project_id", "name", "media_type", "size", "sha256")
    return Upload(**{name: row[name] for name in names}, created_at=moment(row["created_at"]))


def _asset(entry: Entry) -> Asset:
    row = entry.row
    names = ("id", "project_id", "name", "prompt", "latest")
    return Asset(
        **{name: row[name] for name in names},
        tags=list(entry.tags),
        thumbnail=file_url(row["id"], row["latest"], THUMBNAIL) if entry.thumbnail else None,
        created_at=moment(row["created_at"]),
        updated_at=moment(row["updated_at"]),
        deleted_at=None if row["deleted_at"] is None else moment(row["deleted_at"]),
    )


def _version(row: RowMapping, files: Sequence[RowMapping]) -> Version:
    urls = {f["name"]: file_url(row["asset_id"], row["number"], f["name"]) for f in files}
    of_file = ("name", "media_type", "size", "sha256")
    listed = [File(**{name: f[name] for name in of_file}, url=urls[f["name"]], lod=level_of(f["name"])) for f in files]
    names = ("number", "parent", "kind", "job_id", "request", "report", "provenance", "note", "rating")
    return Version(
        **{name: row[name] for name in names},
        files=listed,
        thumbnail=urls.get(THUMBNAIL),
        created_at=moment(row["created_at"]),
    )


def _node(row: RowMapping) -> Node:
    names = ("number", "parent", "kind", "job_id", "note", "rating")
    return Node(
        **{name: row[name] for name in names},
        instruction=row["request"].get("instruction"),
        created_at=moment(row["created_at"]),
    )
