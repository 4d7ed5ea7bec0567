"""Traces of requests, jobs and stages, as an OTLP receiver gets them; and that nothing is loaded without them."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from meshwright.errors import InputError
from meshwright.service import telemetry

from .server import Server

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Receiver(ThreadingHTTPServer):
    """What OpenTelemetry calls a collector, as far as this test needs one."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: list[tuple[str, Span]] = []
        """Name of the service, and the span."""
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def named(self, name: str) -> list[Span]:
        return [span for _, span in list(self.spans) if span.name == name]

    def wait(self, name: str, count: int = 1) -> list[Span]:
        end = time.monotonic() + 20
        while len(found := self.named(name)) < count:
            assert time.monotonic() < end, sorted({span.name for _, span in self.spans})
            time.sleep(0.05)
        return found


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.paths.append(self.path)
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            names = {a.key: a.value.string_value for a in group.resource.attributes}
            for scope in group.scope_spans:
                self.server.spans += [(names["service.name"], span) for span in scope.spans]
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def attributes(span: Span) -> dict[str, object]:
    return {a.key: getattr(a.value, str(a.value.WhichOneof("value"))) for a in span.attributes}


def test_a_job_belongs_to_the_trace_of_its_request(receiver: Receiver, tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    server.environment |= {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
    with server:
        user = server.user()
        answer = user.post("/v1/generations", json={"prompt": "sleep 0.4"}, headers={"traceparent": PARENT})
        done = user.wait(answer.json()["id"])
        assert done["state"] == "succeeded"
        failed = user.wait(user.submit("input"))
        assert failed["state"] == "failed"
        user.get("/healthz")
        user.get(f"/v1/jobs/{done['id']}?x=secret")
        (request, other) = receiver.wait("POST /v1/generations", 2)
        (job, bad) = sorted(receiver.wait("job generation", 2), key=lambda span: span.start_time_unix_nano)
        (get, *_) = receiver.wait("GET /v1/jobs/{job_id}")
        stages = [
            span for _, span in receiver.spans if span.name.startswith("stage ") and span.trace_id == job.trace_id
        ]
    if request.trace_id != job.trace_id:
        request, other = other, request
    # The caller's trace goes through the request and the row of the job to another process.
    _, trace, parent, _ = PARENT.split("-")
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (trace, parent)
    assert (job.trace_id.hex(), job.parent_span_id) == (trace, request.span_id)
    assert {service for service, span in receiver.spans if span.name == "job generation"} == {"meshwright-worker"}
    assert {service for service, span in receiver.spans if span.name.startswith("POST")} == {"meshwright-api"}
    assert request.kind == Span.SPAN_KIND_SERVER
    assert job.kind == Span.SPAN_KIND_CONSUMER
    assert attributes(request)["http.response.status_code"] == 202
    assert attributes(request)["http.route"] == "/v1/generations"
    assert attributes(request)["meshwright.request_id"] == answer.headers["X-Request-ID"]
    assert attributes(job) == {
        "meshwright.job.id": done["id"], "meshwright.job.kind": "generation", "meshwright.job.attempt": 1,
        "meshwright.job.outcome": "succeeded",
    }  # fmt: skip
    # Its stages follow each other inside of it.
    assert [span.name for span in sorted(stages, key=lambda s: s.start_time_unix_nano)] == ["stage draw", "stage write"]
    for span in stages:
        assert span.parent_span_id == job.span_id
        assert job.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.end_time_unix_nano <= job.end_time_unix_nano
    draw = stages[0]
    assert draw.end_time_unix_nano - draw.start_time_unix_nano > 0.3e9
    # What failed says so, in a trace of its own.
    assert bad.trace_id == other.trace_id != job.trace_id
    assert (bad.status.code, attributes(bad)["meshwright.job.outcome"]) == (2, "input")
    assert set(receiver.paths) == {"/v1/traces"}
    assert not [span for _, span in receiver.spans if "healthz" in span.name]
    assert "secret" not in str(attributes(get))


def test_a_receiver_that_is_away_harms_nobody(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    server.environment |= {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_BSP_SCHEDULE_DELAY": "100"}
    with server:
        user = server.user()
        assert user.wait(user.submit("make"))["state"] == "succeeded"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "OTEL_TRACES_EXPORTER"),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "OTEL_EXPORTER_OTLP_PROTOCOL"),
    ],
)
def test_the_usual_variables_decide(
    variables: dict[str, str], expected: bool | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ENDPOINT", "TRACES_ENDPOINT", "PROTOCOL", "TRACES_PROTOCOL"):
        monkeypatch.delenv(f"OTEL_EXPORTER_OTLP_{name}", raising=False)
    for name in ("OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if isinstance(expected, str):
        with pytest.raises(InputError) as caught:
            telemetry.wanted()
        assert caught.value.field == expected
    else:
        assert telemetry.wanted() is expected


def test_nothing_is_loaded_without_them() -> None:
    code = (
        "import sys, meshwright.service.run, meshwright.service.jobs.worker as w; w.telemetry.start('worker');"
        "w.telemetry.job_span('j', 'edit', 1, None).end('x'); assert w.telemetry.traceparent() is None;"
        "sys.exit(any(name.startswith('opentelemetry.sdk') for name in sys.modules))"
    )
    environment = {"PATH": "/usr/bin:/bin"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False, timeout=60).returncode == 0
