"""The compose file: linted, and judged on what it comes to."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from meshwright.service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "deploy" / "compose" / "compose.yaml"
BIN = Path(sys.executable).parent
OURS = ("api", "worker", "worker-gpu")


def substituted(text: str, given: dict[str, str]) -> str:
    """As compose replaces `${NAME}`, `${NAME:-default}` and `${NAME:?message}`."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if given.get(name):
            return given[name]
        assert kind != ":?", f"{name}: {rest}"
        return rest or ""

    return re.sub(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}", value, text)


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    lines = (FILE.parent / "env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def compose(example: dict[str, str]) -> dict[str, Any]:
    filled = {
        name: value or f"{name.lower()}-".ljust(32, "x") for name, value in example.items() if name != "PUBLIC_URL"
    }
    found: dict[str, Any] = yaml.safe_load(substituted(FILE.read_text(), filled))
    return found


def run(tool: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    # Some of them say their message in colours and symbols that an ASCII terminal does not know.
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"}
    return subprocess.run(
        [str(BIN / tool), *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=60, env=environment,
    )  # fmt: skip


def test_linters_find_nothing() -> None:
    checked = run("compose-lint", "check", "--fail-on", "high", FILE)
    assert checked.returncode == 0, checked.stdout
    schema = run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", FILE)
    assert schema.returncode == 0, schema.stdout
    rules = (
        "{extends: default, rules: {line-length: {max: 160}, document-start: disable, comments-indentation: disable}}"
    )
    for path in (FILE, *(ROOT / "deploy" / "helm" / "meshwright").glob("*.yaml")):
        lint = run("yamllint", "--strict", "-d", rules, path)
        assert lint.returncode == 0, lint.stdout


def test_the_linters_can_fail(tmp_path: Path) -> None:
    bad = tmp_path / "compose.yaml"
    bad.write_text(
        "services:\n  api:\n    image: api:1\n    privileged: true\n    environment: {API_SECRET_KEY: abc}\n"
    )
    assert run("compose-lint", "check", bad).returncode != 0
    bad.write_text("services:\n  api:\n    images: api\n")
    assert run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", bad).returncode != 0


def test_it_does_not_start_without_passwords(example: dict[str, str]) -> None:
    text = FILE.read_text()
    needed = set(re.findall(r"\$\{(\w+):\?", text))
    assert needed == {"POSTGRES_PASSWORD", "RABBITMQ_PASSWORD", "S3_USER", "S3_PASSWORD", "METRICS_TOKEN", "SECRET_KEY"}
    assert needed <= set(example)
    assert [name for name in needed if "PASSWORD" in name and example[name]] == []
    with pytest.raises(AssertionError, match=r"set it in \.env"):
        substituted(text, {})


def test_every_setting_exists_and_is_accepted(compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    known = {f"MESHWRIGHT_{field.name.upper()}" for field in dataclasses.fields(Settings)}
    for service in OURS:
        found = compose["services"][service]["environment"].items()
        given = {name: str(value or "") for name, value in found if name.startswith("MESHWRIGHT_")}
        assert set(given) <= known
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        settings = Settings.from_environment(data="/data")
        assert settings.url.startswith("postgresql")
        assert settings.blobs.startswith("s3://")
        assert settings.broker_url == f"amqp://meshwright:{'rabbitmq_password-'.ljust(32, 'x')}@rabbitmq:5672//"


def test_addresses_name_services_that_are_there(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in OURS:
        for name, value in services[service]["environment"].items():
            if isinstance(value, str) and "://" in value and not value.startswith("s3:"):
                host = re.sub(r"^.*@|:\d+.*$|^\w+://", "", value.split("://", 1)[1].split("/")[0])
                assert host in services, (name, value)
    users = services["postgres"]["environment"]
    database = services["api"]["environment"]["MESHWRIGHT_DATABASE_URL"]
    assert f"{users['POSTGRES_USER']}:{users['POSTGRES_PASSWORD']}@postgres:5432/{users['POSTGRES_DB']}" in database
    bucket = services["api"]["environment"]["MESHWRIGHT_BLOB_URL"].removeprefix("s3://")
    assert services["bucket"]["command"][-1] == f"store/{bucket}"
    assert f"dynamic a api {8000}" in (FILE.parent / "Caddyfile").read_text()


def test_what_runs(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["api"]["deploy"]["replicas"] == 2
    assert services["api"]["command"] == ["serve", "--workers", "0"]
    assert services["worker"]["command"] == ["worker", "--queues", "cpu"]
    assert (services["worker-gpu"]["command"][-1], services["worker-gpu"]["profiles"]) == ("gpu,cpu", ["gpu"])
    subnet = compose["networks"]["default"]["ipam"]["config"][0]["subnet"]
    assert services["api"]["environment"]["FORWARDED_ALLOW_IPS"] == subnet
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"gateway": ["127.0.0.1:8000:8080"]}  # nothing else is reachable, and this from here only
    for name, service in services.items():
        if name not in OURS:
            assert re.search(r"@sha256:[0-9a-f]{64}$", service["image"]), name
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["cap_drop"] == ["ALL"]
    kept = {m.split(":")[0] for s in services.values() for m in s.get("volumes", ()) if not m.startswith(".")}
    assert kept == set(compose["volumes"])


def test_commands_of_the_containers_are_taken(compose: dict[str, Any]) -> None:
    """The options exist: `--help` after them is only reached if argparse takes what stands before."""
    for service in OURS:
        command = [sys.executable, "-m", "meshwright", *compose["services"][service]["command"], "--help"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        assert "usage: meshwright" in done.stdout
