"""The generator on a CPU without PyTorch: tokens to latents, latents to fields, grids to latents."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.conditioning.codec import TokenCodec
from meshwright.conditioning.words import WordTable
from meshwright.errors import InputError, WeightsError
from meshwright.field.neural import NeuralField
from meshwright.generator.config import (
    GRID,
    LATENT_GRID,
    LEAST_TIME,
    TRUNCATION,
    AutoencoderConfig,
    FlowConfig,
    autoencoder_config,
    flow_config,
)
from meshwright.generator.patches import patchify, time_features, unpatchify
from meshwright.generator.sampler import SamplerSettings, combine_guidance, flow_times, fresh_noise_of, sample_flow
from meshwright.generator.weight_file import WeightFile
from meshwright.inference.device import Device
from meshwright.inference.local_network import LocalNetwork
from meshwright.prompt.tokens import Token
from meshwright.vocabulary.lexicon import Lexicon

FloatArray = npt.NDArray[np.float32]

TIME_FEATURES = 256
UNKNOWN_PARTS = ("body",)
"""Parts of an object whose category is not known."""


@dataclass(frozen=True)
class OpenVINOBackend:
    """Networks and codec; each graph is built and compiled when it is first used.

    Latents are those of the autoencoder, float32. With one machine, one version of OpenVINO and one
    precision the same input gives the same bytes, whatever the number of threads.
    """

    flow_weights: WeightFile
    autoencoder_weights: WeightFile
    codec: TokenCodec
    lexicon: Lexicon
    device: Device

    @staticmethod
    def load(folder: Path, device: Device | None = None) -> OpenVINOBackend:
        """Read `autoencoder.safetensors`, `flow.safetensors` and `lexicon.json` of a folder, float or 8-bit.

        Raises WeightsError if one is missing, damaged, or made for other words than the lexicon's.
        """
        lexicon = Lexicon.load(folder / "lexicon.json")
        flow = WeightFile.read(folder / "flow.safetensors")
        autoencoder = WeightFile.read(folder / "autoencoder.safetensors")
        codec = TokenCodec(lexicon.vocabulary, WordTable.load())
        backend = OpenVINOBackend(flow, autoencoder, codec, lexicon, device or Device())
        rows, words = backend.flow_config.words, len(lexicon.vocabulary) + 1
        if rows < words:
            problem = f"the flow model knows {rows} words, the lexicon has {words}"
            raise WeightsError(f"{folder}: {problem}; they are not of one training")
        return backend

    @functools.cached_property
    def flow_config(self) -> FlowConfig:
        """Sizes of the flow model."""
        return flow_config(self.flow_weights.config)

    @functools.cached_property
    def autoencoder_config(self) -> AutoencoderConfig:
        """Sizes of the autoencoder."""
        return autoencoder_config(self.autoencoder_weights.config)

    @property
    def channels(self) -> int:
        """Channels of a latent."""
        return self.flow_config.channels

    def prepare_sampling(self) -> None:
        """Compile what `sample` needs; otherwise each graph is compiled when it is first used."""
        for request in (self._text, self._flow):
            assert request is not None

    def prepare(self) -> None:
        """Compile what a generation needs after `sample`."""
        for request in (self._shape_decoder, self._appearance_decoder):
            assert request is not None
        self._distance.prepare()
        self._looks.prepare()

    def sample(
        self,
        prompts: Sequence[Sequence[Token]],
        noise: FloatArray,
        settings: SamplerSettings,
        *,
        avoid: Sequence[Sequence[Token]] | None = None,
        source: FloatArray | None = None,
        mask: FloatArray | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> FloatArray:
        """Latents (b, c, 16, 16, 16) float32 for b prompts, one after the other.

        noise: (b, c, 16, 16, 16) float32, see `seeded_noise`.  avoid: tokens of what to avoid, per prompt.
        source: latents to edit, like `noise`, or None.  mask: (b, 1, 16, 16, 16), 1 may change, -1 keep;
        all may when there is a source and no mask.  progress: called with the share of all steps done.
        Raises InputError for an array of the wrong shape. Mirrors `TorchBackend.sample`.
        """
        b, cube = len(prompts), (LATENT_GRID,) * 3
        _check("noise", noise, (b, self.flow_config.channels, *cube))
        if source is not None:
            _check("source", source, noise.shape)
        if mask is not None:
            _check("mask", mask, (b, 1, *cube))
        out = np.empty(noise.shape, np.float32)
        unmasked = np.full((1, *cube), 0.0 if source is None else 1.0, np.float32)
        for i in range(b):
            groups = [prompts[i], [], *([] if avoid is None else [avoid[i]])]
            step = None if progress is None else _share_of(progress, i, b)
            change = unmasked if mask is None else mask[i]
            origin = np.zeros(noise.shape[1:], np.float32) if source is None else self._normalise(source[i])
            out[i] = self._sample_one(groups, noise[i], settings, origin, change, step)
        return out

    def _sample_one(
        self, groups: Sequence[Sequence[Token]], noise: FloatArray, settings: SamplerSettings,
        origin: FloatArray, change: FloatArray, progress: Callable[[float], None] | None,
    ) -> FloatArray:  # fmt: skip
        c = self.flow_config
        times = flow_times(settings.steps, settings.shift)[:-1]
        constant = self._condition(groups, times, np.concatenate((origin, change.astype(np.float32))))
        width = (len(groups), len(times), -1, c.width)
        modulation, final = constant["modulation"].reshape(width), constant["final"].reshape(width)
        number = {t: i for i, t in enumerate(times)}
        request = self._flow

        def velocity(x: FloatArray, t: float) -> FloatArray:
            i, guides = number[t], settings.guides(t)
            branches = len(groups) if guides else 1
            inputs = {
                "latent": x[None],
                "base": constant["base"],
                "words": constant["words"][:branches],
                "modulation": np.ascontiguousarray(modulation[:branches, i]),
                "final": np.ascontiguousarray(final[:branches, i]),
            }
            v = request.infer(inputs)[0]
            if c.prediction == "clean":
                v = (x - v) / np.float32(max(t, LEAST_TIME))
            guided: FloatArray = combine_guidance(v, settings) if guides else v[0]
            return guided

        fresh = fresh_noise_of(noise[None])

        def fresh_noise(step: int) -> FloatArray:
            return patchify(fresh(step)[0], c.patch)

        first = patchify(noise, c.patch)
        patches = sample_flow(velocity, first, settings, fresh_noise=fresh_noise, progress=progress)
        return self._restore(unpatchify(patches, c.patch, c.channels, LATENT_GRID))

    def _condition(
        self, groups: Sequence[Sequence[Token]], times: Sequence[float], kept: FloatArray
    ) -> dict[str, FloatArray]:
        """Outputs of the condition graph by name, for branches of tokens, times, and source with mask."""
        c = self.codec.encode(groups)
        word, role, slot = self._tables
        result = self._text.infer(
            {
                "embedded": word[c.words] + role[c.roles] + slot[c.slots],
                "vectors": c.vectors,
                "present": np.pad(c.roles != 0, ((0, 0), (1, 0)), constant_values=True).astype(np.float32),
                "times": time_features(times, TIME_FEATURES),
                "kept": patchify(kept, self.flow_config.patch)[None],
            }
        )
        return {name: result[name].copy() for name in ("base", "words", "modulation", "final")}

    def decode(self, latent: FloatArray, category: str = "") -> NeuralField:
        """The field of a latent (c, 16, 16, 16); its parts are those of the category, or one `body`."""
        config = self.autoencoder_config
        _check("latent", latent, (config.channels, *(LATENT_GRID,) * 3))
        z = np.ascontiguousarray(latent[None], np.float32)
        # Side by side: neither keeps all cores busy throughout.
        self._appearance_decoder.start_async({"latent": z})
        try:
            shape = self._shape_decoder.infer({"latent": z[:, : config.shape_channels].copy()})[0].copy()
        finally:
            self._appearance_decoder.wait()
        look = self._appearance_decoder.get_output_tensor(0).data.copy()
        names = part_names(self.lexicon, category)
        return NeuralField(shape, look, self._distance, self._looks, names, TRUNCATION)

    def encode(self, grid: FloatArray) -> FloatArray:
        """Mean latent (c, 16, 16, 16) of an input grid (16, 64, 64, 64), see `codes_numpy.input_grid`."""
        _check("grid", grid, (16, *(GRID,) * 3))
        x = np.ascontiguousarray(grid[None], np.float32)
        pairs = ((self._shape_encoder, x[:, :1].copy()), (self._appearance_encoder, x))
        means = [np.split(request.infer({"grid": g})[0][0], 2)[0] for request, g in pairs]
        return np.concatenate(means)

    def _normalise(self, latent: FloatArray) -> FloatArray:
        mean, std = self._scales
        return ((latent - mean) / std).astype(np.float32)

    def _restore(self, latent: FloatArray) -> FloatArray:
        mean, std = self._scales
        return latent * std + mean

    @functools.cached_property
    def _scales(self) -> tuple[FloatArray, FloatArray]:
        mean, std = (self.flow_weights.array(n).reshape(-1, 1, 1, 1) for n in ("latent_mean", "latent_std"))
        return mean, std

    @functools.cached_property
    def _tables(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        word, role, slot = (self.flow_weights.array(f"text.{n}.weight") for n in ("word", "role", "slot"))
        return word, role, slot

    @functools.cached_property
    def _text(self) -> Any:
        from meshwright.generator.openvino.condition import condition_graph

        return _request(self.device, condition_graph(self.flow_weights, self.flow_config), fast=False)

    @functools.cached_property
    def _flow(self) -> Any:
        from meshwright.generator.openvino.graphs import flow_graph

        return _request(self.device, flow_graph(self.flow_weights, self.flow_config), fast=True)

    @functools.cached_property
    def _shape_decoder(self) -> Any:
        return self._decoder("shape_decoder", self.autoencoder_config.shape_channels, 0)

    @functools.cached_property
    def _appearance_decoder(self) -> Any:
        return self._decoder("appearance_decoder", self.autoencoder_config.channels, -1)

    def _decoder(self, name: str, channels: int, more_blocks: int) -> Any:
        from meshwright.generator.openvino.graphs import decoder_graph

        blocks = self.autoencoder_config.decoder_blocks + more_blocks
        graph = decoder_graph(self.autoencoder_weights.under(name), channels=channels, blocks=blocks)
        # bf16 moves the surface by a hundredth of a voxel on average and a tenth at worst: seen in normals
        return _request(self.device, graph, fast=name != "shape_decoder")

    @functools.cached_property
    def _shape_encoder(self) -> Any:
        return self._encoder("shape_encoder", 1)

    @functools.cached_property
    def _appearance_encoder(self) -> Any:
        return self._encoder("appearance_encoder", 16)

    def _encoder(self, name: str, channels: int) -> Any:
        from meshwright.generator.openvino.graphs import encoder_graph

        weights, config = self.autoencoder_weights.under(name), self.autoencoder_config
        return _request(self.device, encoder_graph(weights, config, channels=channels), fast=False)

    @functools.cached_property
    def _distance(self) -> LocalNetwork:
        return local_network(self.autoencoder_weights, "distance", self.autoencoder_config, self.device)

    @functools.cached_property
    def _looks(self) -> LocalNetwork:
        return local_network(self.autoencoder_weights, "appearance", self.autoencoder_config, self.device)


def local_network(
    weights: WeightFile, name: str, config: AutoencoderConfig, device: Device | None = None
) -> LocalNetwork:
    """The `distance` or `appearance` network of the autoencoder."""
    w = weights.under(f"{name}.layers")
    layers = [(w.array(f"{i}.weight"), w.array(f"{i}.bias")) for i in (0, 2, 4)]
    return LocalNetwork(layers, config.octaves, device)


def part_names(lexicon: Lexicon, category: str) -> tuple[str, ...]:
    """Names of a category's parts by slot, or `("body",)` for a category that the lexicon does not know."""
    try:
        parts = lexicon.category(category).parts
    except KeyError:
        return UNKNOWN_PARTS
    return tuple(p.name for p in sorted(parts, key=lambda p: p.slot))


def _request(device: Device, graph: Any, *, fast: bool) -> Any:
    return device.compile(graph, device.fastest() if fast else "f32").create_infer_request()


def _share_of(progress: Callable[[float], None], item: int, items: int) -> Callable[[float], None]:
    return lambda share: progress((item + share) / items)


def _check(name: str, array: FloatArray, shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise InputError(name, f"has shape {array.shape}", f"{shape}")
