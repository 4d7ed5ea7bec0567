"""Time the finish of a 400,000-triangle chest, beside what a user would pick instead, in the same run.

    python benchmarks/finish_speed.py [--repeat 3] [--blender PYTHON] [--meshlab PYTHON] [--memory]

PYTHON is the interpreter of a virtual environment with `bpy` (5.0), or with `pymeshlab` and `xatlas`. Each
repetition is a process of its own, the candidates take turns; seconds by the wall clock and of all processors
together, which a busy machine disturbs less. `--memory` finishes a surface of a million
triangles and reports the peak of all processes together.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

BUDGET, SIZE, LODS = 5000, 1024, 3


def make_input(faces: int, path: Path) -> int:
    """Write the chest of `bake.py` as a binary PLY with vertex colours, of about so many triangles."""
    from bake import Chest

    from meshwright.geometry.isosurface import extract
    from meshwright.vocabulary.colors import linear_to_srgb

    field = Chest()
    resolution = 256
    mesh = extract(field, resolution=resolution, coarse=32)
    if abs(len(mesh.faces) / faces - 1) > 0.05:
        resolution = min(512, round(resolution * (faces / len(mesh.faces)) ** 0.5))
        mesh = extract(field, resolution=resolution, coarse=32)
    while len(mesh.faces) < 0.95 * faces:
        from meshwright.pipeline.surface import split_in_four

        mesh = split_in_four(mesh)
    rows = np.zeros(len(mesh.vertices), np.dtype([("p", "<f4", 3), ("c", "u1", 4)]))
    rows["p"] = mesh.vertices
    tint = linear_to_srgb(field.appearance(mesh.vertices).tint)
    rows["c"][:, :3] = np.clip(tint * 255 + 0.5, 0, 255)
    rows["c"][:, 3] = 255
    corners = np.zeros(len(mesh.faces), np.dtype([("n", "u1"), ("v", "<i4", 3)]))
    corners["n"], corners["v"] = 3, mesh.faces
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(rows)}\n"
    head += "".join(f"property float {a}\n" for a in "xyz")
    head += "".join(f"property uchar {a}\n" for a in ("red", "green", "blue", "alpha"))
    head += f"element face {len(corners)}\nproperty list uchar int vertex_indices\nend_header\n"
    path.write_bytes(head.encode() + rows.tobytes() + corners.tobytes())
    return len(mesh.faces)


def own(source: str, target: str, lods: int) -> None:
    """Child: read, finish and write once; prints seconds per stage."""
    from meshwright.formats import LOCAL_LIMITS, read_source, save
    from meshwright.geometry.isolation import prewarm
    from meshwright.pipeline.finish_source import finish_source
    from meshwright.pipeline.progress import Stages
    from meshwright.pipeline.settings import FinishSettings

    stages = Stages()
    start = time.perf_counter()
    prewarm()  # as `Modeler.finish` does
    mesh = read_source(source, LOCAL_LIMITS)
    read = time.perf_counter()
    settings = FinishSettings(
        polycount=BUDGET, texture_size=SIZE, lods=lods, height=float(np.ptp(mesh.mesh.vertices[:, 1]))
    )
    asset = finish_source(mesh, settings, stages=stages)
    done = time.perf_counter()
    save(asset, Path(target).with_suffix(".glb"), force=True)
    write = time.perf_counter() - done
    seconds = {"read": read - start, **stages.timings, "write": write}
    seconds["elsewhere"] = done - read - sum(stages.timings.values())
    placed = asset.provenance["placement"]
    vertices = (asset.mesh.vertices - np.asarray(placed["offset"])) / placed["scale"]
    np.savez(target, v=vertices, f=asset.mesh.faces)
    print("RESULT " + json.dumps({"triangles": len(asset.mesh.faces), "seconds": seconds}))


def surface_error(source: Path, result: Path) -> dict[str, float]:
    """Distances between the surfaces, both ways, as shares of the diagonal: mean, root mean square, greatest.

    20,000 points spread evenly over each surface, and the exact closest point of the other one (libigl).
    """
    import igl
    import trimesh

    high = trimesh.load(source, process=False)
    if result.suffix == ".npz":
        with np.load(result) as z:
            low_v, low_f = z["v"].astype(np.float64), z["f"].astype(np.int64)
    else:
        low = trimesh.load(result, process=False)
        low_v, low_f = np.asarray(low.vertices, np.float64), np.asarray(low.faces, np.int64)
    diagonal = float(np.linalg.norm(np.ptp(high.vertices, axis=0)))
    rng = np.random.default_rng(0)
    high_v, high_f = np.asarray(high.vertices, np.float64), np.asarray(high.faces, np.int64)

    def spread(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
        area = np.linalg.norm(np.cross(*(vertices[faces[:, k]] - vertices[faces[:, 0]] for k in (1, 2))), axis=1)
        face = rng.choice(len(faces), 20_000, p=area / area.sum())
        return np.einsum("nk,nkc->nc", rng.dirichlet((1, 1, 1), 20_000), vertices[faces[face]])

    a = np.sqrt(igl.point_mesh_squared_distance(spread(high_v, high_f), low_v, low_f)[0])
    b = np.sqrt(igl.point_mesh_squared_distance(spread(low_v, low_f), high_v, high_f)[0])
    both = np.concatenate([a, b]) / diagonal
    return {"mean": float(both.mean()), "rms": float(np.sqrt((both**2).mean())), "max": float(both.max())}


class Peak:
    """Greatest resident memory of a process and its descendants, looked at every 50 ms."""

    def __init__(self, pid: int) -> None:
        self.pid, self.bytes, self._stop = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while not self._stop.wait(0.05):
            parents, resident = {}, {}
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit():
                    try:
                        parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                        fields = (entry / "statm").read_text().split()
                        resident[int(entry.name)] = (int(fields[1]) - int(fields[2])) * page
                    except (OSError, IndexError, ValueError):
                        continue
            family = {self.pid}
            for _ in range(4):
                family |= {p for p, parent in parents.items() if parent in family}
            self.bytes = max(self.bytes, sum(resident.get(p, 0) for p in family))

    def end(self) -> int:
        self._stop.set()
        self._thread.join()
        return self.bytes


def run(command: list[str], limit: float) -> dict[str, Any]:
    """One repetition: what the child printed, its wall-clock seconds and peak memory."""
    start = time.perf_counter()
    before = processor_seconds()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = Peak(process.pid)
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return {"failed": f"past {limit:g} s"}
    finally:
        memory = peak.end()
    lines = [line for line in out.splitlines() if line.startswith("RESULT ")]
    if not lines:
        return {"failed": (err or out).strip().splitlines()[-1:]}
    row: dict[str, Any] = json.loads(lines[-1][7:])
    spent = processor_seconds() - before
    return row | {"wall": time.perf_counter() - start, "processor": spent, "peak_mb": memory / 2**20}


def processor_seconds() -> float:
    """Processor time of all children that have ended, and of theirs: it does not count what others do meanwhile."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", type=int, default=400_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=float, default=300.0)
    parser.add_argument("--blender", type=Path, help="interpreter of an environment with bpy")
    parser.add_argument("--meshlab", type=Path, help="interpreter of an environment with pymeshlab and xatlas")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--own", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    if args.own:
        own(args.own[0], args.own[1], int(args.own[2]))
        return
    peers = Path(__file__).parent / "peers"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "chest.ply"
        faces = make_input(args.faces, source)
        candidates = {
            "meshwright": ([sys.executable, __file__, "--own", str(source)], [str(LODS)], ".npz"),
            "meshwright without LODs": ([sys.executable, __file__, "--own", str(source)], ["1"], ".npz"),
        }
        for name, python in (("blender", args.blender), ("meshlab", args.meshlab)):
            if python:
                script = str(peers / f"{name}_finish.py")
                candidates[name] = ([str(python), script, str(source)], [str(BUDGET), str(SIZE)], ".ply")
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in candidates}
        errors = {}
        for _ in range(args.repeat):
            for name, (before, after, suffix) in candidates.items():
                target = Path(folder) / f"out{len(name)}{suffix}"
                row = run([*before, str(target), *after], args.limit)
                rows[name].append(row)
                print(name, json.dumps(row), file=sys.stderr, flush=True)
                if "failed" not in row and name not in errors:
                    errors[name] = surface_error(source, target)
        result: dict[str, Any] = {
            "benchmark": "finish_speed",
            "input_triangles": faces,
            "budget": BUDGET,
            "texture_size": SIZE,
            "levels": LODS,
            "repeat": args.repeat,
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
            "load_at_end": os.getloadavg()[0],
            "candidates": {name: _digest(r, errors.get(name)) for name, r in rows.items()},
        }
        for figure in ("work_s", "processor_s"):
            base = result["candidates"]["meshwright"].get(figure)
            for name in candidates:
                spent = result["candidates"][name].get(figure)
                if base and spent:
                    result["candidates"][name][f"{figure[:-2]}_ratio"] = round(spent / base, 2)
        if args.memory:
            million = Path(folder) / "million.ply"
            count = make_input(1_000_000, million)
            row = run(
                [sys.executable, __file__, "--own", str(million), str(Path(folder) / "m.npz"), str(LODS)], args.limit
            )
            result["memory"] = {"input_triangles": count, **row}
    text = json.dumps(result, indent=1)
    if args.json:
        args.json.write_text(text + "\n")
    print(text)


def _digest(rows: list[dict[str, Any]], error: dict[str, float] | None) -> dict[str, Any]:
    good = [r for r in rows if "failed" not in r]
    if not good:
        return {"failed": [r["failed"] for r in rows]}
    work = [sum(r["seconds"].values()) for r in good]
    stages = {k: round(statistics.median(r["seconds"][k] for r in good), 2) for k in good[0]["seconds"]}
    return {
        "n": len(good),
        "triangles": good[0]["triangles"],
        "work_s": round(statistics.median(work), 2),
        "work_range_s": [round(min(work), 2), round(max(work), 2)],
        "processor_s": round(statistics.median(r["processor"] for r in good), 2),
        "wall_s": round(statistics.median(r["wall"] for r in good), 2),
        "peak_mb": round(statistics.median(r["peak_mb"] for r in good)),
        "stages_s": stages,
        "surface_error": error,
    }


if __name__ == "__main__":
    main()
