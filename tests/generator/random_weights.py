"""Weight files with random numbers everywhere, in the layout of the trained ones; needs no PyTorch.

Trained networks start with zeros in places; here nothing is zero, so that parity tests see every layer.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from meshwright.generator.config import AutoencoderConfig, FlowConfig, config_json

SMALL_AUTOENCODER = AutoencoderConfig(
    encoder_fine=8, encoder_coarse=16, encoder_blocks=1, shape_coarse=24, shape_fine=16, shape_features=8,
    appearance_coarse=16, appearance_fine=8, appearance_features=8, decoder_blocks=2, hidden=32,
)  # fmt: skip
SMALL_FLOW = FlowConfig(width=64, depth=2, heads=2, text_width=32, text_depth=2, text_heads=2, words=40)

Shapes = dict[str, tuple[int, ...]]


def _linear(name: str, outputs: int, inputs: int, *kernel: int) -> Shapes:
    return {f"{name}.weight": (outputs, inputs, *kernel), f"{name}.bias": (outputs,)}


def _res_block(name: str, c: int) -> Shapes:
    out: Shapes = {f"{name}.norm1.gain": (c,), f"{name}.norm2.gain": (c,)}
    return out | _linear(f"{name}.conv1", c, c, 3, 3, 3) | _linear(f"{name}.conv2", c, c, 3, 3, 3)


def _encoder(name: str, inputs: int, outputs: int, c: AutoencoderConfig) -> Shapes:
    out = _linear(f"{name}.stem", c.encoder_fine, inputs * 8, 1, 1, 1) | _res_block(f"{name}.fine", c.encoder_fine)
    out |= _linear(f"{name}.down", c.encoder_coarse, c.encoder_fine * 8, 1, 1, 1)
    for i in range(c.encoder_blocks):
        out |= _res_block(f"{name}.coarse.{i}", c.encoder_coarse)
    out |= {f"{name}.norm.gain": (c.encoder_coarse,)}
    return out | _linear(f"{name}.head", 2 * outputs, c.encoder_coarse, 1, 1, 1)


def _decoder(name: str, inputs: int, coarse: int, fine: int, features: int, blocks: int) -> Shapes:
    out = _linear(f"{name}.stem", coarse, inputs, 3, 3, 3)
    for i in range(blocks):
        out |= _res_block(f"{name}.coarse.{i}", coarse)
    out |= _linear(f"{name}.up", fine * 8, coarse, 1, 1, 1)
    for i in range(2):
        out |= _res_block(f"{name}.fine.{i}", fine)
    out |= {f"{name}.norm.gain": (fine,)} | _linear(f"{name}.head", features * 8, fine, 1, 1, 1)
    return out | _linear(f"{name}.smooth", features, features, 3, 3, 3)


def _points(name: str, features: int, hidden: int, outputs: int, octaves: int) -> Shapes:
    out = _linear(f"{name}.layers.0", hidden, features + 3 + 6 * octaves)
    return out | _linear(f"{name}.layers.2", hidden, hidden) | _linear(f"{name}.layers.4", outputs, hidden)


def autoencoder_shapes(c: AutoencoderConfig) -> Shapes:
    """Names and shapes of all tensors of the autoencoder."""
    out = _encoder("shape_encoder", 1, c.shape_channels, c)
    out |= _encoder("appearance_encoder", 16, c.appearance_channels, c)
    out |= _decoder("shape_decoder", c.shape_channels, c.shape_coarse, c.shape_fine, c.shape_features, c.decoder_blocks)
    out |= _decoder(
        "appearance_decoder", c.channels, c.appearance_coarse, c.appearance_fine, c.appearance_features,
        c.decoder_blocks - 1,
    )  # fmt: skip
    out |= _points("distance", c.shape_features, c.hidden, 1, c.octaves)
    return out | _points("appearance", c.appearance_features + c.shape_features, c.hidden, 46, c.octaves)


def flow_shapes(c: FlowConfig) -> Shapes:
    """Names and shapes of all tensors of the flow model."""
    w, t, p = c.width, c.text_width, c.patch**3
    out: Shapes = {
        "latent_mean": (c.channels,), "latent_std": (c.channels,), "position": ((16 // c.patch) ** 3, w),
        "text.word.weight": (c.words, t), "text.role.weight": (20, t), "text.slot.weight": (9, t),
        "text.cls": (t,), "text.norm.weight": (t,), "text.norm.bias": (t,),
    }  # fmt: skip
    out |= _linear("text.meaning", t, c.word_vector)
    for i in range(c.text_depth):
        n = f"text.blocks.{i}"
        out |= {f"{n}.norm{j}.{k}": (t,) for j in (1, 2) for k in ("weight", "bias")}
        out |= _linear(f"{n}.qkv", 3 * t, t) | _linear(f"{n}.out", t, t)
        out |= _linear(f"{n}.up", 4 * t, t) | _linear(f"{n}.down", t, 4 * t)
    out |= _linear("text_in", w, t) | _linear("patch_in", w, (2 * c.channels + 1) * p) | _linear("pooled_in", w, t)
    out |= _linear("time_in.0", w, 256) | _linear("time_in.2", w, w) | _linear("modulation.1", 6 * w, w)
    out |= _linear("final_modulation", 2 * w, w) | _linear("patch_out", c.channels * p, w)
    for i in range(c.depth):
        n = f"blocks.{i}"
        out |= {
            f"{n}.q_norm.gain": (w // c.heads,),
            f"{n}.k_norm.gain": (w // c.heads,),
            f"{n}.modulation": (6, w),
        }
        out |= _linear(f"{n}.qkv", 3 * w, w) | _linear(f"{n}.out", w, w)
        out |= _linear(f"{n}.up", 4 * w, w) | _linear(f"{n}.down", w, 4 * w)
    return out


def random_tensors(shapes: Shapes, seed: int) -> dict[str, npt.NDArray[np.float16]]:
    """float16 tensors that keep activations near one."""
    rng = np.random.default_rng(seed)
    out = {}
    for name, shape in shapes.items():
        x = rng.standard_normal(shape).astype(np.float32)
        if name.endswith(("gain", "std")) or ("norm" in name and name.endswith("weight")):
            x = 1 + 0.2 * x.clip(-2, 2)
        elif name.startswith("text.") and name.split(".")[1] in ("word", "role", "slot"):
            x *= 0.5
        elif len(shape) >= 2 and "modulation" not in name and name != "position":
            x *= 1.2 / np.sqrt(np.prod(shape[1:]))
        else:
            x *= 0.2 if len(shape) == 1 or name == "position" else 0.3 / np.sqrt(shape[-1] if "weight" in name else 1)
        out[name] = x.astype(np.float16)
    return out


def write_weights(
    folder: Path,
    autoencoder: AutoencoderConfig = SMALL_AUTOENCODER,
    flow: FlowConfig = SMALL_FLOW,
    seed: int = 0,
) -> Path:
    """`autoencoder.safetensors` and `flow.safetensors` in a folder; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, shapes, config in (
        ("autoencoder", autoencoder_shapes(autoencoder), autoencoder),
        ("flow", flow_shapes(flow), flow),
    ):
        tensors = random_tensors(shapes, seed)
        save_file(tensors, folder / f"{name}.safetensors", {"config": config_json(config)})  # type: ignore[arg-type]
    return folder
