"""From an asset and an instruction to the edited asset."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from meshwright.asset import Asset
from meshwright.conditioning.words import WordTable
from meshwright.errors import InputError
from meshwright.generator.backend import Backend
from meshwright.generator.config import LATENT_GRID
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.geometry.lods import Level
from meshwright.geometry.mass import mass_properties
from meshwright.pipeline.draw import category_of
from meshwright.pipeline.finish import field_densities
from meshwright.pipeline.generate import finish_sample, judge_sample, main_parts
from meshwright.pipeline.latent_io import MAX_LAYERS, Layer, stored
from meshwright.pipeline.plans import apply_plan, paint_only
from meshwright.pipeline.preview import coarse_preview
from meshwright.pipeline.progress import FIELD_STAGES, Stages
from meshwright.pipeline.recipe import Recipe, attach
from meshwright.pipeline.region import Seen, latent_mask, latent_share, painted_region, part_region, share_of
from meshwright.pipeline.report import quality_report, require_promises
from meshwright.pipeline.surface import dense_surface, surface_of
from meshwright.prompt.brief import EditPlan
from meshwright.prompt.instructions import parse_instruction
from meshwright.prompt.tokens import Role, Token, plan_tokens
from meshwright.texturing.bake import bake
from meshwright.texturing.sources import FieldSource
from meshwright.vocabulary.lexicon import CategoryEntry

STAGES: Final = ("load", "decode", "sample", "region", *FIELD_STAGES)
"""Stages of an edit, for progress."""


def plan_edit(backend: Backend, asset: Asset, instruction: str) -> EditPlan:
    """The plan of an instruction for an asset.

    Raises InputError for an asset without a latent or category, and for an instruction that nothing can be done with.
    """
    category = _category(Recipe.of(asset), backend)
    return parse_instruction(instruction, backend.lexicon, category, WordTable.load())


def edit(
    backend: Backend,
    asset: Asset,
    plan: EditPlan,
    *,
    mask: npt.NDArray[np.floating] | None = None,
    seed: int = 0,
    sampler: SamplerSettings | None = None,
    weights: str,
    stages: Stages | None = None,
) -> Asset:
    """The asset after a plan.

    mask: (h, w) over the UV page, above 0.5 where the shape may change.  seed: of the noise.
    A plan without steps gives the asset back. Changes of paint keep the mesh, its atlas, its levels and its hulls
    as they are. Changes of shape run the flow on the latent of the source and take the result inside the region
    only; outside, the field stays what it was bit for bit, and scale and place stay with it.
    Raises InputError for weights other than those the asset was made with, and what finishing raises.
    """
    stages = stages or Stages(expected=STAGES)
    recipe = Recipe.of(asset)
    if recipe.weights != weights:
        raise InputError("asset", f"was made with weights {recipe.weights}", f"weights {weights}, which are loaded")
    category = _category(recipe, backend)
    if not plan.steps:
        return asset
    brief, fresh = apply_plan(recipe.brief, plan, category)
    entry = {"instruction": plan.text, "plan": plan.to_json(), "seed": seed}
    changed = replace(
        recipe,
        brief=brief,
        fresh=(recipe.fresh and not brief.worn) if fresh is None else fresh,
        history=(*recipe.history, entry),
    )
    if paint_only(plan):
        if mask is not None:
            raise InputError("mask", "marks where shape may change", "no mask for changes of material, colour or glow")
        return repaint(backend, asset, changed, stages)
    return reshape(backend, asset, changed, plan, category, mask, seed, sampler or recipe.sampler, stages)


def repaint(backend: Backend, asset: Asset, recipe: Recipe, stages: Stages) -> Asset:
    """The asset with the maps of a changed recipe; meshes, atlas and hulls are the very same arrays."""
    placed = recipe.placed
    assert placed is not None
    with stages.stage("decode"):
        field = recipe.field(backend)
    with stages.stage("surface"):
        dense = dense_surface(field, recipe.resolution)
        high = replace(dense, vertices=placed.to_metres(dense.vertices))
    bound, look, settings = recipe.bound(field, backend.lexicon), recipe.look, recipe.settings
    x, y, z = placed.offset.tolist()
    source = FieldSource.for_mesh(
        bound, asset.mesh, scale=placed.scale, offset=(x, y, z), style=look.style, wear=look.wear, seed=look.seed
    )
    with stages.stage("bake"):
        maps = bake(asset.mesh, source, high=high, size=settings.texture_size)
    physics = mass_properties(asset.mesh, field_densities(bound, asset.mesh, placed))
    old = asset.report
    kept = ("components", "extraction_resolution", "attempts", "missing_parts", "ungrounded", "approximated")
    levels = [Level(m, len(m.faces), lod["silhouette_error"]) for m, lod in zip(asset.lods, old["lods"], strict=True)]
    with stages.stage("report"):
        report = quality_report(
            asset.mesh, maps, levels, asset.collision, physics, settings,
            source_faces=old["budget"]["available"], quads=None if asset.quads is None else len(asset.quads),
            notes={name: old[name] for name in kept if name in old},
        )  # fmt: skip
    require_promises(report)
    painted = replace(asset, maps=maps, physics=physics, report=report)
    return attach(painted, recipe, asset.latent or b"")


def reshape(
    backend: Backend,
    asset: Asset,
    recipe: Recipe,
    plan: EditPlan,
    category: CategoryEntry,
    mask: npt.NDArray[np.floating] | None,
    seed: int,
    sampler: SamplerSettings,
    stages: Stages,
) -> Asset:
    """The asset with a changed shape, finished anew in its old place and scale."""
    if len(recipe.layers) >= MAX_LAYERS:
        raise InputError("asset", f"has been reshaped {MAX_LAYERS - 1} times", "generate it anew")
    placed = recipe.placed
    assert placed is not None
    painted = None if mask is None else painted_region(asset, mask, placed)
    with stages.stage("decode"):
        before = recipe.field(backend)
    source = flat_latent(recipe.layers)
    tokens = [Token(Role.CATEGORY, 0, category.name), *plan_tokens(plan, category)]
    noise = seeded_noise(seed, 1, backend.channels)
    with stages.stage("sample") as tick:
        latent = backend.sample(
            [tokens],
            noise,
            sampler,
            source=source[None],
            mask=None if painted is None else latent_mask(painted, LATENT_GRID),
            progress=tick,
        )[0]
    with stages.stage("region"):
        layer, notes = _layer(backend, recipe, before, stored(latent), plan, category, painted)
    layers = (layer,) if layer.share is None else (*recipe.layers, layer)
    result = replace(recipe, layers=layers)
    with stages.stage("decode"):
        after = result.field(backend)
    stages.show(lambda: coarse_preview(after, lambda _: placed))
    surface = surface_of(after, recipe.settings.budget, stages)
    sample = judge_sample(result, after, surface, main_parts(category))
    return finish_sample(backend, sample, attempts=1, stages=stages, notes={"edit": notes})


def flat_latent(layers: tuple[Layer, ...]) -> npt.NDArray[np.float32]:
    """One latent (c, 16, 16, 16) that stands for all layers, for the flow to start from."""
    result = layers[0].latent.astype(np.float32)
    for layer in layers[1:]:
        assert layer.share is not None
        share = latent_share(layer.share, LATENT_GRID)
        result = result + (layer.latent.astype(np.float32) - result) * share
    return np.asarray(result, np.float32)


def _layer(
    backend: Backend,
    recipe: Recipe,
    before: Any,
    latent: npt.NDArray[np.float16],
    plan: EditPlan,
    category: CategoryEntry,
    painted: npt.NDArray[np.bool_] | None,
) -> tuple[Layer, dict[str, Any]]:
    """The layer of an edit, and what it covers as plain data."""
    whole = any(s.part == "" and s.operation not in ("material", "colour", "glow", "wear") for s in plan.steps)
    if whole and painted is None:
        return Layer(latent), {"parts": [p.name for p in category.parts], "region": 1.0}
    region, covered = painted, [p.name for p in category.parts]
    if not whole:
        after = backend.decode(latent.astype(np.float32), recipe.brief.category)
        slots = frozenset(category.slot(name) for name in plan.parts if name)
        region, reached = part_region(Seen.of(before), Seen.of(after), slots)
        covered = [p.name for p in category.parts if p.slot in reached]
        if painted is not None:
            region = region & painted
    assert region is not None
    if not region.any():
        raise InputError("mask", "does not touch the part that is to change", "a mask over that part")
    return Layer(latent, share_of(region)), {"parts": covered, "region": float(region.mean())}


def _category(recipe: Recipe, backend: Backend) -> CategoryEntry:
    category = category_of(recipe.brief, backend.lexicon)
    if category is None:
        raise InputError("asset", "is of no known category", "an asset whose prompt names one")
    return category
