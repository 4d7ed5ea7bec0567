"""Parse files of unknown origin in a child process with limits on memory, CPU time and wall time.

The child is a fresh interpreter, used once; its answer comes back as data, never as code (see `transfer`).
On systems without resource limits (Windows) only the wall-time limit holds.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from meshwright.asset import Asset
from meshwright.errors import FileFormatError
from meshwright.formats.limits import DEFAULT_LIMITS, Limits
from meshwright.formats.source import SourceMesh
from meshwright.formats.transfer import unpack

Task = Literal["source", "asset", "any"]


def read_isolated(path: str | Path, task: Task, limits: Limits = DEFAULT_LIMITS) -> Asset | SourceMesh:
    """Read a file in a child process.

    task: `source` gives a `SourceMesh` from any format; `asset` an `Asset` from a file that Meshwright wrote;
    `any` an `Asset` where that is possible, else a `SourceMesh`.
    Raises `FileFormatError` for whatever the parser refuses, and when it crashes or exceeds the limits.
    """
    job = {"path": str(path), "task": task, "limits": dataclasses.asdict(limits)}
    # The parser gets what Python needs to start and none of the caller's secrets.
    kept = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG", "VIRTUAL_ENV")
    environment = {name: os.environ[name] for name in kept if name in os.environ} | {
        # Each thread of a numeric library would reserve address space against the memory limit.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path),
    }
    command = [sys.executable, "-m", "meshwright.formats.sandbox_child"]
    # A file and not a pipe carries the answer, so that a flood of output cannot fill our memory.
    with tempfile.TemporaryFile() as answer:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=answer, stderr=subprocess.DEVNULL, env=environment
        )
        try:
            process.communicate(json.dumps(job).encode(), timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired as error:
            raise FileFormatError(str(path), "takes too long to read", f"{limits.wall_seconds:g} s") from error
        finally:
            process.kill()
            process.wait()
        size = answer.seek(0, os.SEEK_END)
        if size > limits.memory_bytes:
            raise FileFormatError(str(path), "is too large when read", f"{limits.memory_bytes} bytes")
        answer.seek(0)
        data = answer.read()
    return _outcome(str(path), process.returncode, data, limits)


def _outcome(path: str, code: int, data: bytes, limits: Limits) -> Asset | SourceMesh:
    try:
        outcome: Any = unpack(data)
    except (ValueError, KeyError, TypeError, IndexError):
        # No sound answer: the process was ended by a limit, or a library crashed.
        outcome = {"error": None}
    if isinstance(outcome, (Asset, SourceMesh)):
        _check_indices(path, outcome)
        return outcome
    error = outcome.get("error") if isinstance(outcome, dict) else None
    if error is None:
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise FileFormatError(
            path,
            f"its reader was stopped ({how})",
            f"{limits.memory_bytes >> 20} MB and {limits.cpu_seconds} s of CPU time",
        )
    raise FileFormatError(str(error["field"]), str(error["problem"]), str(error["limit"]))


def _check_indices(path: str, outcome: Asset | SourceMesh) -> None:
    """Native code downstream trusts indices, so a parser that was taken over must not choose them."""
    meshes = [outcome.mesh, *(outcome.lods if isinstance(outcome, Asset) else ())]
    ranges = [(mesh.faces, len(mesh.vertices)) for mesh in meshes]
    ranges += [(mesh.face_part, len(mesh.part_names)) for mesh in meshes]
    if isinstance(outcome, SourceMesh):
        ranges.append((outcome.face_material, len(outcome.materials)))
    else:
        ranges += [(hull.faces, len(hull.vertices)) for hull in outcome.collision]
    if outcome.quads is not None:
        ranges.append((outcome.quads, len(outcome.mesh.vertices)))
    for indices, count in ranges:
        if indices.size and (indices.min() < 0 or indices.max() >= count):
            raise FileFormatError(path, "was read into indices that are out of range")
