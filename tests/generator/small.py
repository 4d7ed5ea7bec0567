"""Networks a few thousand weights large, with nothing left at zero, for tests on PyTorch."""

from __future__ import annotations

import torch
from torch import nn

from meshwright.generator.config import AutoencoderConfig, FlowConfig
from meshwright.generator.networks.autoencoder import Autoencoder
from meshwright.generator.networks.flow import FlowTransformer

AUTOENCODER = AutoencoderConfig(
    shape_channels=3, appearance_channels=2, encoder_fine=6, encoder_coarse=10, encoder_blocks=1, shape_coarse=12,
    shape_fine=8, shape_features=6, appearance_coarse=10, appearance_fine=6, appearance_features=5, decoder_blocks=2,
    hidden=16,
)  # fmt: skip
FLOW = FlowConfig(channels=5, patch=4, width=32, depth=2, heads=2, text_width=16, text_depth=2, text_heads=2, words=30)


def shaken(model: nn.Module, seed: int = 0) -> nn.Module:
    """Add noise to every weight, because several start at zero and would hide mistakes."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for p in model.parameters():
            p += torch.randn(p.shape, generator=generator) * 0.1
    return model.eval()


def autoencoder(seed: int = 0) -> Autoencoder:
    torch.manual_seed(seed)
    model = shaken(Autoencoder(AUTOENCODER), seed)
    assert isinstance(model, Autoencoder)
    return model


def flow(seed: int = 0, config: FlowConfig = FLOW) -> FlowTransformer:
    torch.manual_seed(seed)
    model = shaken(FlowTransformer(config), seed)
    assert isinstance(model, FlowTransformer)
    return model
