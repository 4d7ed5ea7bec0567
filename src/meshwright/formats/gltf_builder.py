"""The binary side of a glTF document: buffer views and accessors over one growing buffer."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

ARRAY_BUFFER = 34962
ELEMENT_ARRAY_BUFFER = 34963
_COMPONENT = {np.dtype(np.uint16): 5123, np.dtype(np.uint32): 5125, np.dtype(np.float32): 5126}
_TYPE = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}


class BufferBuilder:
    """Collects bytes, buffer views and accessors (glTF 2.0, section 3.6); every view starts on 4 bytes."""

    def __init__(self) -> None:
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self._chunks: list[bytes] = []
        self._length = 0

    def add_bytes(self, data: bytes, *, target: int | None = None, name: str | None = None) -> int:
        """Append bytes as a buffer view; returns its index."""
        view: dict[str, Any] = {"buffer": 0, "byteOffset": self._length, "byteLength": len(data)}
        if target is not None:
            view["target"] = target
        if name is not None:
            view["name"] = name
        padding = -len(data) % 4
        self._chunks += [data, b"\0" * padding]
        self._length += len(data) + padding
        self.views.append(view)
        return len(self.views) - 1

    def add_attribute(self, values: npt.NDArray[np.float32], *, bounds: bool = False) -> int:
        """Append an (n, 1-4) float32 vertex attribute as an accessor; returns its index.

        bounds: also write min and max, which glTF demands of POSITION.
        """
        values = np.ascontiguousarray(values, "<f4")
        accessor: dict[str, Any] = {
            "bufferView": self.add_bytes(values.tobytes(), target=ARRAY_BUFFER),
            "componentType": _COMPONENT[np.dtype(np.float32)],
            "count": len(values),
            "type": _TYPE[values.shape[1]],
        }
        if bounds:
            accessor["min"] = values.min(axis=0).tolist()
            accessor["max"] = values.max(axis=0).tolist()
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def add_indices(self, faces: npt.NDArray[np.integer[Any]]) -> int:
        """Append triangle indices (m, 3), 16 bits where they suffice; returns the accessor's index."""
        highest = int(faces.max())
        # 65535 is the primitive restart value of 16-bit indices and may not be used.
        dtype = np.dtype(np.uint16) if highest < 65535 else np.dtype(np.uint32)
        flat = faces.reshape(-1).astype(dtype.newbyteorder("<"))
        self.accessors.append(
            {
                "bufferView": self.add_bytes(flat.tobytes(), target=ELEMENT_ARRAY_BUFFER),
                "componentType": _COMPONENT[dtype],
                "count": len(flat),
                "type": "SCALAR",
                "min": [int(flat.min())],
                "max": [highest],
            }
        )
        return len(self.accessors) - 1

    def data(self) -> bytes:
        """The whole buffer."""
        return b"".join(self._chunks)
