"""Routes: files of versions, whole, in ranges, by level of detail, and through links."""

from __future__ import annotations

import math
import re
import secrets
import time
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import RowMapping

from meshwright.service.api.context import Context, ContextDep, OptionalCaller, Reader, need
from meshwright.service.api.problems import REFUSALS
from meshwright.service.api.schemas import Link, LinkBody, moment
from meshwright.service.assets.levels import levels
from meshwright.service.assets.links import Grant
from meshwright.service.errors import BadRange, NotFound, NotSignedIn

router = APIRouter(prefix="/v1", tags=["assets"], responses=REFUSALS)

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
FileName = Annotated[str, Path(min_length=1, max_length=120)]
Lod = Annotated[
    Literal["all", "0", "1", "2", "3", "4", "5", "6", "7"] | None,
    Query(
        description="of a GLB: that level of detail alone (0 is the whole file), or `all` of them, "
        "coarsest first, as the parts of multipart/mixed"
    ),
]


@router.get(
    "/assets/{asset_id}/versions/{number}/files/{name}",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"*/*": {}}},
        206: {"description": "The asked range"},
        304: {"description": "Not modified"},
    },
    openapi_extra={"security": [{}]},  # or a signed link
)
def download(
    asset_id: str,
    number: Number,
    name: FileName,
    caller: OptionalCaller,
    context: ContextDep,
    lod: Lod = None,
    by: Annotated[str | None, Query(max_length=40, description="of a signed link")] = None,
    expires: Annotated[int | None, Query(ge=0, le=2**53 - 1, description="of a signed link")] = None,
    signature: Annotated[str | None, Query(max_length=64, description="of a signed link")] = None,
    range: Annotated[str | None, Header(max_length=100)] = None,
    if_range: Annotated[str | None, Header(max_length=200)] = None,
    if_none_match: Annotated[str | None, Header(max_length=1000)] = None,
) -> Response:
    """A file of a version, or a range of it (one, in bytes). Needs credentials or a signed link."""
    if signature is not None and by is not None and expires is not None:
        context.links.check(Grant(by, asset_id, number, name, expires), signature)
        reader = by
    elif caller is None:
        raise NotSignedIn
    else:
        reader = need("read", caller).account_id
    if lod is None:
        row = context.assets.file(reader, asset_id, number, name)
    else:
        found = levels(context.assets.version(reader, asset_id, number)[1], name)
        if lod == "all":
            return _coarse_first(context, list(found.values())[::-1])
        if int(lod) not in found:
            raise NotFound("level of detail")
        row = found[int(lod)]
    return _file(context, row, range, if_range, if_none_match)


@router.post("/assets/{asset_id}/versions/{number}/files/{name}/links", status_code=201)
def link(asset_id: str, number: Number, name: FileName, body: LinkBody, caller: Reader, context: ContextDep) -> Link:
    """A URL that opens the file without credentials until it expires, or until you may no longer read it."""
    row = context.assets.file(caller.account_id, asset_id, number, name)
    expires = math.ceil(time.time()) + body.expires_in
    grant = Grant(caller.account_id, asset_id, number, row["name"], expires)
    query = f"by={grant.account_id}&expires={expires}&signature={context.links.sign(grant)}"
    return Link(
        url=f"{context.settings.public_url.rstrip('/')}{file_url(asset_id, number, name)}?{query}",
        expires_at=moment(expires),
    )


def file_url(asset_id: str, number: int, name: str) -> str:
    """Where a file of a version can be had."""
    return f"/v1/assets/{asset_id}/versions/{number}/files/{quote(name)}"


def _file(
    context: Context, row: RowMapping, range: str | None, if_range: str | None, if_none_match: str | None
) -> Response:
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
            raise BadRange(size)
    headers["Content-Length"] = str(end - start)
    body = context.blobs.read(row["sha256"], start, end)
    return StreamingResponse(body, status, headers, media_type=row["media_type"])


def _coarse_first(context: Context, rows: Sequence[RowMapping]) -> Response:
    """All levels as one multipart answer; each part says its name and length."""
    boundary = secrets.token_hex(16)
    heads = [
        f"\r\n--{boundary}\r\nContent-Type: {row['media_type']}\r\nContent-Length: {row['size']}\r\n"
        f"Content-Disposition: attachment; filename*=UTF-8''{quote(row['name'])}\r\nETag: \"{row['sha256']}\"\r\n\r\n"
        for row in rows
    ]
    tail = f"\r\n--{boundary}--\r\n"

    def parts() -> Iterator[bytes]:
        for head, row in zip(heads, rows, strict=True):
            yield head.encode()
            yield from context.blobs.read(row["sha256"], 0, row["size"])
        yield tail.encode()

    length = sum(len(head) for head in heads) + sum(row["size"] for row in rows) + len(tail)
    headers = {"Content-Length": str(length), "Cache-Control": "private, max-age=31536000, immutable"}
    return StreamingResponse(parts(), headers=headers, media_type=f"multipart/mixed; boundary={boundary}")


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
