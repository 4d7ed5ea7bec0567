"""The graphs that run once per sample, in float32: text encoder, time, source and mask.

Importing this module imports OpenVINO: import it late.
"""

from __future__ import annotations

from typing import Any

import openvino as ov
from openvino import opset15 as ops

from meshwright.generator.config import LATENT_GRID, FlowConfig
from meshwright.generator.weight_file import WeightFile
from meshwright.inference import layers as nn


def condition_graph(weights: WeightFile, config: FlowConfig) -> ov.Model:
    """Everything that a sample's steps share, for B branches of guidance and S steps.

    Inputs: `embedded` [B, t, T], the sum of word, role and slot rows; `vectors` [B, t, v], distilled
    meanings; `present` [B, t + 1], 1 for [CLS] and tokens, 0 for padding; `times` [S, 256], time
    features; `kept` [1, n, k], source and mask as patches. Outputs, named as the inputs of `flow_graph`:
    `base` [1, n, W], `words` [B, t + 1, W], `modulation` [B, S, 6 W], `final` [B, S, 2 W].
    """
    c, w = config, weights
    embedded = nn.parameter("embedded", (-1, c.tokens, c.text_width))
    vectors = nn.parameter("vectors", (-1, c.tokens, c.word_vector))
    present = nn.parameter("present", (-1, c.tokens + 1))
    times = nn.parameter("times", (-1, 256))
    values = c.channels * c.patch**3
    kept = nn.parameter("kept", (1, (LATENT_GRID // c.patch) ** 3, (c.channels + 1) * c.patch**3))

    x = ops.add(embedded, _linear(vectors, w, "text.meaning"))
    branches = ops.gather(ops.shape_of(x, "i64"), nn.ints(0), nn.axis(0))
    cls = ops.broadcast(
        nn.value(w.array("text.cls").reshape(1, 1, -1)), ops.concat([branches, nn.ints(1, c.text_width)], 0)
    )
    x = ops.concat([cls, x], 1)
    bias = ops.unsqueeze(ops.multiply(ops.subtract(nn.value(1.0), present), nn.value(-1e4)), nn.ints(1, 2))
    for i in range(c.text_depth):
        x = _text_block(x, bias, w.under(f"text.blocks.{i}"), c.text_heads)
    x = ops.multiply(_layer_norm(x, w, "text.norm"), ops.unsqueeze(present, nn.ints(2)))
    pooled = ops.gather(x, nn.axis(0), nn.axis(1))  # [B, T]

    time = _linear(nn.silu(_linear(times, w, "time_in.0")), w, "time_in.2")
    state = ops.add(ops.unsqueeze(time, nn.ints(0)), ops.unsqueeze(_linear(pooled, w, "pooled_in"), nn.ints(1)))
    active = nn.silu(state)
    base = nn.linear(kept, w.array("patch_in.weight")[:, values:], w.array("patch_in.bias") + w.array("position"))
    results = {
        "base": base,
        "words": _linear(x, w, "text_in"),
        "modulation": _linear(active, w, "modulation.1"),
        "final": _linear(active, w, "final_modulation"),
    }
    for name, node in results.items():
        node.output(0).get_tensor().set_names({name})
    return nn.model(list(results.values()), (embedded, vectors, present, times, kept), "condition")


def _linear(x: Any, weights: WeightFile, name: str) -> Any:
    return nn.linear(x, weights.array(f"{name}.weight"), weights.array(f"{name}.bias"))


def _layer_norm(x: Any, weights: WeightFile, name: str) -> Any:
    y = ops.mvn(x, nn.ints(-1), True, 1e-5, "inside_sqrt")
    return ops.add(ops.multiply(y, nn.value(weights.array(f"{name}.weight"))), nn.value(weights.array(f"{name}.bias")))


def _text_block(x: Any, bias: Any, weights: WeightFile, heads: int) -> Any:
    """`networks.text.TextBlock`: x [B, T, W], bias [B, 1, 1, T]."""
    width = weights.array("norm1.weight").shape[0]
    qkv = _linear(_layer_norm(x, weights, "norm1"), weights, "qkv")
    qkv = ops.transpose(ops.reshape(qkv, nn.ints(0, 0, 3, heads, width // heads), True), nn.ints(2, 0, 3, 1, 4))
    q, k, v = (ops.squeeze(part, nn.ints(0)) for part in ops.split(qkv, nn.axis(0), 3).outputs())
    a = ops.transpose(nn.attention(q, k, v, bias), nn.ints(0, 2, 1, 3))
    x = ops.add(x, _linear(ops.reshape(a, nn.ints(0, 0, width), True), weights, "out"))
    h = nn.gelu(_linear(_layer_norm(x, weights, "norm2"), weights, "up"))
    return ops.add(x, _linear(h, weights, "down"))
