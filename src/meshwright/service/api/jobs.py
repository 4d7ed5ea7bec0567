"""Routes: submit work, follow it, stop it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import RowMapping

from meshwright.service.accounts.access import personal_project
from meshwright.service.accounts.store import Principal
from meshwright.service.api.context import Context, ContextDep, ProjectFilter, Reader, Writer
from meshwright.service.api.paging import PageDep
from meshwright.service.api.problems import REFUSALS
from meshwright.service.api.schemas import Body, Job, JobError, JobPage, Made, moment
from meshwright.service.api.schemas_orders import EditBody, FinishBody, GenerationBody
from meshwright.service.assets.levels import whole
from meshwright.service.assets.pictures import fetch_picture
from meshwright.service.assets.uploads import IMAGES, MESHES
from meshwright.service.errors import NotFound, Refused
from meshwright.service.jobs.store import FINAL
from meshwright.service.jobs.submission import Once, Order, submit

router = APIRouter(prefix="/v1", tags=["jobs"], responses=REFUSALS)

FETCHES = 60  # pictures in a minute and account

IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$", description="kept for 48 hours"),
]


@router.post("/generations", status_code=202)
async def generate(
    body: GenerationBody,
    caller: Writer,
    context: ContextDep,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Job:
    """Make assets from words and pictures."""
    inputs = {
        f"image{i}": await _picture(context, caller, f"images.{i}", name, body.project_id)
        for i, name in enumerate(body.images)
    }
    return await _submit(context, caller, response, "generation", body, inputs, idempotency_key)


@router.post("/edits", status_code=202)
async def edit(
    body: EditBody,
    caller: Writer,
    context: ContextDep,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Job:
    """Change an asset by an instruction; the result is its next version."""
    find = context.assets.version
    version, files = await to_thread.run_sync(find, caller.account_id, body.asset_id, body.version)
    asset = await to_thread.run_sync(context.assets.get, caller.account_id, body.asset_id)
    own = whole(files)
    if own is None:
        raise Refused("not-editable", "version: it has no GLB file to edit")
    inputs = {"asset": {"name": own["name"], "sha256": own["sha256"]}}
    if body.mask is not None:
        inputs["mask"] = await to_thread.run_sync(upload_input, context, caller, "mask", body.mask, IMAGES)
    asked = body.model_copy(update={"version": version["number"]})
    project = asset["project_id"]
    return await _submit(context, caller, response, "edit", asked, inputs, idempotency_key, body, project)


@router.post("/finishes", status_code=202)
async def finish(
    body: FinishBody,
    caller: Writer,
    context: ContextDep,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Job:
    """Make a game-ready asset of an uploaded mesh."""
    mesh = await to_thread.run_sync(upload_input, context, caller, "upload_id", body.upload_id, MESHES)
    inputs = {"mesh": mesh}
    return await _submit(context, caller, response, "finish", body, inputs, idempotency_key)


@router.get("/jobs")
def jobs(
    caller: Reader,
    context: ContextDep,
    page: PageDep,
    project_id: ProjectFilter = None,
    state: Annotated[Literal["queued", "running", "succeeded", "failed", "cancelled"] | None, Query()] = None,
) -> JobPage:
    """The jobs of a project, or of all projects that you can read; newest first."""
    rows = context.jobs.page(caller.account_id, state, page.after, page.limit + 1, project_id)
    cursor = page.cursor([row["id"] for row in rows])
    return JobPage(items=[_job(row) for row in rows[: page.limit]], next_cursor=cursor)


@router.get("/jobs/{job_id}")
def job(job_id: str, caller: Reader, context: ContextDep) -> Job:
    """A job."""
    return _job(context.jobs.get(caller.account_id, job_id))


@router.get(
    "/jobs/{job_id}/preview", response_class=StreamingResponse, responses={200: {"content": {"model/gltf-binary": {}}}}
)
def preview(job_id: str, caller: Reader, context: ContextDep) -> Response:
    """What a running job is making, roughly: a small GLB with a colour per vertex. 404 before and after."""
    row = context.jobs.get(caller.account_id, job_id)
    if row["preview"] is None:
        raise NotFound("preview")
    body = context.blobs.read(row["preview"], 0, row["preview_size"])
    headers = {"ETag": f'"{row["preview"]}"', "Content-Length": str(row["preview_size"])}
    return StreamingResponse(body, media_type="model/gltf-binary", headers=headers)


@router.post("/jobs/{job_id}/cancel")
def cancel(job_id: str, caller: Writer, context: ContextDep) -> Job:
    """Stop a job; nothing comes of it from this answer on. Cancelling twice is no error."""
    return _job(context.jobs.cancel(caller.account_id, job_id))


@router.post("/jobs/{job_id}/retry", status_code=202)
def retry(job_id: str, caller: Writer, context: ContextDep) -> Job:
    """Run a failed job again."""
    return _job(context.jobs.retry(caller.account_id, job_id))


@router.get(
    "/jobs/{job_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}, 204: {"description": "The job has ended"}},
)
async def events(
    job_id: str,
    caller: Reader,
    context: ContextDep,
    last_event_id: Annotated[int, Header(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Events of a job as they come: `state`, `progress` and `preview`; resumes after `Last-Event-ID`.

    204 tells an EventSource to stop: the job has ended and every event has been seen.
    """
    row = await to_thread.run_sync(context.jobs.get, caller.account_id, job_id)
    if row["state"] in FINAL and last_event_id >= row["event_seq"]:
        return Response(status_code=204)
    stream = context.hub.stream(caller.account_id, job_id, last_event_id)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _submit(
    context: Context,
    caller: Principal,
    response: Response,
    kind: str,
    body: Body,
    inputs: dict[str, dict[str, str]],
    key: str | None,
    asked: Body | None = None,
    project_id: str | None = None,
) -> Job:
    """asked: what the caller sent, where `body` has been completed; the idempotency key stands for it."""
    await context.rates.soon("submit", caller.account_id, context.settings.submissions)
    sent = json.dumps([kind, (asked or body).model_dump(mode="json")], sort_keys=True)
    request: dict[str, Any] = body.model_dump(mode="json", exclude_none=True, exclude={"priority", "project_id"})
    order = Order(kind, {**request, "inputs": inputs}, getattr(body, "priority", 0))
    once = None if key is None else Once(key, hashlib.sha256(sent.encode()).hexdigest())
    project = project_id or getattr(body, "project_id", None)
    row, repeated = await context.writer.ask(
        caller.account_id,
        lambda connection: submit(connection, context.jobs.policy, caller.account_id, order, once, project),
    )
    response.headers["Location"] = f"/v1/jobs/{row['id']}"
    if repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return _job(row)


