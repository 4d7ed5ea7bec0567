"""The API against its own OpenAPI document, by a schema fuzzer with a fixed seed; and the contract in words."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
from PIL import Image

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
    options = ("--seed=7", "--phases=coverage,fuzzing", "--max-examples=2", "--generation-database=none", "--no-color")
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
                *("--continue-on-failure", "--warnings=off", "--request-timeout=30"),
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


def test_the_contract_that_others_rely_on(server: Server) -> None:
    """Word for word what clients outside of this project were promised; changing this test breaks them."""
    credentials = {"email": "outside@example.org", "password": PASSWORD}
    with httpx.Client(base_url=server.url, timeout=20) as client:
        assert client.post("/v1/auth/register", json=credentials).status_code == 201
        login = client.post("/v1/auth/login", json=credentials)
        assert login.status_code == 200
        client.headers["Authorization"] = f"Bearer {login.json()['access_token']}"
        picture = client.post("/v1/uploads", params={"name": "a.png"}, content=_picture()).json()["id"]
        asked = {
            "prompt": "make 1",
            "negative_prompt": "rust",
            "images": [picture],
            "polycount": 5000,
            "topology": "triangle",
            "texture_size": 1024,
            "lods": 3,
            "height": 1.0,
            "seed": 7,
            "count": 2,
            "formats": ["glb", "obj"],
        }
        sent = client.post("/v1/generations", json=asked)
        assert sent.status_code == 202
        path = f"/v1/jobs/{sent.json()['id']}"
        end = time.monotonic() + 30
        while (job := client.get(path).json())["state"] not in ("succeeded", "failed", "cancelled"):
            assert {"state", "progress", "stage", "asset_id", "error"} <= set(job)
            assert job["state"] in ("queued", "running")
            assert time.monotonic() < end
            time.sleep(0.05)
        assert (job["state"], job["progress"], job["error"]) == ("succeeded", 100.0, None)
        versions = client.get(f"/v1/assets/{job['asset_id']}/versions").json()["items"]
        assert [version["number"] for version in versions] == [1]
        assert "thing.glb" in [file["name"] for file in versions[0]["files"]]
        wrong = client.post("/v1/generations", json={**asked, "prompt": ""})
        assert (wrong.status_code, wrong.headers["content-type"]) == (422, "application/problem+json")


def test_limits_are_in_the_document(server: Server) -> None:
    document = httpx.get(f"{server.url}/openapi.json").json()
    asked = document["components"]["schemas"]["GenerationBody"]["properties"]
    assert asked["prompt"]["maxLength"] == 2000
    assert {k: v for k, v in asked["polycount"]["anyOf"][0].items() if k != "type"} == {
        "minimum": 100, "maximum": 500000
    }  # fmt: skip
    assert document["components"]["schemas"]["BatchBody"]["properties"]["items"]["maxItems"] == 1000
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for given in operation.get("parameters", []):
                schema = given["schema"]
                options = schema.get("anyOf", [schema])
                if given["name"] in ("limit", "cursor"):
                    assert any({"maximum", "maxLength"} & set(o) for o in options), (method, path, given["name"])
            answers = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
            name = answers.get("schema", {}).get("$ref", "").rpartition("/")[2]
            if name.endswith("Page"):
                names = {given["name"] for given in operation["parameters"]}
                assert {"limit", "cursor"} <= names, f"{method} {path} is not paged"
                assert "next_cursor" in document["components"]["schemas"][name]["properties"]


def test_browsers_of_named_origins_may_call(tmp_path: Path) -> None:
    with Server(tmp_path / "data", "--workers", "0", cors_origins="https://studio.example") as server:
        for method, asked in (("PATCH", "authorization,content-type"), ("GET", "range,x-request-id")):
            headers = {
                "Origin": "https://studio.example",
                "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": asked,
            }
            answer = httpx.options(f"{server.url}/v1/jobs", headers=headers)
            assert answer.status_code == 200, answer.text
            assert answer.headers["access-control-allow-origin"] == "https://studio.example"
            strange = httpx.options(f"{server.url}/v1/jobs", headers={**headers, "Origin": "https://evil.example"})
            assert "access-control-allow-origin" not in strange.headers
        seen = httpx.get(f"{server.url}/v1/jobs", headers={"Origin": "https://studio.example"})
        assert seen.status_code == 401
        shown = seen.headers["access-control-expose-headers"].lower()
        assert {"x-request-id", "retry-after", "content-range"} <= set(shown.split(", "))
        assert "X-Request-ID" in seen.headers


def _picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    return stream.getvalue()
