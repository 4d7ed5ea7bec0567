"""Binary STL: geometry alone, in metres, Y up. Reads binary and text."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from meshwright.asset import Asset
from meshwright.errors import FileFormatError
from meshwright.formats.assemble import Piece, assemble, finite32
from meshwright.formats.atomic import replacing
from meshwright.formats.gltf_container import read_limited
from meshwright.formats.limits import DEFAULT_LIMITS, Limits
from meshwright.formats.source import SourceMaterial, SourceMesh, face_normals
from meshwright.formats.split import check_mesh

_TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def write_stl(asset: Asset, path: str | Path, *, force: bool = False) -> Path:
    """Write a binary STL of LOD 0. STL has no unit: one unit is a metre here.

    Raises `InputError` for a bad mesh or an existing file.
    """
    check_mesh(asset.mesh, need_uv=False)
    triangles = asset.mesh.triangles
    records = np.zeros(len(triangles), _TRIANGLE)
    records["corners"], records["normal"] = triangles, face_normals(triangles)
    # "solid" at the start would make readers take the file for text.
    header = b"Meshwright binary STL, metres, Y up".ljust(80, b" ")
    with replacing(path, force=force) as temporary:
        temporary.write_bytes(header + np.uint32(len(records)).tobytes() + records.tobytes())
    return Path(path)


def read_stl(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> SourceMesh:
    """Read a binary or text STL as one part; facet normals are ignored in favour of the winding.

    Raises `FileFormatError` for truncated files, wrong counts, and files above the limits.
    """
    target = Path(path)
    data = read_limited(target, limits)
    claimed = int.from_bytes(data[80:84], "little") if len(data) >= 84 else -1
    if claimed >= 0 and len(data) == 84 + 50 * claimed:
        corners = _checked(np.frombuffer(data, _TRIANGLE, offset=84)["corners"], target, limits)
    elif data.lstrip()[:5].lower() == b"solid" and b"facet" in data[:4096].lower():
        corners = _checked(_read_text(data, target), target, limits)
    elif claimed >= 0:
        raise FileFormatError(
            str(target), f"claims {claimed} triangles but has {len(data)} bytes", f"{84 + 50 * claimed} bytes"
        )
    else:
        raise FileFormatError(str(target), "is neither binary nor text STL")
    count = len(corners)
    piece = Piece(target.stem or "body", corners.reshape(-1, 3), np.arange(3 * count).reshape(-1, 3), 0)
    return assemble([piece], (SourceMaterial(),), target.stem, str(target), limits)


def _read_text(data: bytes, path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    if b"endsolid" not in data[-4096:].lower():
        raise FileFormatError(str(path), "is cut off: endsolid is missing")
    rows = [line.split()[1:4] for line in data.splitlines() if line.lstrip()[:6].lower() == b"vertex"]
    try:
        corners = np.array(rows, np.float64).reshape(-1, 3, 3)
    except ValueError as error:
        raise FileFormatError(str(path), "has a facet without three vertices of three numbers") from error
    return finite32(corners, str(path), "positions")


def _checked(
    corners: np.ndarray[tuple[int, ...], np.dtype[np.float32]], path: Path, limits: Limits
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    if len(corners) > limits.faces:
        raise FileFormatError(str(path), f"has {len(corners)} triangles", f"at most {limits.faces}")
    return corners.astype(np.float32)
