"""The brief: what is asked for, and the edit plan: what is to change. Plain, serialisable data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class PartRequest:
    """What is said of one part. Empty text and None mean: not said, the network decides.

    material: name of a material class.  colour: name of a base colour.  glow: asked to glow or not to.
    """

    part: str
    material: str = ""
    colour: str = ""
    glow: bool | None = None


@dataclass(frozen=True)
class AttributeRequest:
    """An adjective of a part ("" is the whole object): `high` end of the attribute or the low one."""

    name: str
    part: str
    high: bool
    very: bool = False


@dataclass(frozen=True)
class Brief:
    """What is asked, in the lexicon's canonical names.

    style: one of `low-poly`, `stylised`, `realistic`, or "" when not said.  worn: weathered look asked.
    variants: (variant name, choice) pairs.
    free: words that are passed to the network by meaning alone (no trained word of their own).
    ungrounded: words that nothing in the model could use; they are reported to the user.
    approximated: (word, trained word it was read as) pairs.
    avoid: what the prompt or the negative prompt says the object must not be, as another brief.
    polycount, height: numbers found in the prompt (triangles; metres), or None.
    """

    text: str
    category: str
    style: str = ""
    worn: bool = False
    attributes: tuple[AttributeRequest, ...] = ()
    parts: tuple[PartRequest, ...] = ()
    options: tuple[str, ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    free: tuple[str, ...] = ()
    ungrounded: tuple[str, ...] = ()
    approximated: tuple[tuple[str, str], ...] = ()
    avoid: Brief | None = None
    polycount: int | None = None
    height: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> Brief:
        """Inverse of `to_json`."""
        d = dict(data)
        d["attributes"] = tuple(AttributeRequest(**a) for a in d.get("attributes", ()))
        d["parts"] = tuple(PartRequest(**p) for p in d.get("parts", ()))
        for key in ("variants", "approximated"):
            d[key] = tuple((a, b) for a, b in d.get(key, ()))
        for key in ("options", "free", "ungrounded"):
            d[key] = tuple(d.get(key, ()))
        d["avoid"] = Brief.from_json(d["avoid"]) if d.get("avoid") else None
        return Brief(**d)


Operation = Literal["attribute", "material", "colour", "glow", "add", "remove", "variant", "style", "wear"]


@dataclass(frozen=True)
class EditStep:
    """One change. Fields that an operation does not use stay empty.

    part: the part it concerns, "" for the whole object.
    name: attribute, option or variant name.  value: material, colour, choice or style.
    direction: +1 towards the attribute's high end, -1 towards the low end; for glow and wear +1 on, -1 off.
    amount: `slightly`, `` or `much`; factor: a stated ratio (1.5 for `1.5x longer`, 1.2 for `20 % longer`).
    """

    operation: Operation
    part: str = ""
    name: str = ""
    value: str = ""
    direction: int = 0
    amount: Literal["slightly", "", "much"] = ""
    factor: float | None = None


@dataclass(frozen=True)
class EditPlan:
    """An instruction as data. `ungrounded` lists its words that nothing could use."""

    text: str
    category: str
    steps: tuple[EditStep, ...]
    ungrounded: tuple[str, ...] = ()
    approximated: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return asdict(self)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that the plan may change, without duplicates; "" is the whole object."""
        return tuple(dict.fromkeys(step.part for step in self.steps))
