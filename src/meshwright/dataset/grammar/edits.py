"""Edited twins: a draw, the same draw after one or two changes, and the plan that tells them apart."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from meshwright.dataset.grammar.briefs import parts_present
from meshwright.dataset.grammar.sampling import make_look
from meshwright.dataset.grammar.spec import STYLES, Draw, Look
from meshwright.prompt.brief import EditPlan, EditStep, Operation
from meshwright.vocabulary.colors import COLORS

Amount = Literal["slightly", "", "much"]

AMOUNTS: Final[dict[Amount, tuple[float, float]]] = {
    "slightly": (0.1, 0.2),
    "": (0.25, 0.45),
    "much": (0.5, 0.9),
}
"""Change of an attribute's level that each amount means."""

NO_OP: Final = 0.03
TWO_STEPS: Final = 0.25
_WEIGHTS: Final[dict[Operation, float]] = {
    "attribute": 0.4, "material": 0.15, "colour": 0.12, "glow": 0.07, "add": 0.08, "remove": 0.06,
    "variant": 0.06, "style": 0.03, "wear": 0.03,
}  # fmt: skip
_WHOLE: Final = 0.08
"""Share of material, colour and glow edits that concern every part at once (part "")."""
_COLOURS: Final = tuple(COLORS)
_FACTORS: Final = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.1, 1.2, 1.25, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)


class _Change(NamedTuple):
    """A step and the draw after it."""

    step: EditStep
    after: Draw


def edit_of(draw: Draw, rng: random.Random) -> tuple[Draw, EditPlan]:
    """A valid edited twin of `draw` and its plan: 0 (no-op), 1 or 2 steps; the plan's text is empty.

    Looks of parts that no step concerns are the same objects; seed and levels not named by a step are equal.
    """
    if rng.random() < NO_OP:
        return draw, EditPlan("", draw.category.name, ())
    change = _one(draw, rng)
    steps: tuple[EditStep, ...] = (change.step,)
    twin = change.after
    if rng.random() < TWO_STEPS:
        for _ in range(4):
            second = _one(twin, rng)
            if _compatible(steps[0], second.step, second.after):
                steps, twin = (steps[0], second.step), second.after
                break
    return twin, EditPlan("", draw.category.name, steps)


def _compatible(first: EditStep, second: EditStep, after: Draw) -> bool:
    """Whether both steps are still visible, and said independently of each other."""
    looks = ("material", "colour", "glow", "wear")
    if first.operation in looks and second.operation in looks:
        if "wear" in (first.operation, second.operation) or "" in (first.part, second.part):
            return False
        if first.part == second.part:
            return False
    if first.operation == second.operation and first.name == second.name and first.part == second.part:
        return False
    if first.operation in ("add", "remove") and first.name == second.name:
        return False
    if "remove" in (first.operation, second.operation) and first.part == second.part:
        return False
    return first.operation == "remove" or not first.part or first.part in parts_present(after)


def _one(draw: Draw, rng: random.Random) -> _Change:
    """One random valid change."""
    while True:
        operation = rng.choices(tuple(_WEIGHTS), tuple(_WEIGHTS.values()))[0]
        if operation == "attribute":
            change = _attribute(draw, rng)
        elif operation in ("add", "remove"):
            change = _option(draw, rng, operation == "add")
        elif operation == "variant":
            change = _variant(draw, rng)
        elif operation == "style":
            value = rng.choice([s for s in STYLES if s != draw.style])
            change = _Change(EditStep("style", value=value), replace(draw, style=value))
        elif operation == "wear":
            change = _Change(
                EditStep("wear", direction=-1 if draw.worn else 1),
                replace(draw, worn=not draw.worn, looks=_weathered(draw, not draw.worn)),
            )
        else:
            change = _look(draw, rng, operation)
        if change is not None:
            return change


def _attribute(draw: Draw, rng: random.Random) -> _Change | None:
    """Move one level up or down by an amount that fits into its range."""
    present = parts_present(draw)
    choices = [a for a in draw.category.attributes if not a.part or a.part in present]
    if not choices:
        return None
    a = rng.choice(choices)
    level = draw.levels[a.name]
    amount: Amount = rng.choices(("slightly", "", "much"), (0.25, 0.5, 0.25))[0]
    least, most = AMOUNTS[amount]
    room = {1: 1.0 - level, -1: level}
    direction = rng.choice([d for d in (1, -1) if room[d] >= least])
    moved = rng.uniform(least, min(most, room[direction]))
    factor = None
    if not amount and rng.random() < 0.15:
        factor = _nice_factor(a.range, level, direction, (least, min(most, room[direction])), rng)
        if factor is not None:
            low, high = a.range
            moved = abs((low + (high - low) * level) * (factor - 1.0) / (high - low))
    new = min(1.0, max(0.0, level + direction * moved))
    levels = {**draw.levels, a.name: new}
    value = a.range[0] + (a.range[1] - a.range[0]) * new
    after = replace(draw, levels=levels, values={**draw.values, a.name: value})
    step = EditStep("attribute", a.part, a.name, direction=direction, amount=amount, factor=factor)
    return _Change(step, after)


