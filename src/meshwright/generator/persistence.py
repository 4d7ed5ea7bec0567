"""Loading trained networks from weight files into PyTorch modules."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from meshwright.errors import WeightsError
from meshwright.generator.config import autoencoder_config, flow_config
from meshwright.generator.networks.autoencoder import Autoencoder
from meshwright.generator.networks.flow import FlowTransformer


def read_weights(path: Path) -> tuple[dict[str, Tensor], str]:
    """Tensors as float32 and the configuration text of a weight file, float or 8-bit.

    An 8-bit tensor `name` is stored as int8 with `name.scale` (float, per output channel).
    Raises WeightsError if the file is missing or damaged.
    """
    try:
        with safe_open(path, "pt") as file:
            raw = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
            config = (file.metadata() or {})["config"]
    except (OSError, KeyError, ValueError, RuntimeError, SafetensorError) as error:
        raise WeightsError(f"the weight file {path} cannot be read: {error}") from error
    out: dict[str, Tensor] = {}
    for key, value in raw.items():
        if key.endswith(".scale") and raw.get(key[: -len(".scale")], value).dtype == torch.int8:
            continue
        if value.dtype == torch.int8:
            if f"{key}.scale" not in raw:
                raise WeightsError(f"the weight file {path} holds {key} in 8 bits without its scale")
            scale = raw[f"{key}.scale"].float()
            value = value.float() * scale.view(-1, *[1] * (value.ndim - 1))
        out[key] = value.float()
    return out, config


def load_autoencoder(path: Path) -> Autoencoder:
    """The shape autoencoder, in evaluation mode on the CPU. Raises WeightsError as `read_weights` does."""
    weights, config = read_weights(path)
    model = Autoencoder(autoencoder_config(config))
    _fill(model, weights, path)
    return model


def load_flow(path: Path) -> FlowTransformer:
    """The flow transformer, in evaluation mode on the CPU. Raises WeightsError as `read_weights` does."""
    weights, config = read_weights(path)
    model = FlowTransformer(flow_config(config))
    _fill(model, weights, path)
    return model


def _fill(model: nn.Module, weights: dict[str, Tensor], path: Path) -> None:
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise WeightsError(f"the weights in {path} do not fit their configuration: {error}") from error
    model.eval()
