"""PyTorch behind the interface of `Backend`: numpy in, numpy out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from meshwright.errors import InputError
from meshwright.field.neural import NeuralField
from meshwright.generator.config import TRUNCATION
from meshwright.generator.openvino.backend import local_network, part_names
from meshwright.generator.sampler import SamplerSettings
from meshwright.generator.torch_backend import TorchBackend
from meshwright.generator.weight_file import WeightFile
from meshwright.inference.local_network import LocalNetwork
from meshwright.prompt.tokens import Token
from meshwright.vocabulary.lexicon import Lexicon

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class TorchRuntime:
    """Implements `Backend`. Samples and decodes on a device; fields are evaluated on the CPU."""

    backend: TorchBackend
    distance: LocalNetwork
    looks: LocalNetwork

    @staticmethod
    def load(folder: Path, device: str) -> TorchRuntime:
        """Load a folder. Raises WeightsError, or InputError for a device that PyTorch lacks."""
        try:
            place = torch.device(device)
            torch.zeros(1, device=place)
        except (RuntimeError, AssertionError) as error:
            raise InputError("device", f"{device} is not available here", "auto or cpu") from error
        backend = TorchBackend.load(folder, place)
        weights, config = WeightFile.read(folder / "autoencoder.safetensors"), backend.autoencoder.config
        distance, looks = (local_network(weights, name, config) for name in ("distance", "appearance"))
        return TorchRuntime(backend, distance, looks)

    @property
    def lexicon(self) -> Lexicon:
        """The words that the weights were trained with."""
        return self.backend.lexicon

    @property
    def channels(self) -> int:
        """Channels of a latent."""
        return self.backend.flow.config.channels

    def prepare_sampling(self) -> None:
        """Nothing is compiled: the networks are on their device."""

    def prepare(self) -> None:
        """Compile what evaluates fields."""
        self.distance.prepare()
        self.looks.prepare()

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
        """Latents (b, c, 16, 16, 16) for b prompts at once; see `TorchBackend.sample`."""
        latents = self.backend.sample(
            prompts,
            noise,
            settings,
            avoid=avoid,
            source=None if source is None else torch.from_numpy(source),
            mask=None if mask is None else torch.from_numpy(mask),
            progress=progress,
        )
        return _numpy(latents)

    @torch.no_grad()
    def decode(self, latent: FloatArray, category: str = "") -> NeuralField:
        """The field of a latent (c, 16, 16, 16)."""
        z = torch.from_numpy(np.ascontiguousarray(latent[None])).to(self.backend.device)
        shape, look = (_numpy(f[0].permute(1, 2, 3, 0)) for f in self.backend.autoencoder.decode(z))
        names = part_names(self.lexicon, category)
        return NeuralField(shape, look, self.distance, self.looks, names, TRUNCATION)

    @torch.no_grad()
    def encode(self, grid: FloatArray) -> FloatArray:
        """Mean latent (c, 16, 16, 16) of an input grid (16, 64, 64, 64)."""
        x = torch.from_numpy(np.ascontiguousarray(grid[None])).to(self.backend.device)
        return _numpy(self.backend.autoencoder.encode(x)[0][0])


def _numpy(tensor: torch.Tensor) -> FloatArray:
    out: FloatArray = tensor.detach().float().contiguous().cpu().numpy()
    return out
