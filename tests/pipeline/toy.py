"""A backend in closed form: latents hold the sizes of a chest, and its field is exactly those two boxes.

`ToyBackend.sample` "knows" one edit: a taller lid. It also widens the body a little, as a network would, so that
tests see whether an edit leaks out of its region. Networks are replaced, everything after them is the real thing.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.lexicon import export_lexicon
from meshwright.field.neural import PART_SLOTS, NeuralField
from meshwright.generator.codes_numpy import grid_points
from meshwright.generator.config import TRUNCATION, FlowConfig, config_json
from meshwright.inference.local_network import LocalNetwork
from meshwright.prompt.tokens import Role, Token
from meshwright.vocabulary.lexicon import Lexicon
from meshwright.vocabulary.materials import MATERIAL_INDEX, MATERIALS

from ..generator.random_weights import SMALL_AUTOENCODER, autoencoder_shapes, flow_shapes, random_tensors

FloatArray = npt.NDArray[np.float32]
CHANNELS = 16
LID, BODY_WIDTH, DETACHED = 0, 1, 2
"""Channels whose mean holds the height of the lid, the half width of the body, and how far the lid floats."""
OUTPUTS = PART_SLOTS + len(MATERIALS) + 6


@functools.cache
def lexicon() -> Lexicon:
    """The lexicon of the real grammar, with a chest whose main parts are those that the toy has."""
    whole = export_lexicon(load())
    chest = whole.category("chest")
    parts = tuple(replace(p, main=p.name in ("body", "lid")) for p in chest.parts)
    simple = replace(chest, parts=parts)
    return replace(whole, categories=tuple(simple if c is chest else c for c in whole.categories))


def latent_of(lid: float = 0.3, width: float = 0.5, detached: float = 0.0) -> FloatArray:
    """The latent of a chest."""
    z = np.zeros((CHANNELS, 16, 16, 16), np.float32)
    z[LID], z[BODY_WIDTH], z[DETACHED] = lid, width, detached
    return z


def passing_network(features: int, outputs: int) -> LocalNetwork:
    """A local network that gives its first `outputs` features back: silu(x) - silu(-x) = x."""
    inputs, pair = features + 27, np.concatenate([np.eye(outputs), -np.eye(outputs)]).astype(np.float32)
    first = np.zeros((2 * outputs, inputs), np.float32)
    first[:, :outputs] = pair
    zeros = np.zeros(2 * outputs, np.float32)
    layers = [(first, zeros), (pair @ pair.T, zeros), (pair.T.copy(), np.zeros(outputs, np.float32))]
    return LocalNetwork(layers, 4)


@functools.cache
def _networks() -> tuple[LocalNetwork, LocalNetwork]:
    none = np.zeros(1, np.float32)
    zero = [(np.zeros((1, 28), np.float32), none), *[(np.zeros((1, 1), np.float32), none)] * 2]
    return LocalNetwork(zero, 4), passing_network(OUTPUTS + 1, OUTPUTS)


def _box(p: FloatArray, half: tuple[float, float, float], centre: tuple[float, float, float]) -> FloatArray:
    q = np.abs(p - np.asarray(centre, np.float32)) - np.asarray(half, np.float32)
    outside = np.linalg.norm(np.maximum(q, 0), axis=1)
    return np.asarray(outside + np.minimum(q.max(1), 0), np.float32)


class ToyBackend:
    """Implements `Backend`."""

    channels = CHANNELS

    def __init__(self, *samples: FloatArray) -> None:
        self.samples = samples or (latent_of(),)
        self.drawn = 0
        self.masks: list[FloatArray | None] = []

    @property
    def lexicon(self) -> Lexicon:
        return lexicon()

    def sample(
        self, prompts: Sequence[Sequence[Token]], noise: FloatArray, settings: Any, *, avoid: Any = None,
        source: FloatArray | None = None, mask: FloatArray | None = None, progress: Any = None,
    ) -> FloatArray:  # fmt: skip
        self.masks.append(mask)
        if source is not None:
            z = source[0].copy()
            if any(t.role == Role.EDIT_ATTRIBUTE for t in prompts[0]):
                z[LID] += 0.25
                z[BODY_WIDTH] += 0.02
            return z[None]
        z = self.samples[min(self.drawn, len(self.samples) - 1)]
        self.drawn += 1
        return z[None]

    def decode(self, latent: FloatArray, category: str = "") -> NeuralField:
        lid, width, gap = (float(latent[k].mean()) for k in (LID, BODY_WIDTH, DETACHED))
        p = grid_points()
        body = _box(p, (width, 0.3, 0.35), (0, -0.6, 0))
        top = _box(p, (0.45, lid / 2, 0.3), (0, -0.3 + lid / 2 + gap, 0))
        sdf = np.minimum(body, top) if lid > 0.02 else body
        part = (top < body).astype(np.int64) if lid > 0.02 else np.zeros(len(p), np.int64)
        look = np.zeros((len(p), OUTPUTS), np.float32)
        look[np.arange(len(p)), part] = 4.0
        material = np.where(part == 1, MATERIAL_INDEX["iron"], MATERIAL_INDEX["wood"])
        look[np.arange(len(p)), PART_SLOTS + material] = 4.0
        look[:, -6:-1] = np.where(part == 1, 0.5, -0.5)[:, None]
        look[:, -1] = -6.0
        names = tuple(e.name for e in self.lexicon.category(category).parts) if category else ("body", "lid")
        shape = (np.clip(sdf, -0.3, 0.3) / np.float32(TRUNCATION)).reshape(64, 64, 64, 1)
        return NeuralField(shape, look.reshape(64, 64, 64, -1), *_networks(), names, TRUNCATION)

    def encode(self, grid: FloatArray) -> FloatArray:
        raise AssertionError("the pipeline does not encode generated assets")


def write_octahedron_weights(folder: Path) -> Path:
    """A weight folder whose flow is random and whose every latent decodes to one octahedron.

    For tests of the real runtime from end to end where no trained weights are at hand.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words = lexicon()
    config = SMALL_AUTOENCODER
    tensors = random_tensors(autoencoder_shapes(config), 0)
    for name in tensors:
        if name.startswith(("shape_decoder.head", "shape_decoder.smooth")):
            tensors[name] *= np.float16(0)
    inputs = config.shape_features + 27
    first = np.zeros((config.hidden, inputs), np.float16)
    for axis in range(3):
        first[2 * axis, config.shape_features + axis], first[2 * axis + 1, config.shape_features + axis] = 32, -32
    second = np.zeros((config.hidden, config.hidden), np.float16)
    second[:6, :6] = np.eye(6)
    last = np.zeros((1, config.hidden), np.float16)
    last[0, :6] = 1 / 32 / TRUNCATION / 3**0.5
    for i, weight in enumerate((first, second, last)):
        tensors[f"distance.layers.{2 * i}.weight"] = weight
        tensors[f"distance.layers.{2 * i}.bias"] = np.zeros(len(weight), np.float16)
    tensors["distance.layers.4.bias"] = np.full(1, -0.7 / TRUNCATION / 3**0.5, np.float16)
    for i in (0, 2, 4):  # of one part and material throughout
        tensors[f"appearance.layers.{i}.weight"] *= np.float16(0)
    save_file(tensors, folder / "autoencoder.safetensors", {"config": config_json(config)})  # type: ignore[arg-type]
    flow = FlowConfig(
        width=64, depth=1, heads=2, text_width=32, text_depth=1, text_heads=2, words=len(words.vocabulary) + 1
    )
    save_file(random_tensors(flow_shapes(flow), 1), folder / "flow.safetensors", {"config": config_json(flow)})  # type: ignore[arg-type]
    (folder / "lexicon.json").write_text(words.to_json(), encoding="utf-8")
    return folder
