"""Routes: batches of generations."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import ValidationError

from meshwright.service.accounts.store import Principal
from meshwright.service.api.context import Context, ContextDep, ProjectFilter, Reader, Writer
from meshwright.service.api.jobs import IdempotencyKey, upload_input
from meshwright.service.api.paging import NumberPageDep, PageDep
from meshwright.service.api.problems import REFUSALS, field_problems
from meshwright.service.api.schemas import moment
from meshwright.service.api.schemas_batches import (
    Batch,
    BatchBody,
    BatchCounts,
    BatchItem,
    BatchPage,
    BatchSummary,
    ItemProblem,
)
from meshwright.service.api.schemas_orders import GenerationBody
from meshwright.service.assets.uploads import IMAGES
from meshwright.service.errors import Invalid, Problem
from meshwright.service.jobs.batches import Item, Progress
from meshwright.service.jobs.submission import Once, Order

router = APIRouter(prefix="/v1", tags=["batches"], responses=REFUSALS)

ItemState = Literal["queued", "running", "succeeded", "failed", "cancelled", "rejected"]


@router.post("/batches", status_code=202)
def submit(
    body: BatchBody,
    caller: Writer,
    context: ContextDep,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Batch:
    """Ask for up to 1,000 generations in one transaction; the answer has all items.

    Items that are not accepted are in the answer with their problems, and the others go ahead; only if none is
    accepted the request is refused. Counts as one submission.
    """
    context.rates.spend("submit", caller.account_id, context.settings.submissions)
    sent = json.dumps(["batch", body.model_dump(mode="json")], sort_keys=True)
    once = None
    if idempotency_key is not None:
        once = Once(idempotency_key, hashlib.sha256(sent.encode()).hexdigest())
    orders, rejected = _orders(context, caller, body)
    if not orders:
        first = [
            {**problem, "field": f"items.{bad['index']}.{problem['field']}".rstrip(".")}
            for bad in rejected
            for problem in bad["error"].get("errors") or [{"field": "", "problem": bad["error"]["detail"]}]
        ]
        raise Invalid("no item of the batch can be accepted", first[:20])
    defaults = body.defaults.model_dump(mode="json", exclude_unset=True)
    batch_id, repeated = context.batches.submit(
        caller.account_id, orders, rejected, defaults, once=once, project_id=body.project_id
    )
    response.headers["Location"] = f"/v1/batches/{batch_id}"
    if repeated:
        response.headers["Idempotency-Replayed"] = "true"
    found = context.batches.get(caller.account_id, batch_id)
    items = context.batches.items(caller.account_id, batch_id, None, -1, found.batch["total"])
    return _batch(found, items, None)


@router.get("/batches")
def batches(caller: Reader, context: ContextDep, page: PageDep, project_id: ProjectFilter = None) -> BatchPage:
    """The batches of a project, or of all projects that you can read; newest first."""
    found = context.batches.page(caller.account_id, page.after, page.limit + 1, project_id)
    cursor = page.cursor([item.batch["id"] for item in found])
    return BatchPage(items=[_summary(item) for item in found[: page.limit]], next_cursor=cursor)


@router.get("/batches/{batch_id}")
def batch(
    batch_id: str,
    caller: Reader,
    context: ContextDep,
    page: NumberPageDep,
    state: Annotated[ItemState | None, Query(description="only items in this state")] = None,
) -> Batch:
    """A batch: how far it is, and a page of its items in the order of the request."""
    found = context.batches.get(caller.account_id, batch_id)
    after = -1 if page.number is None else page.number
    items = context.batches.items(caller.account_id, batch_id, state, after, page.limit + 1)
    return _batch(found, items[: page.limit], page.cursor([str(item.index) for item in items]))


@router.post("/batches/{batch_id}/cancel")
def cancel(batch_id: str, caller: Writer, context: ContextDep) -> BatchSummary:
    """Cancel every job of the batch that has not ended. Cancelling twice is no error."""
    return _summary(context.batches.cancel(caller.account_id, batch_id))


def _orders(context: Context, caller: Principal, body: BatchBody) -> tuple[list[Order], list[dict[str, Any]]]:
    """The items that can become jobs, and the others with their problems."""
    defaults = body.defaults.model_dump(mode="json", exclude_unset=True)
    orders: list[Order] = []
    rejected: list[dict[str, Any]] = []
    known: dict[str, dict[str, str]] = {}
    for index, given in enumerate(body.items):
        try:
            item = GenerationBody.model_validate({**defaults, **given})
            if item.project_id is not None:
                raise Invalid("project_id: belongs to the batch, not to an item", [])
            inputs = {}
            for number, name in enumerate(item.images):
                if name not in known:
                    known[name] = upload_input(context, caller, f"images.{number}", name, IMAGES)
                inputs[f"image{number}"] = known[name]
        except ValidationError as error:
            problems = field_problems(error.errors(include_url=False))
            detail = "; ".join(f"{p['field'] or 'item'}: {p['problem']}" for p in problems)[:1000]
            rejected.append({"index": index, "error": {"code": "invalid", "detail": detail, "errors": problems}})
        except Problem as problem:
            rejected.append({"index": index, "error": {"code": problem.code, "detail": problem.detail}})
        else:
            request = item.model_dump(mode="json", exclude_none=True, exclude={"priority", "project_id"})
            orders.append(Order("generation", {**request, "inputs": inputs}, item.priority, index))
    return orders, rejected


def _summary(found: Progress) -> BatchSummary:
    return BatchSummary(**_common(found))


def _batch(found: Progress, items: list[Item], cursor: str | None) -> Batch:
    return Batch(**_common(found), items=[_item(item) for item in items], next_cursor=cursor)


def _common(found: Progress) -> dict[str, Any]:
    row = found.batch
    return {
        "id": row["id"],
        "project_id": row["project_id"],
        "state": "finished" if row["unfinished"] == 0 else "running",
        "total": row["total"],
        "counts": BatchCounts(**found.counts),
        "progress": found.progress,
        "defaults": row["defaults"],
        "created_at": moment(row["created_at"]),
        "finished_at": None if row["finished_at"] is None else moment(row["finished_at"]),
    }


def _item(item: Item) -> BatchItem:
    if item.job is None:
        assert item.error is not None
        error = ItemProblem(**item.error)
        return BatchItem(index=item.index, state="rejected", progress=0.0, job_id=None, asset_id=None, error=error)
    job = item.job
    made = (job["result"] or {}).get("assets", [])
    failed = job["error"]
    return BatchItem(
        index=item.index,
        state=job["state"],
        progress=job["progress"],
        job_id=job["id"],
        asset_id=made[0]["asset_id"] if made else None,
        error=None if failed is None else ItemProblem(code=failed["cause"], detail=failed["detail"]),
    )
