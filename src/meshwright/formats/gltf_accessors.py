"""glTF accessors as arrays: every component type, strides, sparse values, normalised integers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.errors import FileFormatError
from meshwright.formats.gltf_container import Container, whole
from meshwright.geometry.mesh import FloatArray

_DTYPE = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTH = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


def read_floats(container: Container, index: Any, widths: tuple[int, ...]) -> FloatArray:
    """An attribute as (n, width) float32; integers are scaled to 0-1 or -1-1 when `normalized`.

    Raises `FileFormatError` for another width, indices out of range, or values that are not finite.
    """
    raw, accessor = _read(container, index, widths)
    values = raw.astype(np.float32)
    if accessor.get("normalized") and raw.dtype.kind in "iu":
        values = np.maximum(values / np.float32(np.iinfo(raw.dtype).max), np.float32(-1.0))
    if not np.isfinite(values).all():
        raise FileFormatError(container.name, f"accessors[{index}] holds values that are not finite")
    return values


def read_integers(container: Container, index: Any, width: int = 1) -> npt.NDArray[np.int64]:
    """Indices or joints as (n, width) int64. Raises `FileFormatError` unless they are unsigned integers."""
    raw, _ = _read(container, index, (width,))
    if raw.dtype.kind != "u":
        raise FileFormatError(container.name, f"accessors[{index}] must hold unsigned integers")
    return raw.astype(np.int64)


def count_of(container: Container, index: Any) -> int:
    """The number of elements that an accessor claims."""
    return whole(container, container.item("accessors", index).get("count"))


def _read(container: Container, index: Any, widths: tuple[int, ...]) -> tuple[npt.NDArray[Any], dict[str, Any]]:
    accessor = container.item("accessors", index)
    where = f"accessors[{index}]"
    dtype, width = _DTYPE.get(accessor.get("componentType", 0)), _WIDTH.get(accessor.get("type", ""))
    if dtype is None or width not in widths:
        raise FileFormatError(
            container.name,
            f"{where} is {accessor.get('type')!r} of component type {accessor.get('componentType')!r}",
        )
    count = whole(container, accessor.get("count"))
    # Indices may be three per face; anything above is a claim that no real file makes.
    most = 3 * max(container.limits.vertices, container.limits.faces)
    if count > most:
        raise FileFormatError(container.name, f"{where} claims {count} elements", f"at most {most}")
    if "bufferView" in accessor:
        values = _strided(container, accessor["bufferView"], accessor, count, width, np.dtype(dtype), where)
    else:
        values = np.zeros((count, width), dtype)
    if "sparse" in accessor:
        values = _apply_sparse(container, accessor["sparse"], values, width, np.dtype(dtype), where)
    return values, accessor


def _strided(
    container: Container,
    view_index: Any,
    holder: dict[str, Any],
    count: int,
    width: int,
    dtype: np.dtype[Any],
    where: str,
) -> npt.NDArray[Any]:
    data = container.view(view_index)
    size = dtype.itemsize * width
    stride = whole(container, container.item("bufferViews", view_index).get("byteStride", 0)) or size
    offset = whole(container, holder.get("byteOffset", 0))
    if stride < size:
        raise FileFormatError(container.name, f"{where} has a stride of {stride}", f"at least {size}")
    if count and offset + stride * (count - 1) + size > len(data):
        raise FileFormatError(
            container.name, f"{where} claims {count} elements but its buffer view holds {len(data)} bytes"
        )
    if not count:
        return np.zeros((0, width), dtype)
    return np.ndarray((count, width), dtype, data, offset, (stride, dtype.itemsize))


def _apply_sparse(
    container: Container,
    sparse: dict[str, Any],
    base: npt.NDArray[Any],
    width: int,
    dtype: np.dtype[Any],
    where: str,
) -> npt.NDArray[Any]:
    count = whole(container, sparse.get("count"))
    if count > len(base):
        raise FileFormatError(container.name, f"{where} replaces {count} of {len(base)} elements")
    indices, values = sparse["indices"], sparse["values"]
    index_type = _DTYPE.get(indices.get("componentType", 0))
    if index_type not in ("<u1", "<u2", "<u4"):
        raise FileFormatError(container.name, f"{where} has sparse indices that are not unsigned")
    rows = _strided(container, indices["bufferView"], indices, count, 1, np.dtype(index_type), where)[:, 0]
    if count and int(rows.max()) >= len(base):
        raise FileFormatError(container.name, f"{where} has a sparse index beyond its {len(base)} elements")
    result = base.copy()
    result[rows] = _strided(container, values["bufferView"], values, count, width, dtype, where)
    return result
