"""Reading weight files into numpy arrays, float or 8-bit, without PyTorch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open

from meshwright.errors import WeightsError

FloatArray = npt.NDArray[np.float32]

SCALE = ".scale"
"""Suffix of the per-output-channel scales of an int8 tensor."""


@dataclass(frozen=True)
class WeightFile:
    """Tensors as they are stored, and the configuration text of the network they belong to.

    An 8-bit tensor `name` is int8 and has `name.scale`, one value per output channel (axis 0).
    prefix: put before every name asked for; see `under`.
    """

    tensors: dict[str, npt.NDArray[Any]]
    config: str
    prefix: str = ""

    @staticmethod
    def read(path: Path) -> WeightFile:
        """Read a whole file. Raises WeightsError if it is missing, damaged or without configuration."""
        try:
            with safe_open(path, "np") as file:
                tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
                config = (file.metadata() or {})["config"]
        except (OSError, KeyError, SafetensorError) as error:
            raise WeightsError(f"the weight file {path} cannot be read: {error}") from error
        return WeightFile(tensors, config)

    def under(self, prefix: str) -> WeightFile:
        """The same file seen from a submodule, as `under("blocks.0")`."""
        return WeightFile(self.tensors, self.config, f"{self.prefix}{prefix}.")

    def packed(self, name: str) -> tuple[npt.NDArray[np.int8], FloatArray] | None:
        """An 8-bit tensor as stored and its scales (out,) float32; None if it is not stored in 8 bits."""
        key = self.prefix + name
        value = self.tensors.get(key)
        if value is None or value.dtype != np.int8 or key + SCALE not in self.tensors:
            return None
        return value, self.tensors[key + SCALE].astype(np.float32)

    def array(self, name: str) -> FloatArray:
        """A tensor as float32, scales applied. Raises WeightsError if it is not in the file."""
        key = self.prefix + name
        try:
            value = self.tensors[key]
            if value.dtype == np.int8:
                scale = self.tensors[key + SCALE].astype(np.float32)
                return value * scale.reshape(-1, *[1] * (value.ndim - 1))
        except KeyError as error:
            raise WeightsError(f"the weights have no tensor {error}") from error
        return value.astype(np.float32)
