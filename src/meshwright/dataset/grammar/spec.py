"""What a category declares, and what a draw from it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshwright.dataset.grammar.builder import Builder

STYLES = ("plain", "low-poly", "stylised", "realistic")
"""Styles a draw can have; `worn` is a separate flag that combines with each."""


@dataclass(frozen=True)
class Part:
    """A named part; its position in `Category.parts` is its slot (at most 8).

    materials: names of material classes to draw from (repeat a name to weigh it).
    words: other nouns for the part.
    main: the part is always present and must survive generation.
    colours: probability that a free colour is drawn when the material is colourable.
    glow: probability that the part glows.
    like: with probability 0.75 share material and colour with this other part.
    natural: usual base colours (sRGB 0-255) that replace the material's own when no colour is asked.
    """

    name: str
    materials: tuple[str, ...]
    words: tuple[str, ...] = ()
    main: bool = True
    colours: float = 0.7
    glow: float = 0.0
    like: str = ""
    natural: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Attribute:
    """A continuous attribute with its adjectives and comparatives.

    part: the part it belongs to, or "" for the whole object.
    low, high: adjectives for the ends of the range; less, more: their comparatives.
    range: values at the two ends, in the unit that the build function uses.
    """

    name: str
    part: str
    low: str
    high: str
    less: str
    more: str
    range: tuple[float, float]


@dataclass(frozen=True)
class Option:
    """Something present or absent, said as `with PHRASE`; part: slot of the part it adds or changes."""

    name: str
    phrase: str
    part: str
    probability: float = 0.4


@dataclass(frozen=True)
class Variant:
    """A choice said as an adjective (`round`, `square`): choices are the words themselves."""

    name: str
    part: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Category:
    """One category of objects: a short declarative program.

    build: emits primitives in metres, standing on y = 0, centred on the vertical axis, front towards +Z.
    """

    name: str
    family: str
    words: tuple[str, ...]
    parts: tuple[Part, ...]
    attributes: tuple[Attribute, ...]
    build: Callable[[Builder, Draw], None]
    options: tuple[Option, ...] = ()
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Look:
    """Material and colour of one part in one draw.

    material: name of the class.  colour: name of a free colour or "".  tint: linear rgb.
    """

    material: str
    colour: str
    tint: tuple[float, float, float]
    roughness: float
    metallic: float
    emission: float


@dataclass(frozen=True)
class Draw:
    """One object as asked: a full assignment of a category's freedoms.

    levels: attribute name → position in its range, 0-1.
    """

    category: Category
    style: str
    worn: bool
    levels: Mapping[str, float]
    options: Mapping[str, bool]
    variants: Mapping[str, str]
    looks: Mapping[str, Look]
    seed: int = 0
    values: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, attribute: str) -> float:
        """Value of an attribute in the unit of its range."""
        return self.values[attribute]

    def has(self, option: str) -> bool:
        """Whether an option is present."""
        return self.options[option]

    def variant(self, name: str) -> str:
        """The chosen word of a variant."""
        return self.variants[name]
