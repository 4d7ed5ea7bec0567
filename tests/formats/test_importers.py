"""Blender reads what we write: as many triangles, nothing missing.

Needs an interpreter with `bpy`, named by the environment variable BPY_PYTHON; without it the test is skipped, in CI
too: the wheel is 370 MB, bound to one version of Python, and pins another numpy.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from meshwright.formats import save
from tests.formats.samples import sample_asset

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "peers" / "blender_import.py"


@pytest.mark.skipif("BPY_PYTHON" not in os.environ, reason="BPY_PYTHON names no interpreter with bpy")
def test_blender_imports_the_same_triangles(tmp_path):
    asset = sample_asset(lods=2, size=32)
    files = [tmp_path / f"ball{suffix}" for suffix in (".glb", ".obj", ".usdz", ".stl", ".ply")]
    for path in files:
        save(asset, path)
    done = subprocess.run(
        [os.environ["BPY_PYTHON"], str(SCRIPT), *map(str, files)],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    seen = {Path(path).suffix: found for path, found in json.loads(line[7:]).items()}
    whole = len(asset.mesh.faces)
    levels = sum(len(mesh.faces) for mesh in asset.lods)
    hulls = sum(len(hull.faces) for hull in asset.collision)
    assert sum(seen[".glb"]["triangles"].values()) == whole + levels + hulls
    for suffix in (".obj", ".usdz", ".stl", ".ply"):  # the hulls of USDZ are guides, which Blender leaves out
        assert sum(seen[suffix]["triangles"].values()) == whole
    assert not any(found["images_missing"] for found in seen.values())
