"""Statements collected while a prompt is read, and the brief made of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from meshwright.prompt.attach import bringing, light_part, meaning_of
from meshwright.prompt.brief import AttributeRequest, Brief, PartRequest
from meshwright.prompt.phrases import Modifier
from meshwright.prompt.tokenise import phrase
from meshwright.vocabulary.lexicon import CategoryEntry


@dataclass
class Reading:
    """What has been said so far of one object; `asked` and `avoid` are two of these."""

    category: CategoryEntry
    style: str = ""
    worn: bool = False
    attributes: dict[str, AttributeRequest] = field(default_factory=dict)
    parts: dict[str, PartRequest] = field(default_factory=dict)
    options: set[str] = field(default_factory=set)
    variants: dict[str, str] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)
    free: list[str] = field(default_factory=list)
    ungrounded: list[str] = field(default_factory=list)
    approximated: list[tuple[str, str]] = field(default_factory=list)
    everywhere: dict[str, str] = field(default_factory=dict)

    def _set(self, part: str, **change: str | bool) -> None:
        self.parts[part] = replace(self.parts.get(part, PartRequest(part)), **change)  # type: ignore[arg-type]
        self.mentioned.add(part)

    def say(self, modifier: Modifier, target: str, *, said: str, very: bool = False, entire: bool = False) -> bool:
        """Record a modifier said of part `target` ("" is the whole); False if it is of no use."""
        kind, value = modifier.kind, modifier.value
        if kind in ("adjective", "choice", "more", "less"):
            return self._describe(" ".join(phrase(value)), target, said, very)
        if kind == "style":
            if self.style not in ("", value):  # a brief has one style; the first said wins
                return False
            self.style = "" if value == "plain" else value
        elif kind == "worn":
            self.worn = True
        elif kind in ("glow", "unlit"):
            self._set(target or light_part(self.category), glow=kind == "glow")
        elif kind in ("material", "colour"):
            if entire and not target:
                self.everywhere[kind] = value
                return True
            part = target or self._free_part(kind, value, said)
            if not part or getattr(self.parts.get(part, PartRequest(part)), kind) not in ("", value):
                return False
            self._set(part, **{kind: value})
        else:
            return False
        if modifier.loose:
            self.approximated.append((said, value))
        return True

    def _describe(self, word: str, target: str, said: str, very: bool) -> bool:
        meaning = meaning_of(word, target, self.category)
        if meaning is None:
            return False
        if meaning.attribute is not None:
            a = meaning.attribute
            self.attributes[a.name] = AttributeRequest(a.name, a.part, meaning.high, very)
            part = a.part
        else:
            assert meaning.variant is not None
            self.variants[meaning.variant.name] = meaning.word
            part = meaning.variant.part
        self.mentioned.add(part)
        if not meaning.exact and phrase(said) != phrase(meaning.word):
            self.approximated.append((said, f"{meaning.word} {part}".strip()))
        return True

    def _free_part(self, kind: str, value: str, said: str) -> str:
        """The part that a material or colour of the whole goes to: the first, or for a second one the next
        fit.
        """
        parts = self.category.parts
        first = parts[0]
        if getattr(self.parts.get(first.name, PartRequest(first.name)), kind) in ("", value):
            return first.name
        for p in parts[1:]:
            fits = kind == "colour" or value in p.materials
            if p.main and fits and not getattr(self.parts.get(p.name, PartRequest(p.name)), kind):
                self.approximated.append((said, f"{value} {p.name}"))
                return p.name
        return ""

    def brief(self, text: str) -> Brief:
        """The statements in the lexicon's order; an optional part that was mentioned brings its option."""
        c = self.category
        for kind, value in self.everywhere.items():
            for p in c.parts:
                if p.main and not getattr(self.parts.get(p.name, PartRequest(p.name)), kind):
                    self._set(p.name, **{kind: value})
        for p in c.parts:
            own = {o.name for o in c.options if o.part == p.name}
            if not p.main and p.name in self.mentioned and not self.options & own:
                self.options.update(bringing(p.name, p.words, tuple((o.name, o.phrase, o.part) for o in c.options))[:1])
        return Brief(
            text=text,
            category=c.name,
            style=self.style,
            worn=self.worn,
            attributes=tuple(self.attributes[a.name] for a in c.attributes if a.name in self.attributes),
            parts=tuple(self.parts[p.name] for p in c.parts if p.name in self.parts),
            options=tuple(o.name for o in c.options if o.name in self.options),
            variants=tuple((v.name, self.variants[v.name]) for v in c.variants if v.name in self.variants),
            free=tuple(dict.fromkeys(self.free)),
            ungrounded=tuple(dict.fromkeys(self.ungrounded)),
            approximated=tuple(dict.fromkeys(self.approximated)),
        )

    @property
    def empty(self) -> bool:
        """Whether nothing has been said."""
        said = (
            self.style,
            self.worn,
            self.attributes,
            self.parts,
            self.options,
            self.variants,
            self.everywhere,
        )
        return not any(said)
