"""The dependency rules between packages (`[tool.importlinter]` in pyproject.toml) hold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_import_contracts_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(tool), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


def test_the_contracts_can_fail() -> None:
    """The arrows that the contracts forbid are really looked for: geometry is imported by what may import it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert text.count("[[tool.importlinter.contracts]]") >= 6
    assert any("from meshwright.geometry" in p.read_text(encoding="utf-8") for p in SOURCES if "pipeline" in p.parts)


def test_nothing_leads_out_of_the_repository() -> None:
    """No absolute paths of anyone's machine in shipped code."""
    pattern = re.compile(r"""["'](/home/|/root/|/Users/|C:\\\\)""")
    found = [str(p) for p in SOURCES if pattern.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_coacd_is_only_loaded_in_worker_processes() -> None:
    """Loading it changes what OpenVINO computes in the same process, so no module may import it at the top."""
    code = (
        "import meshwright.pipeline.generate, meshwright.pipeline.finish_source, sys; sys.exit('coacd' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
