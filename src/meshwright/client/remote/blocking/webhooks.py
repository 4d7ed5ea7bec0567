# Made from ../asynchronous by scripts/make-blocking: change it there.
"""Webhooks: have the service tell you."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meshwright.client.remote.blocking.transport import Transport, given, segment
from meshwright.client.remote.models_accounts import Delivery, NewWebhook, WebhookAnswer


class Webhooks(Transport):
    """Messages to an address of yours, signed as standard-webhooks says."""

    def create_webhook(self, url: str, *, events: Sequence[str] | None = None, description: str = "") -> NewWebhook:
        """Have events sent; the secret that signs them is in this answer only.

        events: of `job.succeeded`, `job.failed`, `job.cancelled`, `batch.finished`, `asset.version`; None is all.
        """
        body = {"url": url, "events": None if events is None else list(events), "description": description}
        return self.post(NewWebhook, "/v1/webhooks", body)

    def webhooks(self) -> Iterator[WebhookAnswer]:
        """Your webhooks, newest first."""
        return self.pages(WebhookAnswer, "/v1/webhooks")

    def webhook(self, webhook_id: str) -> WebhookAnswer:
        """A webhook."""
        return self.get(WebhookAnswer, f"/v1/webhooks/{segment(webhook_id)}")

    def change_webhook(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        description: str | None = None,
        enabled: bool | None = None,
    ) -> WebhookAnswer:
        """Change a webhook; None leaves as it is. Disabling it gives up what it was still to get."""
        listed = None if events is None else list(events)
        body = given({"url": url, "events": listed, "description": description, "enabled": enabled})
        return self.patch(WebhookAnswer, f"/v1/webhooks/{segment(webhook_id)}", body)

    def delete_webhook(self, webhook_id: str) -> None:
        """Remove a webhook and its log."""
        self.call("DELETE", f"/v1/webhooks/{segment(webhook_id)}")

    def rotate_webhook(self, webhook_id: str) -> NewWebhook:
        """Give a webhook a new secret; for a day the old one signs too."""
        return self.post(NewWebhook, f"/v1/webhooks/{segment(webhook_id)}/rotate")

    def test_webhook(self, webhook_id: str) -> Delivery:
        """Send the event `ping`; what comes of it is in `deliveries`."""
        return self.post(Delivery, f"/v1/webhooks/{segment(webhook_id)}/test")

    def deliveries(self, webhook_id: str, *, state: str | None = None) -> Iterator[Delivery]:
        """What was sent or is to be sent, newest first; only what is `pending`, `delivered` or `failed`."""
        return self.pages(Delivery, f"/v1/webhooks/{segment(webhook_id)}/deliveries", state=state)

    def retry_delivery(self, webhook_id: str, delivery_id: str) -> Delivery:
        """Send a message once more, with the same identifier."""
        path = f"/v1/webhooks/{segment(webhook_id)}/deliveries/{segment(delivery_id)}/retry"
        return self.post(Delivery, path, repeatable=True)
