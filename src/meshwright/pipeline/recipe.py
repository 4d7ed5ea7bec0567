"""What an asset was made from: its latent layers, brief and choices, and the field that they give again."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from meshwright import __version__
from meshwright.asset import Asset
from meshwright.errors import FileFormatError, InputError
from meshwright.field.bound import BoundField
from meshwright.field.neural import NeuralField, composite
from meshwright.generator.backend import FILES, WEIGHTS, Backend
from meshwright.generator.binding import bind
from meshwright.generator.sampler import SamplerSettings
from meshwright.geometry.placement import Placement
from meshwright.pipeline.draw import category_of
from meshwright.pipeline.finish import Look
from meshwright.pipeline.latent_io import Layer, unpack_layers
from meshwright.pipeline.settings import FinishSettings
from meshwright.prompt.brief import Brief
from meshwright.texturing.materials import Style
from meshwright.vocabulary.lexicon import Lexicon

FRESH_WEAR: Final = 0.0
USUAL_WEAR: Final = 0.25
WORN_WEAR: Final = 0.65
_STYLES: Final[dict[str, Style]] = {"low-poly": "low-poly", "stylised": "stylised", "realistic": "realistic"}


@dataclass(frozen=True)
class Recipe:
    """Everything that a generated asset is made from.

    layers: latents, see `latent_io`.  brief: what was asked, edits included.
    seed, attempt: of the noise.  sampler: of the flow.  weights: digest of the weight files.
    settings: how it was finished.  fresh: an edit asked for a clean, unworn look.
    scale, offset: metres = scale * field units + offset; `placed` is None before the first finish.
    resolution: of the surface that the maps are baked from.  history: edits so far, as plain data.
    """

    layers: tuple[Layer, ...]
    brief: Brief
    seed: int
    attempt: int
    sampler: SamplerSettings
    weights: str
    settings: FinishSettings
    fresh: bool = False
    placed: Placement | None = None
    resolution: int = 0
    history: tuple[dict[str, Any], ...] = ()

    def field(self, backend: Backend) -> NeuralField:
        """The decoded field; see `latent_io` on layers."""
        category = self.brief.category
        result = backend.decode(self.layers[0].latent.astype(np.float32), category)
        for layer in self.layers[1:]:
            assert layer.share is not None
            above = backend.decode(layer.latent.astype(np.float32), category)
            result = composite(result, above, layer.share.astype(np.float32) / np.float32(255))
        return result

    def bound(self, field: NeuralField, lexicon: Lexicon) -> BoundField:
        """A decoded field with the brief's words bound to its parts."""
        return bind(field, self.brief, category_of(self.brief, lexicon))

    @property
    def look(self) -> Look:
        """How its materials are synthesised."""
        wear = FRESH_WEAR if self.fresh else WORN_WEAR if self.brief.worn else USUAL_WEAR
        return Look(_STYLES.get(self.brief.style, "realistic"), wear, self.settings.seed)

    def provenance(self) -> dict[str, Any]:
        """Plain JSON data that travels with the asset, without the latent."""
        placed = self.placed
        return {
            "generator": f"meshwright {__version__}",
            "prompt": self.brief.text,
            "brief": self.brief.to_json(),
            "seed": self.seed,
            "attempt": self.attempt,
            "sampler": asdict(self.sampler),
            "weights": self.weights,
            "settings": self.settings.to_json(),
            "fresh": self.fresh,
            "placement": None if placed is None else {"scale": placed.scale, "offset": placed.offset.tolist()},
            "resolution": self.resolution,
            "history": list(self.history),
        }

    @staticmethod
    def of(asset: Asset) -> Recipe:
        """The recipe that an asset carries.

        Raises InputError for an asset without one, FileFormatError if it is damaged.
        """
        if asset.latent is None or "brief" not in asset.provenance:
            raise InputError(
                "asset",
                "carries no latent",
                "an asset that Meshwright generated, not stripped; or name its category (--category)",
            )
        p = asset.provenance
        layers = unpack_layers(asset.latent)
        try:
            placed = Placement(
                float(p["placement"]["scale"]), np.eye(3), np.array(p["placement"]["offset"], np.float64).reshape(3)
            )
            return Recipe(
                layers,
                Brief.from_json(p["brief"]),
                int(p["seed"]),
                int(p["attempt"]),
                SamplerSettings(**p["sampler"]),
                str(p["weights"]),
                FinishSettings.from_json(p["settings"]),
                bool(p["fresh"]),
                placed,
                int(p["resolution"]),
                tuple(p["history"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise FileFormatError("asset", f"has damaged provenance ({type(error).__name__}: {error})") from error


def attach(asset: Asset, recipe: Recipe, latent: bytes) -> Asset:
    """The asset with its recipe on board."""
    return replace(asset, provenance=recipe.provenance(), latent=latent)


def usual_height(height: float, brief: Brief, lexicon: Lexicon) -> float:
    """Metres of a surface that is `height` field units tall: what the prompt says, else the category's usual size."""
    if brief.height is not None:
        return brief.height
    category = category_of(brief, lexicon)
    return height / category.scale if category is not None else 1.0


def weights_digest(folder: Path | None = None) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the weight files, in a fixed order."""
    total = hashlib.sha256()
    for name in FILES:
        total.update(hashlib.sha256(((folder or WEIGHTS) / name).read_bytes()).digest())
    return total.hexdigest()[:16]
