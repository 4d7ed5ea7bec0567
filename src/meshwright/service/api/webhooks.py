"""Routes: webhooks and the log of their deliveries."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from sqlalchemy import RowMapping

from meshwright.service.api.context import ContextDep, Manager
from meshwright.service.api.paging import PageDep
from meshwright.service.api.problems import REFUSALS
from meshwright.service.api.schemas import moment
from meshwright.service.api.schemas_webhooks import (
    Delivery,
    DeliveryPage,
    NewWebhook,
    WebhookAnswer,
    WebhookBody,
    WebhookChange,
    WebhookPage,
)

router = APIRouter(prefix="/v1", tags=["webhooks"], responses=REFUSALS)


@router.post("/webhooks", status_code=201)
def create(body: WebhookBody, caller: Manager, context: ContextDep, response: Response) -> NewWebhook:
    """Make a webhook; its secret is shown in this answer only. Messages follow the Standard Webhooks."""
    row = context.webhooks.add(caller.account_id, body.url, body.events, body.description)
    response.headers["Location"] = f"/v1/webhooks/{row['id']}"
    return NewWebhook(**_common(row), secret=row["secret"])


@router.get("/webhooks")
def webhooks(caller: Manager, context: ContextDep, page: PageDep) -> WebhookPage:
    """Your webhooks, newest first."""
    rows = context.webhooks.page(caller.account_id, page.after, page.limit + 1)
    cursor = page.cursor([row["id"] for row in rows])
    return WebhookPage(items=[_webhook(row) for row in rows[: page.limit]], next_cursor=cursor)


@router.get("/webhooks/{webhook_id}")
def webhook(webhook_id: str, caller: Manager, context: ContextDep) -> WebhookAnswer:
    """A webhook."""
    return _webhook(context.webhooks.get(caller.account_id, webhook_id))


@router.patch("/webhooks/{webhook_id}")
def change(webhook_id: str, body: WebhookChange, caller: Manager, context: ContextDep) -> WebhookAnswer:
    """Change a webhook; disabling it gives up what it was still to get."""
    values = body.model_dump(mode="json", exclude_none=True)
    return _webhook(context.webhooks.change(caller.account_id, webhook_id, values))


@router.delete("/webhooks/{webhook_id}", status_code=204)
def remove(webhook_id: str, caller: Manager, context: ContextDep) -> Response:
    """Remove a webhook and its log."""
    context.webhooks.remove(caller.account_id, webhook_id)
    return Response(status_code=204)


@router.post("/webhooks/{webhook_id}/rotate")
def rotate(webhook_id: str, caller: Manager, context: ContextDep) -> NewWebhook:
    """Give a webhook a new secret, shown in this answer only; for a day the old one signs too."""
    row = context.webhooks.rotate(caller.account_id, webhook_id)
    return NewWebhook(**_common(row), secret=row["secret"])


@router.post("/webhooks/{webhook_id}/test", status_code=202)
def test(webhook_id: str, caller: Manager, context: ContextDep) -> Delivery:
    """Send the event `ping`; what comes of it is in the log."""
    context.rates.spend("ping", caller.account_id, 20)
    return _delivery(context.webhooks.ping(caller.account_id, webhook_id))


@router.get("/webhooks/{webhook_id}/deliveries")
def deliveries(
    webhook_id: str,
    caller: Manager,
    context: ContextDep,
    page: PageDep,
    state: Annotated[Literal["pending", "delivered", "failed"] | None, Query()] = None,
) -> DeliveryPage:
    """What was sent or is to be sent, newest first; kept for 30 days."""
    rows = context.webhooks.deliveries(caller.account_id, webhook_id, state, page.after, page.limit + 1)
    cursor = page.cursor([row["id"] for row in rows])
    return DeliveryPage(items=[_delivery(row) for row in rows[: page.limit]], next_cursor=cursor)


@router.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/retry", status_code=202)
def retry(webhook_id: str, delivery_id: str, caller: Manager, context: ContextDep) -> Delivery:
    """Send a message once more, with the same identifier."""
    context.rates.spend("ping", caller.account_id, 20)
    return _delivery(context.webhooks.again(caller.account_id, webhook_id, delivery_id))


def _webhook(row: RowMapping) -> WebhookAnswer:
    return WebhookAnswer(**_common(row))


def _common(row: RowMapping) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("id", "url", "events", "description", "disabled_reason")},
        "enabled": row["disabled_at"] is None,
        "failing_since": None if row["failing_since"] is None else moment(row["failing_since"]),
        "created_at": moment(row["created_at"]),
    }


def _delivery(row: RowMapping) -> Delivery:
    names = ("id", "event", "data", "state", "attempts", "last_status", "last_error", "last_seconds")
    return Delivery(
        **{name: row[name] for name in names},
        next_attempt_at=moment(row["due_at"]) if row["state"] == "pending" else None,
        created_at=moment(row["created_at"]),
        finished_at=None if row["finished_at"] is None else moment(row["finished_at"]),
    )
