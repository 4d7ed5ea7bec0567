"""Work for tests, told by the prompt (or instruction) what to do: one verb and one number."""

from __future__ import annotations

import os
import time
from pathlib import Path

from meshwright.errors import InputError, WeightsError
from meshwright.service.jobs.task import Report, Result, Task


def run(task: Task, report: Report) -> list[Result]:
    """`make`, `sleep S`, `native S`, `crash`, `flaky PATH`, `hog`, `input`, `weights`, `bug`, `link`, `lods N`."""
    verb, _, rest = str(task.request.get("prompt") or task.request.get("instruction") or "make").partition(" ")
    report("draw", 0.25)
    if verb == "sleep":
        end = time.monotonic() + float(rest)
        while time.monotonic() < end:
            time.sleep(0.05)
            report("draw", 0.5)
    elif verb == "native":  # holds the interpreter's lock, as native code does
        import ctypes

        ctypes.PyDLL(None).sleep(int(rest))
    elif verb == "crash":
        os.abort()
    elif verb == "flaky" and not Path(rest).exists():
        Path(rest).touch()
        os.abort()
    elif verb == "hog":
        held = []
        while True:
            held.append(bytearray(os.urandom(1 << 20)) * 16)
    elif verb == "input":
        raise InputError("prompt", "is not good", "good ones")
    elif verb == "weights":
        raise WeightsError("the weights of the flow are missing")
    elif verb == "bug":
        raise RuntimeError("secret /path of the machine")
    elif verb == "link":
        (Path(task.folder) / "thing.glb").symlink_to("/etc/hostname")
        return [Result("thing", ("thing.glb",))]
    report("write", 0.9)
    results = []
    for item in range(int(task.request.get("count", 1))):
        folder = Path(task.folder) / str(item)
        folder.mkdir()
        old = Path(task.inputs["asset"]).read_bytes() if "asset" in task.inputs else b""
        (folder / "thing.glb").write_bytes(old + f"{verb} {rest} {item}\n".encode() * 100)
        (folder / "thumbnail.png").write_bytes(b"not really")
        files = [f"{item}/thing.glb", f"{item}/thumbnail.png"]
        for level in range(1, int(rest) + 1 if verb == "lods" else 1):
            (folder / f"thing_LOD{level}.glb").write_bytes(f"level {level}\n".encode() * (10 // level))
            files.append(f"{item}/thing_LOD{level}.glb")
        results.append(Result(f"{verb} thing", tuple(files), {"faces": 12}, {"seed": task.request.get("seed", 0)}))
    return results
