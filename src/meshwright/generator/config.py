"""Sizes of the networks: one frozen dataclass each, saved beside the weights as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from meshwright.errors import WeightsError

GRID = 64
"""Nodes per axis of the encoder's input grid and of the decoder's feature grid."""
LEAST_TIME = 0.05
"""Times below this are divided by as if they were this, where velocity is computed from a clean prediction."""
MAX_SLOTS = 8
"""Most parts of a category; the part field has a value for each."""
LATENT_GRID = 16
"""Cells per axis of the shape latent."""
TRUNCATION = 0.1
"""Distance in field units at which the encoder's input and the losses are cut off."""
STEPS = 16
GUIDANCE = 2.5
INTERVAL = (0.4, 1.0)
"""Of the sampler, for text, measured (docs/training-log.md): more steps gain nothing; more weight follows words one or
two in a hundred better and tears as many objects; weight at late times gains nothing and costs."""
EDIT_GUIDANCE = 3.0
EDIT_INTERVAL = (0.0, 1.0)
"""The same for instructions."""


@dataclass(frozen=True)
class AutoencoderConfig:
    """Sizes of the shape autoencoder (the shipped model's are the defaults).

    shape_channels, appearance_channels: latent channels of each kind.
    encoder_fine, encoder_coarse: widths at 32³ and 16³.
    decoder_*: widths at 16³ and 32³, and feature channels at 64³, for shape and appearance.
    hidden: width of the local networks.  octaves: of the positional encoding (eq 51).
    """

    shape_channels: int = 8
    appearance_channels: int = 8
    encoder_fine: int = 48
    encoder_coarse: int = 112
    encoder_blocks: int = 2
    shape_coarse: int = 176
    shape_fine: int = 64
    shape_features: int = 16
    appearance_coarse: int = 128
    appearance_fine: int = 48
    appearance_features: int = 16
    decoder_blocks: int = 3
    hidden: int = 64
    octaves: int = 4

    @property
    def channels(self) -> int:
        """All latent channels: shape first, then appearance."""
        return self.shape_channels + self.appearance_channels


@dataclass(frozen=True)
class FlowConfig:
    """Sizes of the flow transformer (the shipped model's are the defaults).

    channels: latent channels.  patch: cells per token and axis.
    prediction: what the last layer gives, `velocity` or `clean` (the latent itself, from which the velocity follows;
    better for large patches, whose noise does not fit through the width: Li and He 2025).
    text_*: sizes of the text encoder.  words: rows of its learned word table (vocabulary + 1 for free words).
    """

    channels: int = 16
    patch: int = 2
    prediction: str = "velocity"
    width: int = 384
    depth: int = 12
    heads: int = 6
    text_width: int = 256
    text_depth: int = 2
    text_heads: int = 4
    tokens: int = 48
    words: int = 2048
    word_vector: int = 64


def config_json(config: AutoencoderConfig | FlowConfig) -> str:
    """Stable JSON text of a configuration."""
    return json.dumps(asdict(config), indent=1, sort_keys=True)


def autoencoder_config(text: str) -> AutoencoderConfig:
    """Inverse of `config_json`. Raises WeightsError if a field is missing or unknown."""
    try:
        return AutoencoderConfig(**json.loads(text))
    except (TypeError, ValueError) as error:
        raise WeightsError(f"the autoencoder's configuration is damaged: {error}") from error


def flow_config(text: str) -> FlowConfig:
    """Inverse of `config_json`. Raises WeightsError if a field is missing or unknown."""
    try:
        return FlowConfig(**json.loads(text))
    except (TypeError, ValueError) as error:
        raise WeightsError(f"the flow model's configuration is damaged: {error}") from error
