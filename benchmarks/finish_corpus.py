"""Finish hard meshes and count what comes out: python benchmarks/finish_corpus.py --pack PACK.npz [--n 500]

Each mesh is finished in a child process with limits on time and memory, and written as GLB. Every one must end
in a valid asset or in a typed refusal. Validity is judged on the file, by `finish_judge.py`. Outcomes are appended
to a file of JSON lines; a second run with the same file goes on where the first has stopped. `--compare` counts
the files that came out byte for byte as in another run (another `--threads`, for instance).
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import hashlib
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
import traceback
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

TIME_LIMIT = 150.0  # seconds for one mesh
MEMORY_LIMIT = 8 << 30  # bytes of address space
TEXTURE, LODS = 256, 3


def finish_one(case: Any, khronos: Any) -> dict[str, Any]:
    """Outcome of one case, in this process."""
    from finish_judge import judge

    from meshwright.errors import MeshwrightError, PromiseBroken
    from meshwright.formats import save
    from meshwright.pipeline.finish_source import finish_source
    from meshwright.pipeline.progress import Stages
    from meshwright.pipeline.settings import FinishSettings

    row: dict[str, Any] = {
        "number": case.number, "name": case.name, "kind": case.kind, "budget": case.budget,
        "faces_in": len(case.source.mesh.faces),
    }  # fmt: skip
    start = time.perf_counter()
    try:
        stages = Stages()
        settings = FinishSettings(polycount=case.budget, texture_size=TEXTURE, lods=LODS)
        asset = finish_source(case.source, settings, stages=stages)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.glb"
            save(asset, path)
            row["seconds"] = round(time.perf_counter() - start, 2)
            row["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            place = asset.provenance["placement"]
            source = case.source.mesh.triangles * place["scale"] + np.array(place["offset"])
            available = asset.report["budget"]["available"]
            row |= judge(path, case.budget, available, LODS, source, khronos)
        row |= {
            "outcome": "invalid" if row["defects"] else "valid",
            "available": available,
            "repair": asset.report["source"]["repair"],
            "crossings": asset.report["surface"]["self_intersections"],
            "stages": {name: round(spent, 2) for name, spent in stages.timings.items()},
        }
    except MeshwrightError as error:
        cause = getattr(error, "cause", None) or getattr(error, "field", None) or ""
        if isinstance(error, PromiseBroken):
            cause = "; ".join(error.failures)
        row |= {"outcome": "refused", "error": type(error).__name__, "cause": str(cause), "message": str(error)}
    except Exception as error:
        row |= {"outcome": "crash", "error": type(error).__name__, "message": str(error)}
        row["trace"] = traceback.format_exc().splitlines()[-6:]
    row.setdefault("seconds", round(time.perf_counter() - start, 2))
    return row


def serve() -> None:
    """Child: cases come in on standard input, outcomes go out on standard output."""
    from finish_judge import Khronos
    from tests.formats.validator import install

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, resource.RLIM_INFINITY))
    out = os.dup(1)
    os.dup2(2, 1)  # what libraries print must not break the protocol
    khronos = Khronos(install())
    while header := sys.stdin.buffer.read(8):
        case = pickle.loads(sys.stdin.buffer.read(struct.unpack("<Q", header)[0]))
        os.write(out, json.dumps(finish_one(case, khronos)).encode() + b"\n")


class Worker:
    """A child process that finishes one case after another."""

    def __init__(self, threads: int) -> None:
        count = str(threads)
        environment = os.environ | {"OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count}
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )

    def finish(self, case: Any, limit: float) -> dict[str, Any]:
        """The outcome of one case; a process that dies or is late is ended."""
        data = pickle.dumps(case)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        spent = self._cpu()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(struct.pack("<Q", len(data)) + data)
            self.process.stdin.flush()
        with selectors.DefaultSelector() as watch:
            watch.register(self.process.stdout, selectors.EVENT_READ)
            ready = watch.select(limit)
        line = self.process.stdout.readline() if ready else b""
        if line:
            return json.loads(line) | {"cpu": round(self._cpu() - spent, 2)}
        why = f"process ended with {self.process.wait()}" if ready else f"past {limit:g} s"
        self.end()
        return {
            "number": case.number, "name": case.name, "kind": case.kind, "budget": case.budget,
            "faces_in": len(case.source.mesh.faces), "outcome": "killed", "message": why, "seconds": limit,
        }  # fmt: skip

    def _cpu(self) -> float:
        """Processor seconds of the process and of its children so far."""
        import psutil

        total = 0.0
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.process.pid)
            for p in (process, *process.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    t = p.cpu_times()
                    total += t.user + t.system + t.children_user + t.children_system
        return total

    def end(self) -> None:
        """End the process and its own workers."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


