"""Starting is quick because nothing heavy is loaded before it is needed."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

HEAVY = (
    "torch",
    "scipy",
    "openvino",
    "trimesh",
    "skimage",
    "PIL",
    "igl",
    "embreex",
    "coacd",
    "pxr",
    "safetensors",
    "httpx",
    "fastapi",
)
_CODE = "import sys; {}; print(','.join(n for n in sys.modules if '.' not in n))"


def loaded(statement: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _CODE.format(statement)], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split(","))


def test_import_loads_nothing() -> None:
    assert not loaded("import meshwright") & {*HEAVY, "numpy"}


@pytest.mark.parametrize("command", ["", "generate", "edit", "finish", "inspect", "render", "data", "remote"])
def test_help_loads_nothing(command: str) -> None:
    statement = f"""
import contextlib
from meshwright.client.cli import main
with contextlib.suppress(SystemExit): main({[command, "--help"] if command else ["--help"]!r})
""".strip().replace("\n", "\n")
    code = statement + "\nimport sys; print(','.join(n for n in sys.modules if '.' not in n))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not set(done.stdout.splitlines()[-1].split(",")) & {*HEAVY, "numpy"}
    assert "usage: meshwright" in done.stdout


def test_the_client_loads_neither_the_pipeline_nor_the_service() -> None:
    found = loaded("import sys, meshwright.client.remote; print(*[m for m in sys.modules if 'service' in m])")
    assert not found & ({*HEAVY, "numpy", "pydantic", "sqlalchemy"} - {"httpx"})
    assert "httpx" in found


def test_names_of_the_package() -> None:
    import meshwright

    assert meshwright.Modeler.__name__ == "Modeler"
    assert meshwright.Asset.__name__ == "Asset"
    with pytest.raises(AttributeError):
        meshwright.Nothing  # noqa: B018


@pytest.mark.parametrize(
    ("arguments", "limit"), [(["-c", "import meshwright"], 0.3), (["-m", "meshwright", "--help"], 0.5)]
)
def test_processor_time_of_starting(arguments: list[str], limit: float) -> None:
    """Processor time, not wall time, so that a busy machine does not fail it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime) < limit
