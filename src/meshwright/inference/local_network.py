"""The small networks that turn grid features and a position into values (eqs 51-55)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from meshwright.inference.device import Device
from meshwright.parallel import thread_count

FloatArray = npt.NDArray[np.float32]

BLOCK: Final = 4096
SMALL_BLOCK: Final = 512
"""Points per call of the graph; the last block is padded. Fixed sizes keep one compiled kernel for each."""


class LocalNetwork:
    """A multi-layer perceptron with SiLU over features and the positional encoding of a point.

    layers: (weight (out, in), bias (out,)) in order; the first takes features, then 3 + 6 octaves values.
    It runs in float32 whatever the device prefers: a distance rounded to eight bits makes a rough surface.
    A point's values do not depend on the points beside it, on its place among them, or on the number of
    threads. Each call runs on one core; several threads may call at once.
    """

    def __init__(
        self, layers: Sequence[tuple[FloatArray, FloatArray]], octaves: int, device: Device | None = None
    ) -> None:
        self.layers = tuple(layers)
        self.octaves = octaves
        self.device = device or Device()
        self.features = self.layers[0][0].shape[1] - 3 - 6 * octaves
        self.outputs = self.layers[-1][0].shape[0]
        self._compiled: dict[int, Any] = {}
        self._idle: dict[int, list[Any]] = {}
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"layers": self.layers, "octaves": self.octaves, "device": self.device}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]  # compiled graphs stay in their process

    def block(self, points: int) -> int:
        """The block size that suits so many points."""
        return BLOCK if points > 4 * SMALL_BLOCK else SMALL_BLOCK

    def prepare(self) -> None:
        """Compile for large numbers of points now and not at the first call."""
        with self._request(BLOCK):
            pass

    def __call__(self, features: FloatArray, points: FloatArray) -> FloatArray:
        """Values (n, outputs) float32 of features (n, f) at points (n, 3), both float32."""
        n = len(points)
        size = self.block(n)
        out = np.empty((n, self.outputs), np.float32)
        with self._request(size) as request:
            inputs = [request.get_tensor(name).data for name in ("features", "points")]
            result = request.get_output_tensor(0).data
            for start in range(0, n, size):
                rows = slice(start, min(start + size, n))
                count = rows.stop - start
                for tensor, array in zip(inputs, (features, points), strict=True):
                    tensor[:count] = array[rows]
                    tensor[count:] = 0
                request.infer()
                out[rows] = result[:count]
        return out

    @contextmanager
    def _request(self, size: int) -> Iterator[Any]:
        """A request of the graph for blocks of `size` that no other thread uses."""
        with self._lock:
            if size not in self._compiled:
                from meshwright.inference.graphs import local_graph

                graph = local_graph(self.layers, self.octaves, size)
                streams = thread_count(self.device.threads)
                self._compiled[size] = self.device.compile(graph, "f32", streams=streams)
                self._idle[size] = []
            idle = self._idle[size]
            request = idle.pop() if idle else self._compiled[size].create_infer_request()
        try:
            yield request
        finally:
            with self._lock:
                idle.append(request)
