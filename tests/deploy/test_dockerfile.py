"""The Dockerfile: linted, and its promises looked up. (No engine here: images are not built by tests.)"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "deploy" / "docker" / "Dockerfile"
BIN = Path(sys.executable).parent


def stages() -> dict[str, str]:
    """Instructions of each stage, without comments, continuation lines joined."""
    lines = "\n".join(line for line in FILE.read_text().splitlines() if not line.startswith("#"))
    found: dict[str, str] = {}
    for block in re.split(r"^(?=FROM )", re.sub(r"\\\n\s*", "", lines), flags=re.M)[1:]:
        found[re.match(r"FROM \S+ AS (\S+)", block)[1]] = block  # type: ignore[index]
    return found


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run([BIN / "hadolint", FILE], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_hadolint_can_fail(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM python:latest\nRUN cd /x && sudo pip install y\n")
    done = subprocess.run([BIN / "hadolint", bad], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0


def test_base_is_pinned_and_fits_the_package() -> None:
    base = re.search(r"^ARG PYTHON=python:(\d+)\.(\d+)\.\d+-slim-\w+@sha256:[0-9a-f]{64}$", FILE.read_text(), re.M)
    assert base is not None
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    least = re.match(r">=3\.(\d+)$", project["requires-python"])
    assert least is not None
    assert (int(base[1]), int(base[2])) >= (3, int(least[1]))


def test_extras_exist() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for stage, wanted in (("build", {"service", "distributed"}), ("build-gpu", {"train"})):
        named = set(re.findall(r'pip install "\.\[([\w,]+)\]"', stages()[stage])[0].split(","))
        assert named <= set(extras)
        assert wanted <= named


def test_final_stages_run_as_nobody_in_particular() -> None:
    found = stages()
    assert list(found)[-1] == "cpu"  # what is built if no target is named
    for target, source in (("cpu", "build"), ("gpu", "build-gpu")):
        assert found[target].startswith(f"FROM base AS {target}")
        assert f"COPY --from={source} /opt/meshwright /opt/meshwright" in found[target]
        assert found[target].rstrip().endswith("USER 10001:10001")
    assert "HEALTHCHECK" in found["base"]
    assert "/healthz" in found["base"]
    assert 'ENTRYPOINT ["tini", "--", "meshwright"]' in found["base"]


def test_the_build_sees_what_it_copies_and_nothing_else() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", stages()["build"], re.M)
    assert sorted(name for line in copied for name in line.split()) == sorted(allowed)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {project["readme"], *project["license-files"]} <= set(allowed)
    assert all((ROOT / name).exists() for name in allowed)
