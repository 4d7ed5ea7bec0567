"""The API against its own OpenAPI document, by a schema fuzzer with a fixed seed; and the contract in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx

from .server import PASSWORD, Server, User

HERE = Path(__file__).parent
MANY = 1_000_000
NO_LIMITS = dict.fromkeys(("submissions", "requests", "registrations", "login_failures", "queued_jobs"), MANY)


def _admin(server: Server) -> User:
    """The site's admin, by the link that the server prints."""
    assert server.process.stdout is not None
    token = server.process.stdout.readline().strip().partition("#")[2]
    body = {"token": token, "email": "admin@example.org", "password": PASSWORD}
    answer = httpx.post(f"{server.url}/v1/auth/setup", json=body)
    assert answer.status_code == 201, answer.text
    tokens = httpx.post(f"{server.url}/v1/auth/login", json={k: body[k] for k in ("email", "password")}).json()
    return User(server.url, body["email"], tokens)


def test_every_answer_is_as_the_document_says(tmp_path: Path) -> None:
    options = ("--seed=7", "--phases=coverage,fuzzing", "--max-examples=3", "--generation-database=none", "--no-color")
    with Server(tmp_path / "data", "--workers", "0", **NO_LIMITS, webhook_private_addresses=1) as server:
        admin = _admin(server)
        scopes = ["read", "write", "account", "admin"]
        key = admin.post("/v1/api-keys", json={"name": "fuzzer", "scopes": scopes}).json()
        hooks = {
            "SCHEMATHESIS_HOOKS": "tests.service.conformity_hooks",
            "PYTHONPATH": str(HERE.parents[1]),
            "OWN_KEY": key["id"],
            "OWN_ACCOUNT": admin.get("/v1/account").json()["id"],
        }
        command = [sys.executable, "-m", "schemathesis.cli", f"--config-file={HERE / 'schemathesis.toml'}", "run"]
        found = subprocess.run(
            [
                *(*command, f"{server.url}/openapi.json", "-H", f"Authorization: Bearer {key['key']}", *options),
                *("--continue-on-failure", "--warnings=off"),
            ],
            cwd=tmp_path,
            env={**os.environ, **hooks},
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert found.returncode == 0, found.stdout[-20_000:] + found.stderr[-2_000:]
        assert [line for line in server.logs().splitlines() if '"level": "error"' in line] == []
        assert admin.get("/v1/account").status_code == 200
        assert httpx.get(f"{server.url}/v1/account", headers={"Authorization": f"Bearer {key['key']}"}).is_success