async def _picture(
    context: Context, caller: Principal, field: str, name: str, project_id: str | None
) -> dict[str, str]:
    """A picture by its upload, or by an address, which makes an upload of it where the settings allow that."""
    if "://" in name and context.settings.fetch_images:
        await context.rates.soon("fetch", caller.account_id, FETCHES)
        project = project_id or personal_project(caller.account_id)
        await to_thread.run_sync(context.projects.need_writer, caller.account_id, project)
        with NamedTemporaryFile(dir=context.settings.scratch, prefix="fetch-") as file:
            called = await fetch_picture(field, name, file, context.settings.upload_bytes)
            file.flush()
            add = context.uploads.add
            row = await to_thread.run_sync(add, caller.account_id, called, Path(file.name), project)
        name = row["id"]
    return await to_thread.run_sync(upload_input, context, caller, field, name, IMAGES)


def upload_input(
    context: Context, caller: Principal, field: str, upload_id: str, suffixes: Iterable[str]
) -> dict[str, str]:
    """What a job's request keeps of an upload that the caller can read. Raises `NotFound`, `Refused`."""
    if "://" in upload_id:
        raise Refused("images-by-address", f"{field}: this server takes uploads here, not addresses")
    row = context.uploads.get(caller.account_id, upload_id)
    if not row["name"].lower().endswith(tuple(suffixes)):
        raise Refused("wrong-kind", f"{field}: {row['name']} is not one of {', '.join(sorted(suffixes))}")
    return {"name": row["name"], "sha256": row["sha256"]}


def _job(row: RowMapping) -> Job:
    made = [Made(**item) for item in (row["result"] or {}).get("assets", [])]
    return Job(
        id=row["id"],
        project_id=row["project_id"],
        kind=row["kind"],
        state=row["state"],
        stage=row["stage"],
        progress=row["progress"],
        attempt=row["attempt"],
        priority=row["priority"],
        request={name: value for name, value in row["request"].items() if name != "inputs"},
        asset_id=made[0].asset_id if made else None,
        assets=made,
        batch_id=row["batch_id"],
        error=None if row["error"] is None else JobError(**row["error"]),
        dead=bool(row["dead"]),
        preview=None if row["preview"] is None else f"/v1/jobs/{row['id']}/preview?of={row['preview'][:16]}",
        created_at=moment(row["created_at"]),
        started_at=None if row["started_at"] is None else moment(row["started_at"]),
        finished_at=None if row["finished_at"] is None else moment(row["finished_at"]),
    )
