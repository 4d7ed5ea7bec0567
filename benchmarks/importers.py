"""Do other programs see the triangles that we wrote?

    python benchmarks/importers.py [ASSET.glb] [--blender PYTHON] [--godot BINARY]

Writes an asset (a small one made here, without an argument) in every format and lets each program import it.
PYTHON is the interpreter of an environment with `bpy`, BINARY a Godot 3 server (Debian: godot3-server).
Exit code 1 if any count differs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from meshwright.asset import Asset
from meshwright.formats import load_asset, save
from meshwright.geometry.mesh import Mesh

_IMPORT_LIMIT = 90.0  # seconds
_GODOT = """
extends SceneTree
func count(node, found):
    if node is MeshInstance and node.mesh:
        var total = 0
        for k in range(node.mesh.get_surface_count()):
            total += node.mesh.surface_get_array_index_len(k) / 3
        found[node.name] = total
    for child in node.get_children():
        count(child, found)
func _init():
    var root = load("res://asset.glb").instance()
    var found = {}
    count(root, found)
    print("RESULT " + to_json(found))
    quit()
"""


def small_asset() -> Asset:
    """A torus of 2,000 triangles, finished."""
    from meshwright.pipeline.finish_source import finish_source
    from meshwright.pipeline.settings import FinishSettings

    ring, around = np.meshgrid(np.arange(40), np.arange(25), indexing="ij")
    a, b = ring * 2 * np.pi / 40, around * 2 * np.pi / 25
    radius = 0.4 + 0.15 * np.cos(b)
    points = np.stack([radius * np.cos(a), 0.15 * np.sin(b), radius * np.sin(a)], axis=-1).reshape(-1, 3)
    right, up = (ring + 1) % 40, (around + 1) % 25
    corner = [(i * 25 + j).ravel() for i, j in ((ring, around), (ring, up), (right, up), (right, around))]
    faces = np.concatenate([np.stack([corner[0], corner[k], corner[k + 1]], axis=1) for k in (1, 2)])
    return finish_source(Mesh.from_arrays(points, faces, "ring"), FinishSettings(polycount=1500, texture_size=256))


def write_all(asset: Asset, folder: Path) -> dict[str, Path]:
    """One file per suffix."""
    files = {suffix: folder / f"asset{suffix}" for suffix in (".glb", ".obj", ".usdz", ".stl", ".ply")}
    for path in files.values():
        save(asset, path)
    return files


def blender_counts(python: str, files: list[Path]) -> dict[str, Any]:
    """What Blender imported, see `peers/blender_import.py`."""
    script = Path(__file__).parent / "peers" / "blender_import.py"
    done = subprocess.run([python, str(script), *map(str, files)], capture_output=True, text=True, timeout=300)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        raise RuntimeError((done.stderr or done.stdout)[-500:])
    found: dict[str, Any] = json.loads(lines[-1][7:])
    return found


def expected(asset: Asset, suffix: str) -> dict[str, int]:
    """Triangles by group: the object itself, each coarser level, and the hulls.

    Only GLB brings all: Blender leaves out the hulls of USDZ, which are guides and not meant to be seen.
    """
    groups = {"object": len(asset.mesh.faces)}
    if suffix == ".glb":
        groups |= {f"LOD{k}": len(mesh.faces) for k, mesh in enumerate(asset.lods, 1)}
        groups["hulls"] = sum(len(hull.faces) for hull in asset.collision)
    return groups


def grouped(counts: dict[str, int]) -> dict[str, int]:
    """Triangles of imported objects by group, from their names."""
    groups: dict[str, int] = {}
    for name, triangles in counts.items():
        level = name.rsplit("_LOD", 1)
        hull = name.startswith("UCX_") or "collision" in name.lower() or "hull" in name.lower()
        group = "hulls" if hull else f"LOD{level[1].split('.')[0]}" if len(level) == 2 else "object"
        groups[group] = groups.get(group, 0) + triangles
    return groups


def godot_counts(binary: str, path: Path) -> dict[str, int]:
    """Triangles by node that Godot 3 makes of a GLB. Its editor imports the file but never quits, so it is stopped."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "project.godot").write_text('config_version=4\n[application]\nconfig/name="check"\n')
        (project / "asset.glb").write_bytes(path.read_bytes())
        (project / "count.gd").write_text(_GODOT)
        place = {"HOME": folder, "PATH": "/usr/bin:/bin"}
        editor = subprocess.Popen(
            [binary, "--path", folder, "--editor", "--quit"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=place,
        )  # fmt: skip
        waited = time.monotonic()
        while not list(project.glob(".import/asset.glb-*.scn")) and time.monotonic() - waited < _IMPORT_LIMIT:
            time.sleep(0.5)
        time.sleep(2.0)  # the scene is followed by its checksum
        editor.kill()
        editor.wait()
        command = [binary, "--path", folder, "--no-window", "-s", "count.gd"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=place, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        raise RuntimeError((done.stderr or done.stdout)[-500:])
    return {name: int(count) for name, count in json.loads(lines[-1][7:]).items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("asset", nargs="?", type=Path)
    parser.add_argument("--blender")
    parser.add_argument("--godot")
    args = parser.parse_args()
    asset = load_asset(args.asset) if args.asset else small_asset()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        files = write_all(asset, Path(folder))
        if args.blender:
            for path, seen in blender_counts(args.blender, list(files.values())).items():
                want, got = expected(asset, Path(path).suffix), grouped(seen["triangles"])
                rows.append({"program": "Blender", "file": Path(path).name, "wrote": want, "imported": got,
                             "images_missing": seen["images_missing"], "same": want == got})  # fmt: skip
        if args.godot:
            got, want = grouped(godot_counts(args.godot, files[".glb"])), expected(asset, ".glb")
            rows.append({"program": "Godot", "file": "asset.glb", "wrote": want, "imported": got, "same": want == got})
    print(json.dumps(rows, indent=1))
    return 0 if rows and all(row["same"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
