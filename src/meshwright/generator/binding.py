"""From a brief to what is bound to a field's parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from meshwright.errors import InputError
from meshwright.field.bound import BoundField, PartLook
from meshwright.field.protocol import Field
from meshwright.prompt.brief import Brief
from meshwright.vocabulary.colors import COLORS, linear_from_bytes
from meshwright.vocabulary.lexicon import CategoryEntry
from meshwright.vocabulary.materials import MATERIAL_INDEX

T = TypeVar("T")


def part_looks(brief: Brief, category: CategoryEntry) -> dict[int, PartLook]:
    """What a brief states of each part, by the part's slot.

    Part "" speaks of all parts, after what is said of them by name.
    Raises InputError for a part, material or colour that does not exist.
    """
    slots = {p.name: p.slot for p in category.parts}
    looks: dict[int, PartLook] = {}
    for request in sorted(brief.parts, key=lambda p: p.part != ""):  # the whole object first
        if request.part and request.part not in slots:
            raise InputError("part", f"a {category.name} has no {request.part!r}", ", ".join(slots))
        material = _lookup("material", request.material, MATERIAL_INDEX) if request.material else None
        tint = None
        if request.colour:
            r, g, b = linear_from_bytes(_lookup("colour", request.colour, COLORS))
            tint = (float(r), float(g), float(b))
        for slot in [slots[request.part]] if request.part else slots.values():
            old = looks.get(slot, PartLook())
            looks[slot] = PartLook(
                old.material if material is None else material,
                old.tint if tint is None else tint,
                old.glow if request.glow is None else request.glow,
            )
    return looks


def bind(field: Field, brief: Brief, category: CategoryEntry | None, *, snap: bool = True) -> BoundField:
    """The field with the brief's words bound to its parts; without a category only `worn` can be bound."""
    looks = {} if category is None else part_looks(brief, category)
    return BoundField(field, looks, worn=brief.worn, snap=snap)


def _lookup(kind: str, name: str, table: Mapping[str, T]) -> T:
    if name not in table:
        raise InputError(kind, f"{name!r} is not known", ", ".join(table))
    return table[name]
