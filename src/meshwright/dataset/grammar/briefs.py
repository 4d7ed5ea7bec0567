"""What a person might say of a draw: the brief that trains the text side of the network."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Draw
from meshwright.prompt.attach import bringing
from meshwright.prompt.brief import AttributeRequest, Brief, PartRequest

LOW: Final = 0.3
HIGH: Final = 0.7
"""Levels below `LOW` or above `HIGH` deserve an adjective."""
VERY: Final = 0.1
"""Levels this close to an end may be called `very`."""

_presence: dict[tuple[Callable[..., None], tuple[bool, ...], tuple[str, ...]], frozenset[str]] = {}
_brought: dict[tuple[Callable[..., None], str], tuple[str, ...]] = {}


def parts_present(draw: Draw) -> frozenset[str]:
    """Names of the parts that have material in the object, i.e. a row that adds some.

    Presence follows from options and variants alone, so it is looked up at middle levels and remembered.
    """
    key = (draw.category.build, tuple(draw.options.values()), tuple(draw.variants.values()))
    found = _presence.get(key)
    if found is None:
        category = draw.category
        middle = {a.name: (a.range[0] + a.range[1]) / 2 for a in category.attributes}
        b = Builder(replace(draw, style="plain", levels=dict.fromkeys(middle, 0.5), values=middle))
        category.build(b, b.draw)
        slots = {int(row[t.PART]) for row in b.rows if row[t.OP] in (t.UNION, t.SMOOTH)}
        found = frozenset(p.name for slot, p in enumerate(category.parts) if slot in slots)
        _presence[key] = found
    return found


def _bringing(draw: Draw, part: str) -> str | None:
    """The option to say with an optional part ("" if none is needed); None if the part must not be mentioned.

    A part can be there by a variant alone; mentioning it would then ask for an option that is off.
    """
    category = draw.category
    key = (category.build, part)
    by = _brought.get(key)
    if by is None:
        entry = next(p for p in category.parts if p.name == part)
        listed = tuple((o.name, o.phrase, o.part) for o in category.options)
        by = () if entry.main else bringing(part, entry.words, listed)
        _brought[key] = by
    if not by:
        return ""
    own = [o.name for o in category.options if o.part == part]
    return next((name for name in (*by, *own) if draw.options[name]), None)


def brief_of(draw: Draw, rng: random.Random, *, mention: float = 0.5) -> Brief:
    """Some true statements about a draw, in the grammar's canonical names.

    mention: mean probability that a sayable thing is said; each brief has its own, uniform around it, so that
        terse and full briefs both occur.
    Adjectives are said only of levels outside [`LOW`, `HIGH`], parts only if present, colours only if free.
    A part that exists by an option is never mentioned without one of its options.
    """
    category = draw.category
    present = parts_present(draw)
    chance = rng.random
    p = min(1.0, 2.0 * mention * chance())

    bring = {part: _bringing(draw, part) for part in present}
    sayable = {"", *(part for part, options in bring.items() if options is not None)}

    attributes = []
    for a in category.attributes:
        level = draw.levels[a.name]
        if not LOW <= level <= HIGH and a.part in sayable and chance() < p:
            extreme = level < VERY or level > 1.0 - VERY
            attributes.append(AttributeRequest(a.name, a.part, level > 0.5, extreme and chance() < 0.5))

    options = {o.name for o in category.options if draw.options[o.name] and o.part in present and chance() < p}

    parts = []
    for part in category.parts:
        if part.name not in sayable:
            continue
        look = draw.looks[part.name]
        material = look.material if chance() < p else ""
        colour = look.colour if look.colour and chance() < max(p, 0.3) else ""
        glow: bool | None = None
        if look.emission > 0.5:
            glow = True if chance() < max(p, 0.5) else None
        elif part.glow and chance() < 0.1 * p:
            glow = False
        if material or colour or glow is not None:
            parts.append(PartRequest(part.name, material, colour, glow))

    variants = tuple((v.name, draw.variants[v.name]) for v in category.variants if v.part in sayable and chance() < p)
    mentioned = {a.part for a in attributes} | {p.part for p in parts}
    mentioned.update(v.part for v in category.variants if any(v.name == name for name, _ in variants))
    for part_name in mentioned - {""}:
        brought = bring[part_name]
        if brought and not any(o.name in options for o in category.options if o.part == part_name):
            options.add(brought)
    style = draw.style if draw.style != "plain" and chance() < 0.8 else ""
    return Brief(
        text="",
        category=category.name,
        style=style,
        worn=draw.worn and chance() < 0.7,
        attributes=tuple(attributes),
        parts=tuple(parts),
        options=tuple(o.name for o in category.options if o.name in options),
        variants=variants,
    )