def run(cases: Any, results: Path, args: argparse.Namespace) -> None:
    """Finish all cases that start in time, one by one, and append their outcomes to a file."""
    end = time.monotonic() + args.seconds
    worker: Worker | None = None
    try:
        with results.open("a") as file:
            for case in cases:
                if time.monotonic() > end:
                    break
                worker = worker or Worker(args.threads)
                row = worker.finish(case, args.limit)
                if row["outcome"] == "killed":
                    worker = None
                file.write(json.dumps(row) + "\n")
                file.flush()
                if failed(row) and args.keep is not None:
                    args.keep.mkdir(parents=True, exist_ok=True)
                    mesh = case.source.mesh
                    np.savez_compressed(args.keep / f"{case.number:04d}_{case.kind}.npz", v=mesh.vertices, f=mesh.faces)
    finally:
        if worker is not None:
            worker.end()


def failed(row: dict[str, Any]) -> bool:
    """Whether an outcome is neither a valid asset nor a typed refusal that the input is to blame for."""
    ours = ("StageCrash", "StageTimeout", "PromiseBroken")
    return row["outcome"] in ("crash", "invalid", "killed") or row.get("error") in ours


def summary(rows: list[dict[str, Any]], seed: int) -> dict[str, Any]:
    """Counts, shares with Wilson intervals, and what went wrong by cause."""
    from meshwright.metrics.intervals import proportion

    made = [r for r in rows if r["outcome"] in ("valid", "invalid")]
    within = [min(0.98 * r["budget"], r["budget"] - 1, r["available"]) <= r["faces"] <= r["budget"] for r in made]
    refused = collections.Counter(f"{r['error']}: {r['cause']}" for r in rows if r["outcome"] == "refused")
    kinds: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for r in rows:
        kinds[r["kind"]][r["outcome"]] += 1
    thick = sum(r["repair"]["thickened"] for r in made)
    return {
        "benchmark": "finish_corpus",
        "n": len(rows),
        "seed": seed,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "valid_or_typed_refusal": proportion([not failed(r) for r in rows], target=1.0).to_json(),
        "valid": proportion([r["outcome"] == "valid" for r in rows]).to_json(),
        "within_budget": proportion(within, target=0.99).to_json() if within else None,
        "outcomes": dict(collections.Counter(r["outcome"] for r in rows)),
        "refusals": dict(refused.most_common()),
        "defects": dict(collections.Counter(d for r in made for d in r["defects"]).most_common()),
        "repair": dict(collections.Counter(r["repair"]["method"] for r in made)) | {"thickened": thick},
        "repair_as_it_is": dict(collections.Counter(r["repair"]["method"] for r in made if r["kind"] == "as it is")),
        "still_crossing": sum(bool(r["crossings"]) for r in made),
        **{name: _spread([r[name] for r in made]) for name in ("pivot_miss", "density_cv", "to_source", "from_source")},
        "cpu_seconds": _spread([r["cpu"] for r in rows if "cpu" in r]),
        "wall_seconds": _spread([r["seconds"] for r in rows]),
        "by_kind": {kind: dict(c) for kind, c in sorted(kinds.items())},
        "failed": [r for r in rows if failed(r)],
    }


def _spread(values: list[float]) -> dict[str, float] | None:
    ordered = sorted(values)
    if not ordered:
        return None
    at = {"median": 0.5, "p95": 0.95, "max": 1.0}
    return {name: round(ordered[round(q * (len(ordered) - 1))], 6) for name, q in at.items()}


def read(path: Path) -> dict[int, dict[str, Any]]:
    """The latest outcome of each case in a file of JSON lines."""
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return {row["number"]: row for row in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, help="training pack of CC0 meshes (meshwright.dataset.packs)")
    parser.add_argument("--n", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--results", type=Path, default=Path("finish_corpus.jsonl"), help="outcomes, appended to")
    parser.add_argument("--shard", default="0/1", help="k/m: only cases with number %% m = k")
    parser.add_argument("--only", help="numbers of cases, separated by commas; run again if in the results")
    parser.add_argument("--again", choices=("failed", "refused"), help="run again what ended so")
    parser.add_argument("--threads", type=int, default=1, help="threads of the libraries that have some")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="start no mesh after this time")
    parser.add_argument("--limit", type=float, default=TIME_LIMIT, help="seconds for one mesh")
    parser.add_argument("--keep", type=Path, help="folder for the meshes that failed")
    parser.add_argument("--compare", type=Path, help="results of another run, to count identical files")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve()
        return
    os.nice(10)
    if args.pack is not None:
        from hard_meshes import corpus

        part, parts = map(int, args.shard.split("/"))
        done = read(args.results)
        wanted = {k for k in range(args.n) if k % parts == part and k not in done}
        if args.only:
            wanted = {int(k) for k in args.only.split(",")}
        if args.again:
            wanted = {
                k for k, r in done.items() if failed(r) or (args.again == "refused" and r["outcome"] == "refused")
            }
        run(corpus(args.pack, args.n, args.seed, frozenset(wanted)), args.results, args)
    rows = [row for number, row in sorted(read(args.results).items()) if number < args.n]
    result = summary(rows, args.seed)
    if args.compare:
        other = read(args.compare)
        same = [r["sha256"] == other[r["number"]].get("sha256") for r in rows if "sha256" in r and r["number"] in other]
        result["identical_files"] = {"n": len(same), "same": sum(same)}
    text = json.dumps(result, indent=1)
    if args.json:
        args.json.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
