"""Traces of requests, jobs and stages, if the standard `OTEL_*` variables ask for them; else nothing is loaded.

The context of a request is kept in the row of the job that it makes (`jobs.trace`, W3C traceparent), so that the
job's spans, on whatever machine they come about, belong to the trace of whoever asked for it.
"""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING, Final

from meshwright.errors import InputError

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig

    from meshwright.service.tracing import Tracing

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")

_tracing: Tracing | None = None


class JobSpan:
    """One attempt at a job and its stages; this one records nothing."""

    def stage(self, name: str) -> None:
        """A stage has begun, and the one before has ended; the same name again is the same stage."""

    def end(self, outcome: str) -> None:
        """The attempt has ended."""


_NOTHING: Final = JobSpan()


def wanted() -> bool:
    """Whether the environment asks for traces. Raises `InputError` for what is not supported, or not installed."""
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    exporter = os.environ.get("OTEL_TRACES_EXPORTER", "").lower()
    if exporter == "none" or not (exporter or any(os.environ.get(name) for name in _ENDPOINTS)):
        return False
    if exporter not in ("", "otlp"):
        raise InputError("OTEL_TRACES_EXPORTER", f"{exporter!r} is not supported", "otlp or none")
    # FastAPI brings the interface along; the rest is the extra's.
    if importlib.util.find_spec("opentelemetry.sdk") is None:
        raise InputError("OTEL_EXPORTER_OTLP_ENDPOINT", "needs OpenTelemetry", "pip install 'meshwright[telemetry]'")
    protocol = next((os.environ[name] for name in _PROTOCOLS if os.environ.get(name)), "http/protobuf")
    if protocol != "http/protobuf":
        raise InputError("OTEL_EXPORTER_OTLP_PROTOCOL", f"{protocol!r} is not supported", "http/protobuf")
    return True


def start(role: str) -> None:
    """Trace this process if that is wanted; role: `api` or `worker`. Not before a fork: a thread sends the spans.

    Raises `InputError` as `wanted` does.
    """
    global _tracing
    if _tracing is not None or not wanted():
        return
    from meshwright.service.tracing import Tracing

    _tracing = Tracing(role)


def stop() -> None:
    """Send what has not been sent yet, and trace no more."""
    global _tracing
    if _tracing is not None:
        _tracing.close()
        _tracing = None


def requests() -> TelemetryConfig:
    """How FastAPI traces requests in this process."""
    return {"tracing": False, "metrics": False, "logs": False} if _tracing is None else _tracing.requests


def mark(request_id: str) -> None:
    """Name the request that is being answered."""
    if _tracing is not None:
        _tracing.mark(request_id)


def traceparent() -> str | None:
    """The context of the request that is being answered, or None."""
    return None if _tracing is None else _tracing.traceparent()


def job_span(job_id: str, kind: str, attempt: int, trace: str | None) -> JobSpan:
    """Begin the span of an attempt.  trace: the context of the request that made the job."""
    return _NOTHING if _tracing is None else _tracing.job(job_id, kind, attempt, trace)
