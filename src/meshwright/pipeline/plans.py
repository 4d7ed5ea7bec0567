"""What an edit plan does to a brief, and whether it changes the shape."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from meshwright.prompt.brief import AttributeRequest, Brief, EditPlan, EditStep, PartRequest
from meshwright.vocabulary.lexicon import CategoryEntry

PAINT: Final = frozenset({"material", "colour", "glow", "wear"})
"""Operations that never touch the shape."""


def paint_only(plan: EditPlan) -> bool:
    """Whether a plan leaves the shape alone."""
    return all(step.operation in PAINT for step in plan.steps)


def apply_plan(brief: Brief, plan: EditPlan, category: CategoryEntry) -> tuple[Brief, bool | None]:
    """The brief after a plan, and whether a clean look was asked (None: wear was not spoken of)."""
    fresh: bool | None = None
    for step in plan.steps:
        if step.operation in ("material", "colour", "glow"):
            brief = replace(brief, parts=_said_of_part(brief.parts, step, category))
        elif step.operation == "wear":
            fresh = step.direction < 0
            brief = replace(brief, worn=step.direction > 0)
        elif step.operation == "attribute":
            kept = tuple(a for a in brief.attributes if a.name != step.name)
            asked = AttributeRequest(step.name, step.part, step.direction > 0, step.amount == "much")
            brief = replace(brief, attributes=(*kept, asked))
        elif step.operation == "add":
            brief = replace(brief, options=tuple(dict.fromkeys((*brief.options, step.name))))
        elif step.operation == "remove":
            brief = replace(brief, options=tuple(o for o in brief.options if o != step.name))
        elif step.operation == "variant":
            kept_variants = tuple(v for v in brief.variants if v[0] != step.name)
            brief = replace(brief, variants=(*kept_variants, (step.name, step.value)))
        elif step.operation == "style":
            brief = replace(brief, style="" if step.value == "plain" else step.value)
    return brief, fresh


def _said_of_part(parts: tuple[PartRequest, ...], step: EditStep, category: CategoryEntry) -> tuple[PartRequest, ...]:
    """What is said of the parts with a step's material, colour or glow put in; part "" is every part."""
    said = {p.part: p for p in parts}
    whole = said.pop("", None)
    if whole is not None:  # spelled out, so that what is now said of one part can override it
        for entry in category.parts:
            own = said.get(entry.name, PartRequest(entry.name))
            said[entry.name] = PartRequest(
                entry.name,
                own.material or whole.material,
                own.colour or whole.colour,
                whole.glow if own.glow is None else own.glow,
            )
    for name in [step.part] if step.part else [p.name for p in category.parts]:
        old = said.get(name, PartRequest(name))
        if step.operation == "material":
            # A colour said of the old material does not belong to the new one.
            said[name] = replace(old, material=step.value, colour="")
        elif step.operation == "colour":
            said[name] = replace(old, colour=step.value)
        else:
            said[name] = replace(old, glow=step.direction > 0)
    return tuple(said.values())
