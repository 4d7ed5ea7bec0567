"""What the schema fuzzer cannot know from the OpenAPI document; loaded by it, see `test_conformity`."""

from __future__ import annotations

import os
import uuid
from typing import Any

import schemathesis

OWN = {"key_id": os.environ.get("OWN_KEY", ""), "account_id": os.environ.get("OWN_ACCOUNT", "")}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """The fuzzer leaves its own key and account alone, and uses an idempotency key for one request.

    The same key with another body is refused, as it must be, but a schema cannot say so.
    """
    for name, own in OWN.items():
        if (case.path_parameters or {}).get(name) == own:
            case.path_parameters[name] = "another"
    for name in list(case.headers or {}):
        if name.lower() == "idempotency-key" and case.meta is not None and case.meta.generation.mode.is_positive:
            case.headers[name] = uuid.uuid4().hex


@schemathesis.serializer("application/zip", "application/octet-stream")
def as_it_is(context: Any, value: Any) -> Any:
    """Bytes, as they are."""
    return value if isinstance(value, bytes) else str(value).encode()
