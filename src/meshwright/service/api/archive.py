"""Routes: a whole project as one file, and back."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from meshwright.service.accounts.access import personal_project
from meshwright.service.api.context import ContextDep, Reader, Writer
from meshwright.service.api.problems import REFUSALS
from meshwright.service.archive.intake import take_in
from meshwright.service.archive.writing import project_name, write_archive
from meshwright.service.errors import TooLarge

router = APIRouter(prefix="/v1", tags=["projects"], responses=REFUSALS)

ARCHIVES = 60  # exports and imports of an account in an hour
_BODY = {"required": True, "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}


class ImportAnswer(BaseModel):
    """What an import has added to the project; `stored_bytes` is the size of the different files."""

    project_id: str
    assets: int
    versions: int
    files: int
    stored_bytes: int


@router.get(
    "/projects/{project_id}/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "The archive"}},
)
def export(project_id: str, caller: Reader, context: ContextDep) -> StreamingResponse:
    """All assets of a project with their versions and files, as one zip file (`meshwright.service.archive`)."""
    name = project_name(context.database, caller.account_id, project_id)
    context.rates.spend("archive", caller.account_id, ARCHIVES, 60)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.zip"}
    body = write_archive(context.database, context.blobs, project_id, name)
    return StreamingResponse(body, headers=headers, media_type="application/zip")


@router.post("/imports", status_code=201, openapi_extra={"requestBody": _BODY})
async def take(
    request: Request,
    caller: Writer,
    context: ContextDep,
    project_id: Annotated[
        str | None,
        Query(max_length=40, pattern=r"^project_[0-9a-z]{26}$", description="your personal project if not given"),
    ] = None,
) -> ImportAnswer:
    """Add what an archive holds to a project, as new assets: all of it or, if anything is wrong with it, nothing."""
    limit = context.settings.import_bytes
    context.rates.spend("archive", caller.account_id, ARCHIVES, 60)
    project = project_id or personal_project(caller.account_id)
    await to_thread.run_sync(context.projects.need_writer, caller.account_id, project)
    with NamedTemporaryFile(dir=context.settings.scratch, prefix="import-") as file:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise TooLarge("too-large", f"the archive is too large (limit: {limit} bytes)")
            await to_thread.run_sync(file.write, chunk)
        file.flush()

        def work() -> Any:
            stores = (context.database, context.blobs, context.settings.quotas, context.settings.scratch)
            return take_in(*stores, caller.account_id, project, Path(file.name))

        made = await to_thread.run_sync(work)
    return ImportAnswer(
        project_id=project,
        assets=made.assets,
        versions=made.versions,
        files=made.blobs,
        stored_bytes=made.stored_bytes,
    )
