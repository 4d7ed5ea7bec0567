"""The Python API: one object that holds the networks and makes assets."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.asset import Asset
from meshwright.errors import InputError, MeshwrightError
from meshwright.generator.config import EDIT_GUIDANCE, EDIT_INTERVAL, GUIDANCE, STEPS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from meshwright.formats.source import SourceMesh
    from meshwright.generator.backend import Backend
    from meshwright.geometry.mesh import Mesh
    from meshwright.pipeline.draw import Draw
    from meshwright.pipeline.progress import Progress, Show, Stages
    from meshwright.pipeline.settings import Topology


class Modeler:
    """Generates, edits and finishes assets. Networks are loaded when they are first needed, and kept.

    weights: folder of the weight files; None is the shipped ones.
    device: `auto` or `cpu`, or `cuda` with PyTorch installed.  threads: at most so many on the CPU.
    progress: called with the name of the running stage and the share (0-1) of the job that is done.
    preview: called with a coarse `Preview` of what is being made, as soon as there is one.
    timings: seconds per stage of the last job.
    """

    def __init__(
        self,
        *,
        weights: str | Path | None = None,
        device: str = "auto",
        threads: int | None = None,
        progress: Progress | None = None,
        preview: Show | None = None,
    ) -> None:
        self._folder = None if weights is None else Path(weights)
        self._device, self._threads = device, threads
        self.progress, self.preview = progress, preview
        self.timings: dict[str, float] = {}

    @functools.cached_property
    def backend(self) -> Backend:
        """The runtime over the weights. Raises WeightsError if they are missing or damaged."""
        from meshwright.generator.backend import load_backend

        return load_backend(self._folder, self._device, threads=self._threads)

    @property
    def notice(self) -> str:
        """What the makers of the weights want every user to know, or ""."""
        from meshwright.generator.backend import weights_notice

        return weights_notice(self._folder)

    @functools.cached_property
    def weights(self) -> str:
        """Digest of the weight files, as assets carry it."""
        from meshwright.pipeline.recipe import weights_digest

        return weights_digest(self._folder)

    def generate(
        self,
        prompt: str,
        *,
        negative: str = "",
        polycount: int | None = None,
        topology: Topology = "triangle",
        texture_size: int = 1024,
        lods: int = 3,
        height: float | None = None,
        seed: int = 0,
        steps: int = STEPS,
        guidance: float = GUIDANCE,
        first: Draw | None = None,
    ) -> Asset:
        """An asset for a prompt; the same arguments give the same asset.

        prompt: 1-2,000 characters.  negative: what it must not be.  polycount: most triangles (100-500,000; 5,000).
        topology: `triangle` or `quad`.  texture_size: 64-4096.  lods: 1-8, the full level included.
        height: metres; None is what the prompt says or usual for the object.  seed: 0 and up.
        steps, guidance: of the sampler.  first: of `draw`.
        What the prompt's words came to is in `asset.provenance["brief"]`.
        Raises InputError naming the argument and its limit, WeightsError without weights, BudgetError and
        PromiseBroken where no sound asset comes out.
        """
        from concurrent.futures import ThreadPoolExecutor

        from meshwright.generator.sampler import SamplerSettings
        from meshwright.pipeline.settings import FinishSettings

        finish = FinishSettings(polycount, topology, texture_size, lods, height, seed=seed)
        sampler = SamplerSettings(steps=steps, guidance=guidance)
        # What the first sample needs comes first; the rest is compiled and imported while one core or the sampler
        # waits. From the second call on there is nothing to do.
        with ThreadPoolExecutor(2) as beside:
            ready = beside.submit(self.backend.prepare_sampling)
            from meshwright.pipeline.draw import STAGES, draw_together, read_brief

            stages = self._stages(STAGES)
            with stages.stage("load"):
                brief = read_brief(prompt, self.backend, negative=negative)
                rest = beside.submit(self._prepare_finishing)
                ready.result()
            if first is None:
                with stages.stage("sample") as tick:
                    (first,) = draw_together(self.backend, [brief], [seed], sampler, tick)
            with stages.stage("load"):
                rest.result()
        from meshwright.pipeline.generate import GenerateSettings, generate

        settings = GenerateSettings(seed, sampler=sampler)
        return generate(self.backend, brief, settings, finish, weights=self.weights, stages=stages, first=first)

    def _prepare_finishing(self) -> None:
        """Import, compile and read what a generation needs after its first sample."""
        import meshwright.pipeline.generate  # noqa: F401

        self.backend.prepare()
        self.weights  # noqa: B018  # read once, and kept

    def draw(
        self,
        prompts: Sequence[str],
        seeds: Sequence[int],
        *,
        negative: Sequence[str] | None = None,
        steps: int = STEPS,
        guidance: float = GUIDANCE,
    ) -> list[Draw | MeshwrightError]:
        """The first samples of several generations as one batch: a GPU does many in the time of one.

        seeds, negative: one per prompt. Each draw goes to `generate(..., first=draw)` with the prompt, seed and
        sampler that it was drawn for, which gives what `generate` gives without it, to float tolerance. In the place
        of a prompt that nothing can be drawn for is its error, and the others are drawn.
        """
        from meshwright.generator.sampler import SamplerSettings
        from meshwright.pipeline.draw import category_of, draw_together, read_brief

        avoided = [""] * len(prompts) if negative is None else negative
        results: list[Draw | MeshwrightError | None] = []
        briefs, chosen = [], []
        for prompt, seed, avoid in zip(prompts, seeds, avoided, strict=True):
            try:
                brief = read_brief(prompt, self.backend, negative=avoid)
                category_of(brief, self.backend.lexicon)
            except MeshwrightError as error:
                results.append(error)
                continue
            results.append(None)
            briefs.append(brief)
            chosen.append(seed)
        sampler = SamplerSettings(steps=steps, guidance=guidance)
        progress = self.progress
        tell = None if progress is None else functools.partial(progress, "sample")
        drawn = iter(draw_together(self.backend, briefs, chosen, sampler, tell))
        return [next(drawn) if result is None else result for result in results]

    def edit(
        self,
        asset: Asset,
        instruction: str,
        mask: npt.NDArray[np.floating] | None = None,
        *,
        seed: int = 0,
        steps: int = STEPS,
        guidance: float = EDIT_GUIDANCE,
    ) -> Asset:
        """The asset after an instruction such as `make the lid taller and the bands gold`.

        mask: (h, w) over the asset's UV page, above 0.5 where the shape may change; None lets the named parts change.
        Raises InputError for an asset without a latent or an instruction that nothing can be done with, and what
        `generate` raises.
        """
        from meshwright.generator.sampler import SamplerSettings
        from meshwright.pipeline.edit import STAGES, edit, plan_edit

        stages = self._stages(STAGES)
        with stages.stage("load"):
            plan = plan_edit(self.backend, asset, instruction)
        sampler = SamplerSettings(steps=steps, guidance=guidance, interval=EDIT_INTERVAL)
        return edit(
            self.backend, asset, plan, mask=mask, seed=seed, sampler=sampler, weights=self.weights, stages=stages
        )

    def adopt(
        self,
        mesh: SourceMesh | str | Path,
        category: str,
        *,
        polycount: int | None = None,
        texture_size: int = 1024,
        lods: int = 3,
        height: float | None = None,
        up: str = "y",
        front: str = "z",
        seed: int = 0,
    ) -> Asset:
        """An asset that `edit` can change, of a mesh that someone else made: encoded, decoded and finished.

        category: what it is, as `chest`; its parts must be called as a chest's are.  Other arguments are those of
        `finish`. Detail finer than the latent is lost. Raises InputError for other categories and parts, and for a
        mesh that the latent does not hold; WeightsError, and what finishing raises.
        """
        from meshwright.formats import LOCAL_LIMITS, read_source
        from meshwright.pipeline.adopt import STAGES, adopt
        from meshwright.pipeline.settings import FinishSettings

        settings = FinishSettings(polycount, "triangle", texture_size, lods, height, None, up, front, seed)
        if isinstance(mesh, (str, Path)) and not Path(mesh).is_file():
            raise InputError(str(mesh), "is not a file", "a mesh file")
        stages = self._stages(("read", "load", *STAGES))
        if isinstance(mesh, (str, Path)):
            with stages.stage("read"):
                mesh = read_source(mesh, LOCAL_LIMITS)
        with stages.stage("load"):
            backend = self.backend
        return adopt(backend, mesh, category, settings, weights=self.weights, stages=stages)

    def finish(
        self,
        mesh: Mesh | SourceMesh | str | Path,
        *,
        polycount: int | None = None,
        topology: Topology = "triangle",
        texture_size: int = 1024,
        lods: int = 3,
        height: float | None = None,
        density: float | None = None,
        up: str = "y",
        front: str = "z",
        seed: int = 0,
    ) -> Asset:
        """A finished asset of a mesh that someone else made, or of a file with one; needs no weights.

        density: kg/m³; None estimates it.  up, front: axes of the mesh that become +Y and +Z.
        Other arguments are those of `generate`. Raises InputError, RepairError, BudgetError, StageTimeout.
        """
        from meshwright.geometry.isolation import prewarm
        from meshwright.pipeline.settings import FinishSettings

        settings = FinishSettings(polycount, topology, texture_size, lods, height, density, up, front, seed)
        if isinstance(mesh, (str, Path)) and not Path(mesh).is_file():
            raise InputError(str(mesh), "is not a file", "a mesh file")
        prewarm()  # beside our own imports and the reading
        from meshwright.formats import LOCAL_LIMITS, read_source
        from meshwright.pipeline.finish_source import STAGES, finish_source

        stages = self._stages(("read", *STAGES))
        if isinstance(mesh, (str, Path)):
            with stages.stage("read"):
                mesh = read_source(mesh, LOCAL_LIMITS)
        return finish_source(mesh, settings, stages=stages)

    def _stages(self, expected: tuple[str, ...]) -> Stages:
        from meshwright.pipeline.progress import Stages

        stages = Stages(self.progress, expected, self.preview)
        self.timings = stages.timings
        return stages
