"""Mutated files are read or refused with the typed error; nothing else ever escapes a reader."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from meshwright.errors import FileFormatError
from meshwright.formats import Limits, save
from meshwright.formats.registry import read_here

from .samples import sample_asset

LIMITS = Limits(vertices=100_000, faces=100_000, image_pixels=10**6, unpacked_bytes=10**7, external_files=True)
NUMBERS = (
    b"0", b"-1", b"1", b"3", b"65536", b"4294967295", b"1e30", b"1e300", b"nan", b"9" * 20, b"null", b"[]",
    b"{}", b'"a"', b"0.5",
)  # fmt: skip
TRIES = 150


def mutate(data: bytes, rng: random.Random, text_until: int) -> bytes:
    """One to four edits: a number replaced, a byte changed, bytes removed or repeated."""
    work = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        numbers = list(re.finditer(rb"-?\d+(\.\d+)?", bytes(work[:text_until])))
        place = rng.randrange(len(work))
        kind = rng.random()
        if kind < 0.6 and numbers:
            hit = rng.choice(numbers)
            work[hit.start() : hit.end()] = rng.choice(NUMBERS)
        elif kind < 0.75:
            work[place] = rng.randrange(256)
        elif kind < 0.9:
            del work[place : place + rng.randrange(1, 30)]
        else:
            work[place:place] = work[place // 2 : place // 2 + rng.randrange(1, 60)]
        work = work or bytearray(b"x")
    return bytes(work)


@pytest.mark.filterwarnings("error", "ignore::pytest.PytestUnraisableExceptionWarning")  # others' leaks
@pytest.mark.parametrize("suffix", ["glb", "gltf", "obj", "mtl", "stl", "ply", "3mf"])
def test_mutated_files(tmp_path: Path, suffix: str) -> None:
    rng = random.Random(suffix)
    own = "obj" if suffix == "mtl" else suffix
    (path,) = save(sample_asset(size=8), tmp_path / f"a.{own}")
    victim = tmp_path / f"a.{suffix}"
    sound = victim.read_bytes()
    refused = 0
    for _ in range(TRIES):
        if suffix == "3mf":
            with zipfile.ZipFile(io.BytesIO(sound)) as archive:
                members = {name: archive.read(name) for name in archive.namelist()}
            members["3D/3dmodel.model"] = mutate(members["3D/3dmodel.model"], rng, 10**9)
            with zipfile.ZipFile(victim, "w") as archive:
                for name, data in members.items():
                    archive.writestr(name, data)
        else:
            victim.write_bytes(mutate(sound, rng, {"glb": 8000, "ply": 400, "stl": 0}.get(suffix, 10**9)))
        for task in ("any", "source"):
            try:
                read_here(path, task, LIMITS)
            except FileFormatError:
                refused += 1
    assert 0 < refused < 2 * TRIES
