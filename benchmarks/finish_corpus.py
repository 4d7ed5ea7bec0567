"""Finish hard meshes and count what comes out: python benchmarks/finish_corpus.py --pack PACK.npz [--n 500]

Each mesh is finished in a child process with limits on time and memory, and written as GLB. Every one must end
in a valid asset or in a typed refusal. Validity is checked here once more, not taken from the report.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import pickle
import platform
import resource
import selectors
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

TIME_LIMIT = 150.0  # seconds for one mesh
MEMORY_LIMIT = 8 << 30  # bytes of address space


def judge(asset: Any, budget: int) -> list[str]:
    """Defects of a finished asset; empty for a good one."""
    mesh = asset.mesh
    edges = np.sort(np.concatenate([mesh.faces[:, [k, (k + 1) % 3]] for k in range(3)]), axis=1)
    counts = np.unique(edges, axis=0, return_counts=True)[1]
    t = mesh.triangles.astype(np.float64)
    area = np.linalg.norm(np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]), axis=1) / 2
    volume = np.einsum("ij,ij->i", np.cross(t[:, 0], t[:, 1]), t[:, 2]).sum() / 6
    checks = {
        "edges without exactly two faces": (counts != 2).any(),
        "faces without area": (area <= 0).any(),
        "inside out": volume <= 0,
        "above the budget": len(mesh.faces) > budget,
        "not standing on the ground": abs(mesh.vertices[:, 1].min()) > 0.02 * np.ptp(mesh.vertices),
        "UVs outside the page": mesh.uv is None or not ((mesh.uv >= 0) & (mesh.uv <= 1)).all(),
        "levels not falling": any(
            len(b.faces) >= len(a.faces) for a, b in zip((mesh, *asset.lods), asset.lods, strict=False)
        ),
        "maps not finite": not all(
            np.isfinite(m).all() for m in (asset.maps.albedo, asset.maps.normal, asset.maps.roughness)
        ),
        "no mass": asset.physics is None or not asset.physics.mass > 0,
    }
    return [name for name, bad in checks.items() if bad]


def finish_one(case: Any) -> dict[str, Any]:
    """Outcome of one case, in this process."""
    from meshwright.errors import MeshwrightError, PromiseBroken
    from meshwright.formats import save
    from meshwright.pipeline.finish_source import finish_source
    from meshwright.pipeline.settings import FinishSettings

    start = time.perf_counter()
    row: dict[str, Any] = {
        "name": case.name, "kind": case.kind, "budget": case.budget, "faces_in": len(case.source.mesh.faces)
    }  # fmt: skip
    try:
        settings = FinishSettings(polycount=case.budget, texture_size=256, lods=2)
        asset = finish_source(case.source, settings)
        with tempfile.TemporaryDirectory() as folder:
            save(asset, Path(folder) / "a.glb")
        defects = judge(asset, case.budget)
        report = asset.report
        row |= {
            "outcome": "invalid" if defects else "valid",
            "defects": defects,
            "faces": len(asset.mesh.faces),
            "available": report["budget"]["available"],
            "repair": report["source"]["repair"]["method"],
            "pivot_off": abs(float(asset.mesh.vertices[:, 1].min())) / float(np.ptp(asset.mesh.vertices)),
        }
    except MeshwrightError as error:
        cause = getattr(error, "cause", None) or getattr(error, "field", None) or ""
        if isinstance(error, PromiseBroken):
            cause = "; ".join(error.failures)
        row |= {"outcome": "refused", "error": type(error).__name__, "cause": str(cause), "message": str(error)}
    except Exception as error:
        import traceback

        row |= {"outcome": "crash", "error": type(error).__name__, "message": str(error)}
        row["trace"] = traceback.format_exc().splitlines()[-6:]
    row["seconds"] = round(time.perf_counter() - start, 2)
    return row


def serve() -> None:
    """Child: cases come in on standard input, outcomes go out on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    out = os.dup(1)
    os.dup2(2, 1)  # what libraries print must not break the protocol
    while header := sys.stdin.buffer.read(8):
        case = pickle.loads(sys.stdin.buffer.read(struct.unpack("<Q", header)[0]))
        os.write(out, json.dumps(finish_one(case)).encode() + b"\n")


class Worker:
    """One child process and the case it works on."""

    def __init__(self) -> None:
        environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self.case: Any = None
        self.deadline = float("inf")

    def give(self, case: Any, limit: float) -> None:
        data = pickle.dumps(case)
        assert self.process.stdin is not None
        self.process.stdin.write(struct.pack("<Q", len(data)) + data)
        self.process.stdin.flush()
        self.case, self.deadline = case, time.monotonic() + limit


