"""The examples of docs/api.md run as they stand, against a real service whose work is made up."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..service.server import Server

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def blocks(heading: str, language: str) -> list[str]:
    """Fenced blocks of a section."""
    (section,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S)
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```", section, re.M | re.S)
    assert found
    return found


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("examples")
    with Server(folder / "data") as server:
        user = server.user()
        key = user.post("/v1/api-keys", json={"name": "docs", "scopes": ["read", "write", "account"]}).json()["key"]
        yield {
            **os.environ,
            "MESHWRIGHT_URL": server.url,
            "MESHWRIGHT_API_KEY": key,
            "XDG_CONFIG_HOME": str(folder),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }


def run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_python(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "crate.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    out = run([sys.executable, "-W", "error", "-c", "".join(blocks("The client", "python"))], tmp_path, environment)
    assert (tmp_path / "chest" / "thing.glb").is_file()
    assert (tmp_path / "props.zip").is_file()
    lines = out.splitlines()
    assert any(line.startswith("polycount ") for line in lines)
    assert "3 of 3" in lines
    assert any(re.fullmatch(r"2 1 \['thing.glb', 'thumbnail.png'\]", line) for line in lines)


def test_commands(environment: dict[str, str], tmp_path: Path) -> None:
    (script,) = blocks("`meshwright remote`", "sh")
    run(["bash", "-euo", "pipefail", "-c", script], tmp_path, environment)
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.glb")}
    assert made == {"chest.glb", "taller.glb", "chest/thing.glb", "props/1/thing.glb", "props/2/thing.glb"}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed (apt-get install curl)")
def test_curl(environment: dict[str, str], tmp_path: Path) -> None:
    (script,) = blocks("The service over HTTP", "sh")
    out = run(["bash", "-euo", "pipefail", "-c", script], tmp_path, environment)
    assert "event: progress" in out
    assert '"succeeded"' in out


def test_every_task_of_the_command_line_is_one(environment: dict[str, str], tmp_path: Path) -> None:
    """Tasks that the text names in code exist."""
    out = run([sys.executable, "-m", "meshwright", "remote", "--help"], tmp_path, environment)
    tasks = set(re.findall(r"^    ([a-z][a-z-]+)", out, re.M))
    assert len(tasks) > 20
    named = set(re.findall(r"meshwright remote ([a-z][a-z-]*)", TEXT))
    assert named <= tasks
