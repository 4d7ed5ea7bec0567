"""The lexicon: what the grammar's categories, parts and attributes are called, shipped beside the weights.

It is exported from the part grammar when a model is trained, so the words that the network has learned and the
words that the parser grounds are the same list.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from meshwright.errors import WeightsError


@dataclass(frozen=True)
class PartEntry:
    """A part: `slot` is its index in the part field; materials are those it was trained with."""

    name: str
    slot: int
    words: tuple[str, ...]
    materials: tuple[str, ...]
    main: bool


@dataclass(frozen=True)
class AttributeEntry:
    """A continuous attribute; `part` is "" for the whole object."""

    name: str
    part: str
    low: str
    high: str
    less: str
    more: str


@dataclass(frozen=True)
class OptionEntry:
    """Something that can be present, said as `with PHRASE`."""

    name: str
    phrase: str
    part: str


@dataclass(frozen=True)
class VariantEntry:
    """A choice whose values are adjectives."""

    name: str
    part: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class CategoryEntry:
    """A category; `scale` is field units per metre, which gives the default size."""

    name: str
    family: str
    words: tuple[str, ...]
    scale: float
    parts: tuple[PartEntry, ...]
    attributes: tuple[AttributeEntry, ...]
    options: tuple[OptionEntry, ...]
    variants: tuple[VariantEntry, ...]

    def slot(self, part: str) -> int:
        """Index of a part in the part field. Raises KeyError for a part the category does not have."""
        for entry in self.parts:
            if entry.name == part:
                return entry.slot
        raise KeyError(part)


@dataclass(frozen=True)
class Lexicon:
    """All categories, and `vocabulary`: the words with a trained embedding, in the order of their ids."""

    categories: tuple[CategoryEntry, ...]
    vocabulary: tuple[str, ...]

    def category(self, name: str) -> CategoryEntry:
        """The entry of a category. Raises KeyError for an unknown name."""
        for entry in self.categories:
            if entry.name == name:
                return entry
        raise KeyError(name)

    def to_json(self) -> str:
        """Stable JSON text."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Lexicon:
        """Inverse of `to_json`. Raises WeightsError if the text does not describe a lexicon."""
        try:
            data = json.loads(text)
            return Lexicon(tuple(_category(c) for c in data["categories"]), tuple(data["vocabulary"]))
        except (KeyError, TypeError, ValueError) as error:
            raise WeightsError(f"the lexicon is damaged: {error}") from error

    @staticmethod
    def load(path: Path) -> Lexicon:
        """Read a lexicon file. Raises WeightsError if it is missing or damaged."""
        try:
            return Lexicon.from_json(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise WeightsError(f"the lexicon {path} cannot be read: {error}") from error


def _category(c: dict[str, Any]) -> CategoryEntry:
    return CategoryEntry(
        c["name"],
        c["family"],
        tuple(c["words"]),
        float(c["scale"]),
        tuple(PartEntry(p["name"], p["slot"], tuple(p["words"]), tuple(p["materials"]), p["main"]) for p in c["parts"]),
        tuple(AttributeEntry(**a) for a in c["attributes"]),
        tuple(OptionEntry(**o) for o in c["options"]),
        tuple(VariantEntry(v["name"], v["part"], tuple(v["choices"])) for v in c["variants"]),
    )
