"""Which runtime runs the networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError, WeightsError
from meshwright.field.neural import NeuralField
from meshwright.generator.sampler import SamplerSettings
from meshwright.prompt.tokens import Token
from meshwright.vocabulary.lexicon import Lexicon

FloatArray = npt.NDArray[np.float32]

WEIGHTS: Final = Path(__file__).parent.parent / "weights"
"""Where the shipped weights lie."""
FILES: Final = ("autoencoder.safetensors", "flow.safetensors", "lexicon.json")


class Backend(Protocol):
    """What the pipeline needs of a runtime; arrays are float32, latents those of the autoencoder."""

    @property
    def lexicon(self) -> Lexicon:
        """The words that the weights were trained with."""
        ...

    @property
    def channels(self) -> int:
        """Channels of a latent."""
        ...

    def prepare_sampling(self) -> None:
        """Get ready for `sample` ahead of the first call."""
        ...

    def prepare(self) -> None:
        """Get ready for `decode`, and for fields, ahead of the first call; from another thread than `sample` uses."""
        ...

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
        """Latents (b, c, 16, 16, 16) for b prompts; see `OpenVINOBackend.sample`."""
        ...

    def decode(self, latent: FloatArray, category: str = "") -> NeuralField:
        """The field of a latent (c, 16, 16, 16)."""
        ...

    def encode(self, grid: FloatArray) -> FloatArray:
        """Mean latent (c, 16, 16, 16) of an input grid (16, 64, 64, 64)."""
        ...


def weights_notice(folder: Path | None = None) -> str:
    """What the makers of the weights want every user to know, one line; "" if there is nothing to say."""
    path = (WEIGHTS if folder is None else folder) / "NOTICE.txt"
    return " ".join(path.read_text(encoding="utf-8").split()) if path.is_file() else ""


def load_backend(folder: Path | None = None, device: str = "auto", *, threads: int | None = None) -> Backend:
    """A runtime over the weights of a folder (the shipped ones by default).

    device: `auto` or `cpu` is OpenVINO on the CPU; `cuda` or `cuda:N` is PyTorch on a GPU.
    threads: at most so many on the CPU.
    Raises WeightsError if files are missing or damaged, InputError for a device that does not exist here.
    """
    where = WEIGHTS if folder is None else folder
    missing = [name for name in FILES if not (where / name).is_file()]
    if missing:
        raise WeightsError(
            f"no weights in {where}: {', '.join(missing)} missing; install a release of meshwright, or train "
            "your own with `meshwright train` and name their folder"
        )
    if device in ("auto", "cpu"):
        from meshwright.generator.openvino.backend import OpenVINOBackend
        from meshwright.inference.device import Device

        return OpenVINOBackend.load(where, Device(threads=threads))
    if device == "cuda" or device.startswith("cuda:"):
        try:
            from meshwright.generator.torch_runtime import TorchRuntime
        except ImportError as error:
            raise InputError("device", f"{device} needs PyTorch", "pip install 'meshwright[train]'") from error
        return TorchRuntime.load(where, device)
    raise InputError("device", f"{device!r} is not known", "auto, cpu, cuda or cuda:N")
