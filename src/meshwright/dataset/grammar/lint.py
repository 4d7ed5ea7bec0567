"""Checks categories against the rules of the part grammar.

From a shell: `python -m meshwright.dataset.grammar.lint FAMILY [CATEGORY ...]`.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from scipy import ndimage

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.sampling import assemble, draw, table_of
from meshwright.dataset.grammar.sdf import evaluate
from meshwright.dataset.grammar.spec import Category, Draw
from meshwright.vocabulary.materials import MATERIAL_INDEX

GRID: Final = 64
LEAST_ATTRIBUTE_CHANGE: Final = 0.01  # share of occupied voxels between the ends of an attribute
LEAST_CHOICE_CHANGE: Final = 0.002  # the same for an option or a variant
LEAST_COMPONENT: Final = 8  # voxels; smaller crumbs are dropped after decoding anyway
LEAST_VISIBLE: Final = 4  # surface voxels that make a part visible
LEAST_EXTENT: Final = 1.1  # field units that the largest draw must span, or resolution is wasted
THOROUGH: Final = 8  # draws from which attributes are tried on every choice of every variant


@dataclass(frozen=True)
class Sampled:
    """One draw on the grid: occupancy (64, 64, 64) bool indexed x, y, z, and surface voxels of each slot."""

    occupied: npt.NDArray[np.bool_]
    surface: dict[int, int]


def _centres(n: int) -> torch.Tensor:
    axis = (torch.arange(n, dtype=torch.float32) + 0.5) * (2.0 / n) - 1.0
    return torch.stack(torch.meshgrid(axis, axis, axis, indexing="ij"), -1)


def occupancy(rows: npt.NDArray[np.float32], grid: int = GRID) -> npt.NDArray[np.bool_]:
    """Voxels of the cube with their centre inside a table (rows, 64): (grid, grid, grid) bool, x, y, z.

    The cube is [-1, 1]³; grid: 16 times a power of two.  Coarser cells are only refined near the surface,
    within 1.6 times their circumscribed radius.
    """
    table = torch.from_numpy(np.ascontiguousarray(rows))
    n = 16
    inside, active = torch.zeros((n, n, n), dtype=torch.bool), torch.ones((n, n, n), dtype=torch.bool)
    while True:
        d, _ = evaluate(table, _centres(n)[active])
        inside[active] = d < 0
        if n >= grid:
            return np.asarray(inside.numpy())
        active[active.clone()] = d.abs() < 1.6 * 3**0.5 / n
        n *= 2
        for axis in range(3):
            inside, active = (a.repeat_interleave(2, axis) for a in (inside, active))


def sample(d: Draw) -> Sampled:
    """Occupancy of a draw, and the number of surface voxels of each slot."""
    rows = table_of(d)
    occupied = occupancy(rows)
    shell = occupied & ~ndimage.binary_erosion(occupied)
    _, owner = evaluate(torch.from_numpy(rows), _centres(GRID)[torch.from_numpy(shell)])
    return Sampled(occupied, dict(Counter(rows[owner.numpy(), t.PART].astype(int).tolist())))


def components(occupied: npt.NDArray[np.bool_]) -> list[int]:
    """Sizes in voxels of the 26-connected components of at least `LEAST_COMPONENT` voxels, largest first."""
    labels, _ = ndimage.label(occupied, structure=np.ones((3, 3, 3)))
    sizes = np.bincount(labels.ravel())[1:]
    return sorted((int(s) for s in sizes if s >= LEAST_COMPONENT), reverse=True)


def lint(category: Category, draws: int = 24) -> list[str]:
    """Broken rules of one category, in words; empty when all hold. Checks `draws` seeded draws.

    With fewer than `THOROUGH` draws each attribute is tried on the variants of three draws only.
    """
    torch.set_num_threads(1)
    errors = _declaration(category)
    if errors:
        return errors
    rng = random.Random(f"lint/{category.name}")
    bases = [draw(category, rng) for _ in range(max(draws, 3))]
    found = bases[:draws]
    errors = _rows(category, found)
    return errors or _shape(category, found) + _freedoms(category, bases[:3], thorough=draws >= THOROUGH)


def lint_words(categories: Sequence[Category]) -> list[str]:
    """Words that name more than one category."""
    counts = Counter(w for c in categories for w in (c.name, *c.words))
    return [f"the word {w!r} names {n} categories" for w, n in counts.items() if n > 1]


def _declaration(c: Category) -> list[str]:
    """Rules that need no geometry."""
    errors = []
    parts = {p.name for p in c.parts}
    if not 3 <= len(c.parts) <= t.MAX_SLOTS:
        errors.append(f"{len(c.parts)} parts, not 3 to {t.MAX_SLOTS}")
    if len(c.attributes) < 4:
        errors.append(f"{len(c.attributes)} attributes, at least 4")
    if len(c.options) < 2:
        errors.append(f"{len(c.options)} options, at least 2")
    nouns = Counter(w for p in c.parts for w in {p.name, *p.words})
    errors += [f"the noun {w!r} names {n} parts" for w, n in nouns.items() if n > 1]
    seen: set[str] = set()
    for p in c.parts:
        errors += [f"part {p.name}: no material class {m!r}" for m in p.materials if m not in MATERIAL_INDEX]
        if p.like and p.like not in seen:
            errors.append(f"part {p.name}: like={p.like!r} is not an earlier part")
        seen.add(p.name)
    for kind, items in (("attribute", c.attributes), ("option", c.options), ("variant", c.variants)):
        owners: list[tuple[str, str]] = [(i.name, i.part) for i in items]
        errors += [f"{kind} {n}: no part {p!r}" for n, p in owners if p and p not in parts]
        errors += [f"two of {kind} {n}" for n, k in Counter(n for n, _ in owners).items() if k > 1]
    adjectives = [(a.part, w) for a in c.attributes for w in (a.low, a.high)]
    adjectives += [(v.part, w) for v in c.variants for w in v.choices]
    comparatives = [(a.part, w) for a in c.attributes for w in (a.less, a.more)]
    for kind, said in (("adjective", adjectives), ("comparative", comparatives)):
        for (part, word), n in Counter(said).items():
            if n > 1:
                errors.append(f"{kind} {word!r} of {part or 'the whole'} has {n} meanings")
    return errors


def _rows(c: Category, found: Sequence[Draw]) -> list[str]:
    """No draw may need more rows than a table has, even with every option."""
    most = 0
    for d in (*found, *(_with(d, options=dict.fromkeys(d.options, True)) for d in found)):
        b = Builder(d)
        c.build(b, d)
        most = max(most, len(b.rows))
    return [f"{most} rows, at most {t.MAX_ROWS}"] if most > t.MAX_ROWS else []


def _shape(c: Category, found: Sequence[Draw]) -> list[str]:
    """Rules about single draws: cube, floor, connection, visible parts."""
    errors: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    ever: set[str] = set()
    most_extent = 0.0
    for d in found:
        s = sample(d)
        if not s.occupied.any():
            return ["a draw is empty"]
        at = np.argwhere(s.occupied)
        low, high = at.min(0), at.max(0)
        most_extent = max(most_extent, float((high - low + 1).max()) * 2 / GRID)
        if low.min() == 0 or high.max() == GRID - 1:
            errors["touches the border of the cube"] += 1
        floor = (t.FLOOR + 1) * GRID / 2
        if abs(low[1] - floor) > 1.6:
            errors["does not stand on y = 0"] += 1
        if len(components(s.occupied)) > 1:
            errors["is not one connected piece"] += 1
        for slot, part in enumerate(c.parts):
            if s.surface.get(slot, 0) >= LEAST_VISIBLE:
                ever.add(part.name)
            elif part.main:
                hidden[part.name] += 1
    out = [f"{e} in {n} of {len(found)} draws" for e, n in errors.items()]
    for p, n in hidden.items():
        if n > 0.05 * len(found):
            out.append(f"main part {p} is hidden in {n} of {len(found)} draws")
    if len(found) >= 16:
        out += [f"part {p.name} is never visible" for p in c.parts if p.name not in ever]
    if most_extent < LEAST_EXTENT and len(found) >= 16:
        out.append(f"the largest draw spans only {most_extent:.2f} of 2 field units")
    return out


def _change(a: Draw, b: Draw, least: float) -> float:
    """Share of occupied voxels in which two draws differ; on a coarse grid where that is clearly enough."""
    share = 0.0
    for grid, margin in ((GRID // 2, 1.5), (GRID, 1.0)):
        x, y = occupancy(table_of(a), grid), occupancy(table_of(b), grid)
        share = float((x ^ y).sum() / max(int(x.sum()), int(y.sum()), 1))
        if share >= margin * least:
            break
    return share


def _with(d: Draw, **changes: Any) -> Draw:
    """The draw with levels, options or variants replaced."""
    levels = {**d.levels, **changes.get("levels", {})}
    options = {**d.options, **changes.get("options", {})}
    variants = {**d.variants, **changes.get("variants", {})}
    return assemble(d.category, d.style, d.worn, levels, options, variants, dict(d.looks), d.seed)


def _freedoms(c: Category, found: Sequence[Draw], *, thorough: bool) -> list[str]:
    """Attributes, options and variants must change the shape; the best of a few draws counts."""
    out = []
    everything = dict.fromkeys((o.name for o in c.options), True)
    bases = [_with(found[0], options=everything), *found[1:]]
    bases = [replace(b, style="plain") if i == 0 else b for i, b in enumerate(bases)]
    choices: list[tuple[str, str]] = [(v.name, w) for v in c.variants for w in v.choices]
    if not choices or not thorough:
        choices = [("", "")]

    def best(pairs: Iterable[tuple[Draw, Draw]], least: float) -> float:
        most = 0.0
        for one, other in pairs:
            most = max(most, _change(one, other, least))
            if most >= least:
                break
        return most

    for a in c.attributes:
        for name, word in choices:
            tried = [_with(b, variants={name: word} if name else {}) for b in bases]
            ends = ((_with(b, levels={a.name: 0.0}), _with(b, levels={a.name: 1.0})) for b in tried)
            share = best(ends, LEAST_ATTRIBUTE_CHANGE)
            if share < LEAST_ATTRIBUTE_CHANGE:
                when = f" when {name} is {word}" if name else ""
                out.append(f"attribute {a.name} changes {share:.2%} of the voxels{when}")
    for o in c.options:
        share = best(((b, _with(b, options={o.name: not b.options[o.name]})) for b in bases), LEAST_CHOICE_CHANGE)
        if share < LEAST_CHOICE_CHANGE:
            out.append(f"option {o.name} changes {share:.2%} of the voxels")
    for v in c.variants:
        first, *rest = (_with(bases[-1], variants={v.name: w}) for w in v.choices)
        for other in rest:
            if _change(first, other, LEAST_CHOICE_CHANGE) < LEAST_CHOICE_CHANGE:
                out.append(f"variant {v.name}: {other.variant(v.name)} looks like {v.choices[0]}")
    return out


def main(arguments: Sequence[str]) -> int:
    """Lint a family (and only the named categories of it); prints each broken rule, returns their number."""
    family, *names = arguments
    module = import_module(f"meshwright.dataset.grammar.categories.{family}")
    broken = 0
    for c in module.CATEGORIES:
        if not names or c.name in names:
            errors = lint(c)
            broken += len(errors)
            print(f"{c.name}: {'ok' if not errors else ''}")
            for e in errors:
                print(f"  {e}")
    for e in lint_words(module.CATEGORIES):
        broken += 1
        print(e)
    return broken


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
