"""OpenTelemetry itself: the spans of this service and where they go. Imported only where traces are wanted."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Any, Final

from fastapi.telemetry import TelemetryConfig
from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span as RunningSpan
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.util.types import AnyValue

from meshwright import __version__
from meshwright.service.telemetry import JobSpan

QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""Paths that machines ask all the time; nobody looks for them in traces."""


class Tracing:
    """A provider of its own, with an exporter that is configured by the environment."""

    def __init__(self, role: str) -> None:
        attributes = {"service.version": __version__, "meshwright.role": role}
        if not os.environ.get("OTEL_SERVICE_NAME"):
            attributes["service.name"] = f"meshwright-{role}"
        self._provider = TracerProvider(resource=Resource.create(attributes))
        self._provider.add_span_processor(_Discreet())
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self.tracer = self._provider.get_tracer("meshwright", __version__)

    @property
    def requests(self) -> TelemetryConfig:
        """What makes FastAPI trace its requests, and no more: metrics and logs are ours already."""
        return TelemetryConfig(
            tracer_provider=self._provider, metrics=False, logs=False, operation_spans=False, exclude=_quiet
        )

    def mark(self, request_id: str) -> None:
        """Name the request in its span, as answers and logs name it."""
        trace.get_current_span().set_attribute("meshwright.request_id", request_id)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def traceparent(self) -> str | None:
        """The current context in the form of the W3C header."""
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        return carrier.get("traceparent")

    def job(self, job_id: str, kind: str, attempt: int, parent: str | None) -> JobSpan:
        """The span of an attempt, in the trace of the request that made the job."""
        context = propagate.extract({"traceparent": parent} if parent else {})
        attributes: dict[str, AnyValue] = {
            "meshwright.job.id": job_id, "meshwright.job.kind": kind, "meshwright.job.attempt": attempt,
        }  # fmt: skip
        span = self.tracer.start_span(f"job {kind}", context, SpanKind.CONSUMER, attributes)
        return _JobSpan(self, span)


class _Discreet(SpanProcessor):
    """Keeps the query to ourselves: links carry their signature there."""

    def on_start(self, span: RunningSpan, parent_context: Context | None = None) -> None:
        if span.attributes and "url.query" in span.attributes:
            span.set_attribute("url.query", "REDACTED")


def _quiet(scope: MutableMapping[str, Any]) -> bool:
    return scope["path"] in QUIET


class _JobSpan(JobSpan):
    """Stages are as long as the worker hears of them, which is to a tenth of a second."""

    def __init__(self, tracing: Tracing, span: Span) -> None:
        self._tracing, self._span = tracing, span
        self._stage: Span | None = None
        self._name = ""

    def stage(self, name: str) -> None:
        if name == self._name:
            return
        self._end_stage()
        self._name = name
        self._stage = self._tracing.tracer.start_span(f"stage {name}", trace.set_span_in_context(self._span))

    def end(self, outcome: str) -> None:
        self._end_stage()
        self._span.set_attribute("meshwright.job.outcome", outcome)
        if outcome not in ("succeeded", "lease lost", "given back"):
            self._span.set_status(Status(StatusCode.ERROR, outcome))
        self._span.end()

    def _end_stage(self) -> None:
        if self._stage is not None:
            self._stage.end()
            self._stage, self._name = None, ""