def _nice_factor(
    span: tuple[float, float], level: float, direction: int, moved: tuple[float, float], rng: random.Random
) -> float | None:
    """A round ratio new/old of the value whose change of level lies within `moved`, if there is one."""
    low, high = span
    if low <= 0 or high <= low:  # a ratio says something only of a growing, positive measure
        return None
    value = low + (high - low) * level
    fits = []
    for factor in _FACTORS:
        change = direction * value * (factor - 1.0) / (high - low)
        if moved[0] <= change <= moved[1]:
            fits.append(factor)
    return rng.choice(fits) if fits else None


def _option(draw: Draw, rng: random.Random, add: bool) -> _Change | None:
    """Switch one option; its part must be visible with it."""
    choices = [o for o in draw.category.options if draw.options[o.name] != add]
    if not choices:
        return None
    o = rng.choice(choices)
    after = replace(draw, options={**draw.options, o.name: add})
    if o.part not in parts_present(after if add else draw):
        return None
    return _Change(EditStep("add" if add else "remove", o.part, o.name), after)


def _variant(draw: Draw, rng: random.Random) -> _Change | None:
    """Change one variant of a visible part."""
    present = parts_present(draw)
    visible = [v for v in draw.category.variants if not v.part or v.part in present]
    choices = [v for v in visible if len(set(v.choices)) > 1]
    if not choices:
        return None
    v = rng.choice(choices)
    value = rng.choice([c for c in v.choices if c != draw.variants[v.name]])
    after = replace(draw, variants={**draw.variants, v.name: value})
    if v.part and v.part not in parts_present(after):
        return None
    return _Change(EditStep("variant", v.part, v.name, value), after)


def _look(draw: Draw, rng: random.Random, operation: Operation) -> _Change | None:
    """Change material, colour or glow of one visible part, or of every part; geometry stays as it is."""
    present = parts_present(draw)
    parts = [p for p in draw.category.parts if p.name in present]
    whole = rng.random() < _WHOLE
    part = parts[0] if whole else rng.choice(parts)
    look = draw.looks[part.name]
    value, direction = "", 0
    if operation == "material":
        choices = [m for m in dict.fromkeys(part.materials) if m != look.material]
        if not choices:
            return None
        value = rng.choice(choices)
        new = make_look(part, value, "", look.emission > 0.5, draw.worn, rng)
    elif operation == "colour":
        value = rng.choice([c for c in _COLOURS if c != look.colour])
        new = make_look(part, look.material, value, look.emission > 0.5, draw.worn, rng)
        new = replace(new, roughness=look.roughness)
    else:
        if not part.glow and rng.random() < 0.5:  # any part can be asked to glow, but some more often
            return None
        direction = -1 if look.emission > 0.5 else 1
        new = replace(look, emission=1.0 if direction > 0 else 0.0)
    step = EditStep(operation, "" if whole else part.name, value=value, direction=direction)
    looks = dict(draw.looks)
    for p in draw.category.parts if whole else (part,):
        old = looks[p.name]
        if operation == "material":
            looks[p.name] = replace(new, emission=old.emission) if old.emission != new.emission else new
        elif operation == "colour":
            looks[p.name] = replace(old, colour=value, tint=new.tint)
        else:
            looks[p.name] = replace(old, emission=new.emission)
    return _Change(step, replace(draw, looks=looks))


_DUST: Final = (0.72, 0.62, 0.5)
_DUST_MEAN: Final = sum(_DUST) / 3.0


def _weathered(draw: Draw, worn: bool) -> dict[str, Look]:
    """All looks with the weathering of `sampling.make_look` applied, or taken away again."""
    changed: dict[int, Look] = {}
    for look in draw.looks.values():
        if id(look) in changed:
            continue
        if worn:
            mean = sum(look.tint) / 3.0
            tint = [0.75 * c + 0.25 * mean * d for c, d in zip(look.tint, _DUST, strict=True)]
            roughness = min(look.roughness + 0.18, 1.0)
        else:
            mean = sum(look.tint) / 3.0 / (0.75 + 0.25 * _DUST_MEAN)
            clean = [(c - 0.25 * mean * d) / 0.75 for c, d in zip(look.tint, _DUST, strict=True)]
            tint = [min(1.0, max(0.0, c)) for c in clean]
            roughness = max(look.roughness - 0.18, 0.02)
        changed[id(look)] = replace(look, tint=(tint[0], tint[1], tint[2]), roughness=roughness)
    return {name: changed[id(look)] for name, look in draw.looks.items()}
