"""The flow transformer, the encoders and the decoders as OpenVINO graphs built from a weight file.

Importing this module imports OpenVINO: import it late. Each function mirrors the PyTorch module of the
same name in `generator.networks`, which is its oracle in the tests.
"""

from __future__ import annotations

from typing import Any

import openvino as ov
from openvino import opset15 as ops

from meshwright.generator.config import GRID, LATENT_GRID, AutoencoderConfig, FlowConfig
from meshwright.generator.weight_file import WeightFile
from meshwright.inference import layers as nn


def flow_graph(weights: WeightFile, config: FlowConfig) -> ov.Model:
    """The blocks of the flow transformer, from tokens to velocity tokens.

    Inputs: `latent` [1, n, patch values], the noisy latent as patches, the same for all B branches of
    guidance; `base` [1, n, W], position and what source and mask add; `words` [B, t, W]; `modulation`
    [B, 6, W] shared by the blocks; `final` [B, 2, W]. Output: [B, n, patch values]. B is open.
    What does not change from step to step, and the time features that bf16 would spoil, stay outside.
    """
    c = config
    n = (LATENT_GRID // c.patch) ** 3
    latent = nn.parameter("latent", (1, n, c.channels * c.patch**3))
    base = nn.parameter("base", (1, n, c.width))
    words = nn.parameter("words", (-1, c.tokens + 1, c.width))
    modulation = nn.parameter("modulation", (-1, 6, c.width))
    final = nn.parameter("final", (-1, 2, c.width))

    patch_in = weights.array("patch_in.weight")[:, : c.channels * c.patch**3]
    tokens = ops.add(nn.linear(latent, patch_in, None), base)
    branches = ops.gather(ops.shape_of(words, "i64"), nn.ints(0), nn.axis(0))
    tokens = ops.broadcast(tokens, ops.concat([branches, nn.ints(n, c.width)], 0))
    h: Any = ops.concat([words, tokens], 1)
    for i in range(c.depth):
        h = _flow_block(h, modulation, weights.under(f"blocks.{i}"), c)
    h = ops.slice(h, nn.ints(c.tokens + 1), nn.ints(c.tokens + 1 + n), nn.ints(1), nn.ints(1))
    shift, scale = ops.split(final, nn.axis(1), 2).outputs()
    h = ops.add(ops.multiply(nn.rms_norm(h, 2), ops.add(scale, nn.value(1.0))), shift)
    out = _linear(h, weights, "patch_out")
    return nn.model(out, (latent, base, words, modulation, final), "flow")


def _flow_block(x: Any, modulation: Any, weights: WeightFile, c: FlowConfig) -> Any:
    """`networks.flow.Block`: x [B, N, W], modulation [B, 6, W]."""
    m = ops.add(modulation, nn.value(weights.array("modulation")[None]))
    shift1, scale1, gate1, shift2, scale2, gate2 = ops.split(m, nn.axis(1), 6).outputs()
    one = nn.value(1.0)
    size = c.width // c.heads

    h = ops.add(ops.multiply(nn.rms_norm(x, 2), ops.add(scale1, one)), shift1)
    qkv = _linear(h, weights, "qkv")
    qkv = ops.reshape(qkv, nn.ints(0, 0, 3, c.heads, size), True)
    q, k, v = (
        ops.squeeze(part, nn.ints(0))
        for part in ops.split(ops.transpose(qkv, nn.ints(2, 0, 3, 1, 4)), nn.axis(0), 3).outputs()
    )
    q = nn.rms_norm(q, 3, weights.array("q_norm.gain"))
    k = nn.rms_norm(k, 3, weights.array("k_norm.gain"))
    a = ops.transpose(nn.attention(q, k, v), nn.ints(0, 2, 1, 3))
    a = ops.reshape(a, nn.ints(0, 0, c.width), True)
    a = _linear(a, weights, "out")
    x = ops.add(x, ops.multiply(gate1, a))

    h = ops.add(ops.multiply(nn.rms_norm(x, 2), ops.add(scale2, one)), shift2)
    h = nn.gelu(_linear(h, weights, "up"))
    h = _linear(h, weights, "down")
    return ops.add(x, ops.multiply(gate2, h))


def _linear(x: Any, weights: WeightFile, name: str) -> Any:
    """A matrix stays in 8 bits if the file has it so: half the memory, and the CPU may multiply in 8 bits."""
    bias, packed = weights.array(f"{name}.bias"), weights.packed(f"{name}.weight")
    if packed is None:
        return nn.linear(x, weights.array(f"{name}.weight"), bias)
    return nn.packed_linear(x, *packed, bias)


def decoder_graph(weights: WeightFile, *, channels: int, blocks: int) -> ov.Model:
    """A `GridDecoder`: latent [1, channels, 16, 16, 16] to features [64, 64, 64, F] (z, y, x order).

    Features come last so that sampling reads whole cache lines.
    """
    z = nn.parameter("latent", (1, channels, *[LATENT_GRID] * 3))
    x = _convolution(z, weights, "stem")
    for i in range(blocks):
        x = _res_block(x, weights.under(f"coarse.{i}"))
    x = ops.depth_to_space(_convolution(x, weights, "up"), "depth_first", 2)
    for i in range(2):
        x = _res_block(x, weights.under(f"fine.{i}"))
    x = _convolution(nn.silu(_channel_norm(x, weights, "norm")), weights, "head")
    x = ops.depth_to_space(x, "depth_first", 2)
    x = ops.add(x, _convolution(nn.silu(x), weights, "smooth"))
    return nn.model(ops.transpose(ops.squeeze(x, nn.ints(0)), nn.ints(1, 2, 3, 0)), (z,), "decoder")


def encoder_graph(weights: WeightFile, config: AutoencoderConfig, *, channels: int) -> ov.Model:
    """An `Encoder`: grid [1, channels, 64, 64, 64] to mean and log-variance [1, 2 x out, 16, 16, 16]."""
    grid = nn.parameter("grid", (1, channels, *[GRID] * 3))
    x = _convolution(ops.space_to_depth(grid, "depth_first", 2), weights, "stem")
    x = _res_block(x, weights.under("fine"))
    x = _convolution(ops.space_to_depth(x, "depth_first", 2), weights, "down")
    for i in range(config.encoder_blocks):
        x = _res_block(x, weights.under(f"coarse.{i}"))
    x = _convolution(nn.silu(_channel_norm(x, weights, "norm")), weights, "head")
    return nn.model(x, (grid,), "encoder")


def _convolution(x: Any, weights: WeightFile, name: str) -> Any:
    return nn.convolution(x, weights.array(f"{name}.weight"), weights.array(f"{name}.bias"))


def _channel_norm(x: Any, weights: WeightFile, name: str) -> Any:
    return nn.rms_norm(x, 1, weights.array(f"{name}.gain").reshape(1, -1, 1, 1, 1))


def _res_block(x: Any, weights: WeightFile) -> Any:
    h = _convolution(nn.silu(_channel_norm(x, weights, "norm1")), weights, "conv1")
    return ops.add(x, _convolution(nn.silu(_channel_norm(h, weights, "norm2")), weights, "conv2"))
