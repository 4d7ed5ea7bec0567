"""The graph of a local network. Importing this module imports OpenVINO: import it late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import openvino as ov
from openvino import opset15 as ops

from meshwright.inference import layers as nn

FloatArray = npt.NDArray[np.float32]


def local_graph(layers: Sequence[tuple[FloatArray, FloatArray]], octaves: int, size: int) -> ov.Model:
    """Inputs `features` [size, f] and `points` [size, 3]; output [size, values]."""
    width = layers[0][0].shape[1] - 3 - 6 * octaves
    features, points = nn.parameter("features", (size, width)), nn.parameter("points", (size, 3))
    x = ops.concat([features, *_positional_encoding(points, octaves)], 1)
    for i, (weight, bias) in enumerate(layers):
        x = nn.linear(x if i == 0 else nn.silu(x), weight, bias)
    return nn.model(x, (features, points), "local network")


def _positional_encoding(points: Any, octaves: int) -> list[Any]:
    """The point and gamma(x) of eq 51 with frequencies 2 pi 2^k, each octave by doubling the angle."""
    phase = ops.multiply(points, nn.value(2 * np.pi))
    sine, cosine = ops.sin(phase), ops.cos(phase)
    out = [points]
    for _ in range(octaves):
        out += [sine, cosine]
        two = nn.value(2.0)
        sine, cosine = (
            ops.multiply(two, ops.multiply(sine, cosine)),
            ops.subtract(nn.value(1.0), ops.multiply(two, ops.multiply(sine, sine))),
        )
    return out