def run(cases: Any, workers: int, seconds: float, limit: float, keep: Path | None) -> list[dict[str, Any]]:
    """Outcomes of all cases that start within `seconds`, in order."""
    rows: list[dict[str, Any]] = []
    end = time.monotonic() + seconds
    cases = iter(cases)
    watch = selectors.DefaultSelector()

    def fill(worker: Worker) -> bool:
        case = next(cases, None) if time.monotonic() < end else None
        if case is None:
            return False
        worker.give(case, limit)
        return True

    def finish(worker: Worker, row: dict[str, Any]) -> None:
        rows.append(row)
        bad = row["outcome"] in ("crash", "invalid", "killed") or row.get("error") in (
            "StageCrash",
            "StageTimeout",
            "PromiseBroken",
        )
        if bad or row["outcome"] == "refused":
            print(json.dumps(row), file=sys.stderr, flush=True)
        if bad and keep is not None:
            mesh = worker.case.source.mesh
            name = worker.case.name.replace(" ", "_").replace("/", "_")
            np.savez_compressed(keep / f"{name}_{row['kind']}.npz", v=mesh.vertices, f=mesh.faces)

    def start() -> None:
        worker = Worker()
        if fill(worker):
            watch.register(worker.process.stdout, selectors.EVENT_READ, worker)
        else:
            worker.process.kill()

    for _ in range(workers):
        start()
    while watch.get_map():
        for key, _ in watch.select(timeout=1.0):
            worker = key.data
            line = worker.process.stdout.readline()
            if line:
                finish(worker, json.loads(line))
                if fill(worker):
                    continue
                worker.process.stdin.close()
            else:
                code = worker.process.wait()
                finish(worker, _lost(worker.case, f"process ended with {code}", 0.0))
            watch.unregister(key.fileobj)
            if not line:
                start()
        for key in list(watch.get_map().values()):
            worker = key.data
            if time.monotonic() > worker.deadline:
                worker.process.kill()
                worker.process.wait()
                watch.unregister(key.fileobj)
                finish(worker, _lost(worker.case, f"past {limit:g} s", limit))
                start()
    return sorted(rows, key=lambda row: row["name"])


def _lost(case: Any, why: str, seconds: float) -> dict[str, Any]:
    return {
        "name": case.name, "kind": case.kind, "budget": case.budget,
        "faces_in": len(case.source.mesh.faces), "outcome": "killed", "message": why,
        "seconds": seconds,
    }  # fmt: skip


def summary(rows: list[dict[str, Any]], seed: int) -> dict[str, Any]:
    """Counts, shares with Wilson intervals, and what went wrong by cause."""
    from meshwright.metrics.intervals import proportion

    valid = [r for r in rows if r["outcome"] == "valid"]
    refused = [r for r in rows if r["outcome"] == "refused"]
    least = [min(0.98 * r["budget"], r["budget"] - 1, r["available"]) for r in valid]
    within = [low <= r["faces"] <= r["budget"] for r, low in zip(valid, least, strict=True)]
    causes = collections.Counter(f"{r['error']}: {r['cause']}" for r in refused)
    kinds: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for r in rows:
        kinds[r["kind"]][r["outcome"]] += 1
    off = sorted(round(r["pivot_off"], 5) for r in valid)
    spent = sorted(r["seconds"] for r in rows)
    return {
        "benchmark": "finish_corpus",
        "n": len(rows),
        "seed": seed,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "valid_or_typed_refusal": proportion(
            [r["outcome"] in ("valid", "refused") and r.get("error") != "PromiseBroken" for r in rows], target=1.0
        ).to_json(),
        "valid": proportion([r["outcome"] == "valid" for r in rows]).to_json(),
        "within_budget_of_valid": proportion(within, target=0.99).to_json() if within else None,
        "outcomes": dict(collections.Counter(r["outcome"] for r in rows)),
        "refusals": dict(causes.most_common()),
        "repair": dict(collections.Counter(r["repair"] for r in valid)),
        "pivot_off_share_of_size": {"p95": off[int(0.95 * (len(off) - 1))], "max": off[-1]} if off else None,
        "by_kind": {kind: dict(c) for kind, c in sorted(kinds.items())},
        "seconds": {"median": spent[len(spent) // 2], "p95": spent[int(0.95 * (len(spent) - 1))], "max": spent[-1]},
        "not_valid": [r for r in rows if r["outcome"] != "valid"],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, help="training pack of CC0 meshes (meshwright.dataset.packs)")
    parser.add_argument("--n", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="start no mesh after this time")
    parser.add_argument("--limit", type=float, default=TIME_LIMIT, help="seconds for one mesh")
    parser.add_argument("--keep", type=Path, help="folder for the meshes that failed")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve()
        return
    if args.pack is None:
        parser.error("--pack: name a training pack of CC0 meshes")
    from hard_meshes import corpus

    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
    rows = run(corpus(args.pack, args.n, args.seed), args.workers, args.seconds, args.limit, args.keep)
    text = json.dumps(summary(rows, args.seed), indent=1)
    if args.json:
        args.json.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
