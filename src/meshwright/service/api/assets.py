"""Routes: uploads, assets, versions, files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import RowMapping

from meshwright.service.api.context import ContextDep, PageDep, ProjectFilter, Reader, Writer
from meshwright.service.api.problems import REFUSALS
from meshwright.service.api.schemas import (
    Asset,
    AssetPage,
    File,
    RevertBody,
    Text,
    Upload,
    Version,
    VersionPage,
    moment,
)
from meshwright.service.assets.uploads import suffix
from meshwright.service.errors import Refused, TooLarge

router = APIRouter(prefix="/v1", tags=["assets"], responses=REFUSALS)

Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
_BINARY = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}


@router.post("/uploads", status_code=201, openapi_extra={"requestBody": _BINARY})
async def upload(
    request: Request,
    caller: Writer,
    context: ContextDep,
    name: Annotated[str, Query(min_length=1, max_length=200, description="with its suffix")],
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
    q: Annotated[Text | None, Query(max_length=100, description="part of the name")] = None,
    deleted: bool = False,
    project_id: ProjectFilter = None,
) -> AssetPage:
    """The assets of a project, or of all that you can read, newest first; with `deleted`, those to restore."""
    rows = context.assets.page(
        caller.account_id, search=q, deleted=deleted, after=page.after, limit=page.limit + 1, project_id=project_id
    )
    cursor = page.cursor([row["id"] for row in rows])
    return AssetPage(items=[_asset(row) for row in rows[: page.limit]], next_cursor=cursor)


@router.get("/assets/{asset_id}")
def asset(asset_id: str, caller: Reader, context: ContextDep) -> Asset:
    """An asset."""
    return _asset(context.assets.get(caller.account_id, asset_id))


@router.delete("/assets/{asset_id}", status_code=204)
def delete(asset_id: str, caller: Writer, context: ContextDep) -> Response:
    """Hide an asset and its versions until it is restored."""
    context.assets.delete(caller.account_id, asset_id)
    return Response(status_code=204)


@router.post("/assets/{asset_id}/restore")
def restore(asset_id: str, caller: Writer, context: ContextDep) -> Asset:
    """Bring back a deleted asset."""
    return _asset(context.assets.restore(caller.account_id, asset_id))


@router.get("/assets/{asset_id}/versions")
def versions(asset_id: str, caller: Reader, context: ContextDep, page: PageDep) -> VersionPage:
    """The versions of an asset, newest first."""
    if page.after is not None and not page.after.isdecimal():
        raise Refused("bad-cursor", "the cursor is not one that a page gave")
    before = None if page.after is None else int(page.after)
    found = context.assets.versions(caller.account_id, asset_id, before, page.limit + 1)
    cursor = page.cursor([str(row["number"]) for row, _ in found])
    return VersionPage(items=[_version(*item) for item in found[: page.limit]], next_cursor=cursor)


@router.get("/assets/{asset_id}/versions/{number}")
def version(asset_id: str, number: int, caller: Reader, context: ContextDep) -> Version:
    """A version with its files."""
    return _version(*context.assets.version(caller.account_id, asset_id, number))


@router.post("/assets/{asset_id}/revert", status_code=201)
def revert(asset_id: str, body: RevertBody, caller: Writer, context: ContextDep) -> Version:
    """Make an earlier version the latest again, as a new version."""
    number = context.assets.revert(caller.account_id, asset_id, body.version)
    return _version(*context.assets.version(caller.account_id, asset_id, number))


@router.get(
    "/assets/{asset_id}/versions/{number}/files/{name}",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"*/*": {}}},
        206: {"description": "The asked range"},
        304: {"description": "Not modified"},
    },
)
def download(
    asset_id: str,
    number: int,
    name: str,
    caller: Reader,
    context: ContextDep,
    range: Annotated[str | None, Header(max_length=100)] = None,
    if_range: Annotated[str | None, Header(max_length=200)] = None,
    if_none_match: Annotated[str | None, Header(max_length=1000)] = None,
) -> Response:
    """A file of a version, or a range of it (one, in bytes)."""
    row = context.assets.file(caller.account_id, asset_id, number, name)
    tag, size = f'"{row["sha256"]}"', row["size"]
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable",
        # Files are for saving, never for showing in the service's own origin.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row['name'])}",
    }
    if if_none_match is not None and (tag in if_none_match or if_none_match.strip() == "*"):
        return Response(status_code=304, headers=headers)
    start, end, status = 0, size, 200
    asked = _range(range, size) if if_range in (None, tag) else None
    if asked is not None:
        start, end = asked
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        if start >= end:
            return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    headers["Content-Length"] = str(end - start)
    body = context.blobs.read(row["sha256"], start, end)
    return StreamingResponse(body, status, headers, media_type=row["media_type"])


def _range(text: str | None, size: int) -> tuple[int, int] | None:
    """One byte range as [start, end); None for none or several (which may be ignored: RFC 9110, 14.2).

    A range outside of the file is empty.
    """
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", text.strip()) if text else None
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        length = int(found[2])
        return (max(0, size - length), size) if length else (size, size)
    start = int(found[1])
    last = int(found[2]) if found[2] else size - 1
    if found[2] and last < start:
        return None
    return start, min(last + 1, size)


def _upload(row: RowMapping) -> Upload:
    names = ("id", "project_id", "name", "media_type", "size", "sha256")
    return Upload(**{name: row[name] for name in names}, created_at=moment(row["created_at"]))


def _asset(row: RowMapping) -> Asset:
    return Asset(
        id=row["id"],
        project_id=row["project_id"],
        name=row["name"],
        latest=row["latest"],
        created_at=moment(row["created_at"]),
        updated_at=moment(row["updated_at"]),
        deleted_at=None if row["deleted_at"] is None else moment(row["deleted_at"]),
    )


def _version(row: RowMapping, files: Sequence[RowMapping]) -> Version:
    base = f"/v1/assets/{row['asset_id']}/versions/{row['number']}/files"
    listed = [
        File(
            name=f["name"],
            media_type=f["media_type"],
            size=f["size"],
            sha256=f["sha256"],
            url=f"{base}/{quote(f['name'])}",
        )
        for f in files
    ]
    names = ("number", "parent", "kind", "job_id", "request", "report", "provenance")
    return Version(**{name: row[name] for name in names}, files=listed, created_at=moment(row["created_at"]))
