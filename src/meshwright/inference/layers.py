"""Layers of the networks as OpenVINO graphs. Importing this module imports OpenVINO: import it late.

A node is anything the opset accepts as input. Each function mirrors the PyTorch module of the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import openvino as ov
from openvino import opset15 as ops

FloatArray = npt.NDArray[np.float32]
EPSILON = 1e-6


def parameter(name: str, shape: Sequence[int]) -> Any:
    """A float32 input of the graph; -1 stands for an open length."""
    node = ops.parameter(list(shape), np.float32, name=name)
    node.output(0).get_tensor().set_names({name})
    return node


def model(results: Any | Sequence[Any], parameters: Sequence[Any], name: str) -> ov.Model:
    """The finished graph."""
    return ov.Model(results if isinstance(results, list) else [results], list(parameters), name)


def value(array: npt.ArrayLike) -> Any:
    """A float32 constant that owns its memory."""
    return ops.constant(np.ascontiguousarray(array, np.float32), dtype=np.float32)


def ints(*values: int) -> Any:
    """An int64 constant vector."""
    return ops.constant(np.array(values, np.int64))


def axis(number: int) -> Any:
    """An int64 scalar constant."""
    return ops.constant(np.int64(number))


def linear(x: Any, weight: FloatArray, bias: FloatArray | None) -> Any:
    """x [..., in], weight (out, in), bias (out,): [..., out]."""
    y = ops.matmul(x, value(weight), False, True)
    return y if bias is None else ops.add(y, value(bias))


def packed_linear(x: Any, weight: npt.NDArray[np.int8], scale: FloatArray, bias: FloatArray) -> Any:
    """`linear` with weights that stay in 8 bits; weight (out, in), scale (out,)."""
    wide = ops.convert(ops.constant(np.ascontiguousarray(weight), dtype=np.int8), "f32")
    return ops.add(ops.matmul(x, ops.multiply(wide, value(scale[:, None])), False, True), value(bias))


def rms_norm(x: Any, along: int, gain: FloatArray | None = None) -> Any:
    """x over its root mean square along one axis (Zhang and Sennrich 2019), times a gain."""
    mean = ops.reduce_mean(ops.multiply(x, x), ints(along), keep_dims=True)
    y = ops.divide(x, ops.sqrt(ops.add(mean, value(EPSILON))))
    return y if gain is None else ops.multiply(y, value(gain))


def gelu(x: Any) -> Any:
    """The tanh form of GELU."""
    return ops.gelu(x, "tanh")


def silu(x: Any) -> Any:
    """x sigmoid(x)."""
    return ops.swish(x)


def convolution(x: Any, weight: FloatArray, bias: FloatArray) -> Any:
    """x [B, in, D, H, W], weight (out, in, k, k, k): same size, zero padding, stride 1."""
    pad = [weight.shape[-1] // 2] * 3
    y = ops.convolution(x, value(weight), [1, 1, 1], pad, pad, [1, 1, 1])
    return ops.add(y, value(bias.reshape(1, -1, 1, 1, 1)))


def attention(q: Any, k: Any, v: Any, bias: Any | None = None) -> Any:
    """Scaled dot-product attention (eq 57) of [B, heads, N, width]; bias [B, 1, 1, N] adds to scores."""
    if bias is None:
        return ops.scaled_dot_product_attention(q, k, v)
    return ops.scaled_dot_product_attention(q, k, v, bias)
