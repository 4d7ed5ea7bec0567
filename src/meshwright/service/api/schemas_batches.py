"""Bodies of requests and answers about batches."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from meshwright.service.api.schemas import Body, FieldProblem, Name, Text, Time
from meshwright.service.api.schemas_orders import FinishOptions, GenerationBody, Guidance, Steps

LARGEST_BATCH = 1000

_ITEM = GenerationBody.model_json_schema()
_ITEM["title"] = "BatchItemBody"
_ITEM["description"] = "As the body of POST /v1/generations; what it leaves out is in `defaults`, or in the batch."
del _ITEM["properties"]["project_id"]


class BatchDefaults(FinishOptions):
    """What holds for every item that does not say otherwise."""

    negative_prompt: Annotated[Text, Field(max_length=2000)] | None = None
    images: Annotated[list[Name], Field(max_length=4, description="identifiers of uploads")] | None = None
    count: Annotated[int, Field(ge=1, le=8)] = 1
    steps: Steps | None = None
    guidance: Guidance | None = None


class BatchBody(Body):
    """Many generations at once. Items are checked one by one: a bad one does not lose the others."""

    items: Annotated[
        list[Annotated[dict[str, Any], WithJsonSchema(_ITEM)]], Field(min_length=1, max_length=LARGEST_BATCH)
    ]
    defaults: BatchDefaults = BatchDefaults()
    project_id: Name | None = None


class ItemProblem(BaseModel):
    """Why an item has no result: it was rejected at once, or its job failed."""

    code: str
    detail: str
    errors: list[FieldProblem] | None = None


class BatchItem(BaseModel):
    """An item by its place in the request; `rejected` ones have no job."""

    index: int
    state: Literal["queued", "running", "succeeded", "failed", "cancelled", "rejected"]
    progress: float
    job_id: str | None
    asset_id: str | None
    error: ItemProblem | None


class BatchCounts(BaseModel):
    """Items by state."""

    queued: int
    running: int
    succeeded: int
    failed: int
    cancelled: int
    rejected: int


class BatchSummary(BaseModel):
    """A batch. `progress` is in per cent; `finished_at` is when its last job ended."""

    id: str
    project_id: str
    state: Literal["running", "finished"]
    total: int
    counts: BatchCounts
    progress: float
    defaults: dict[str, Any]
    created_at: Time
    finished_at: Time | None


class Batch(BatchSummary):
    """A batch with its items, in the order of the request; `next_cursor` is null on the last page."""

    items: list[BatchItem]
    next_cursor: str | None


class BatchPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[BatchSummary]
    next_cursor: str | None
