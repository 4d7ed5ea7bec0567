"""Natural wording of briefs and edit plans, with much variety: what people might have typed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from meshwright.dataset.grammar.wording import (
    article,
    bare,
    colours_of,
    listed,
    materials_of,
    noun_owners,
    np,
    plural,
    split,
    verb,
)
from meshwright.prompt.attach import light_part
from meshwright.prompt.brief import AttributeRequest, Brief, PartRequest
from meshwright.prompt.phrases import category_index, described_name
from meshwright.prompt.tokenise import phrase
from meshwright.vocabulary.lexicon import CategoryEntry, VariantEntry

_WORN: Final = ("worn", "weathered", "old", "ancient", "battered", "aged", "timeworn")
_STYLE: Final = {
    "low-poly": ("low-poly", "low poly", "faceted"),
    "stylised": ("stylised", "stylized", "cartoon", "cartoonish"),
    "realistic": ("realistic", "photorealistic", "lifelike"),
}
_GLOW: Final = ("glowing", "luminous", "illuminated", "radiant", "shining")
_OPENINGS: Final = (
    "", "", "", "", "", "", "please make ", "create ", "generate ", "i want ", "i need ", "give me ",
    "design ", "a 3d model of ", "make me ",
)  # fmt: skip


@dataclass
class _Said:
    """What is said of one thing: words before its noun, and the same as predicates after it."""

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


class _Speaker:
    """One caption in the making. `p` maps part name → its words that cannot be misread in this category."""

    def __init__(self, brief: Brief, category: CategoryEntry, rng: random.Random) -> None:
        self.brief, self.category, self.rng = brief, category, rng
        self.requests = {p.part: p for p in brief.parts}
        self.first = category.parts[0].name
        self.taken = noun_owners(category)

    def pick(self, words: Sequence[str]) -> str:
        """A random one of some words."""
        return self.rng.choice(words)

    def part_word(self, part: str) -> str:
        """The part's name, or one of its other words that means nothing else here."""
        entry = next(p for p in self.category.parts if p.name == part)
        if not entry.words or self.rng.random() < 0.65:
            return part
        word = self.pick(entry.words)
        asks = {phrase(w) for o in self.category.options for w in (o.phrase, o.name)}
        return word if self.taken.get(phrase(word)) == {part} and phrase(word) not in asks else part

    def usable(self, name: str) -> bool:
        """Whether a name of the category means only that, and says nothing else of it (as `wooden cart`
        does).
        """
        return self.taken.get(phrase(name)) == {""} and not described_name(category_index(self.category), phrase(name))

    def material(self, name: str, part_noun: str, *, noun: bool) -> str:
        """A word for a material that is not also a noun of this category."""
        word = self.pick(materials_of(name, noun=noun)) if self.rng.random() < 0.5 else name
        return name if phrase(word) in self.taken else word

    def colour(self, name: str) -> str:
        """A word for a colour that is not also a noun of this category."""
        word = self.pick(colours_of(name))
        return name if phrase(word) in self.taken else word

    # -- what is said of a thing -------------------------------------------------------------------

    def words_of(self, part: str, *, whole: bool, variants: bool = True) -> _Said:
        """Adjectives, variants, glow, colour and material of the whole ("") or of one part."""
        said = _Said()
        for a in self.attributes(part):
            entry = next(e for e in self.category.attributes if e.name == a.name)
            word = entry.high if a.high else entry.low
            if a.very:
                word = f"{self.pick(('very', 'very', 'extremely', 'really'))} {word}"
            said.before.append(word)
            said.after.append(word)
        for v, choice in self.variants(part) if variants else ():
            del v
            said.before.append(choice)
            said.after.append(choice)
        self.rng.shuffle(said.before)
        request = self.requests.get(self.first if whole else part)
        if request is not None and not (whole and part):
            self.look(said, request, whole)
        return said

    def look(self, said: _Said, request: PartRequest, whole: bool) -> None:
        """Glow, colour and material, in the order of English adjectives."""
        glow = request.glow
        if whole and glow is not None and light_part(self.category) != request.part:
            glow = None
        if glow is True:
            said.before.append(self.pick(_GLOW))
            said.after.append(self.pick(("glowing", "luminous", "lit up")))
        elif glow is False:
            said.before.append(self.pick(("unlit", "non-glowing")))
            said.after.append(self.pick(("unlit", "not glowing")))
        if request.colour:
            word = self.colour(request.colour)
            said.before.append(word)
            said.after.append(word)
        if request.material:
            said.before.append(self.material(request.material, request.part, noun=False))
            if request.colour == "black" and said.before[-1] == "iron":
                said.before[-1] = "wrought iron"  # `black iron` is a kind of iron
            noun = self.material(request.material, request.part, noun=True)
            said.after.append(f"{self.pick(('made of', 'made of', 'made from', 'of'))} {noun}")

    def attributes(self, part: str) -> list[AttributeRequest]:
        """Attribute requests of a part, the whole is ""."""
        return [a for a in self.brief.attributes if a.part == part]

    def variants(self, part: str) -> list[tuple[VariantEntry, str]]:
        """(variant, choice) pairs said of a part; those of the whole include every unmistakable choice."""
        chosen = dict(self.brief.variants)
        out = []
        for v in self.category.variants:
            if v.name in chosen and v.part == part:
                out.append((v, chosen[v.name]))
        return out

    # -- noun phrases ------------------------------------------------------------------------------

    def parts_to_say(self, *, skip_first_look: bool) -> list[tuple[str, tuple[str, ...]]]:
        """(part, options of that part) for every part of which something remains to be said."""
        out = []
        for p in self.category.parts:
            options = tuple(o.name for o in self.category.options if o.part == p.name and o.name in self.brief.options)
            request = self.requests.get(p.name)
            if skip_first_look and p.name == self.first:
                if request is not None and request.glow is not None and light_part(self.category) != p.name:
                    self.requests[p.name] = request = PartRequest(p.name, glow=request.glow)
                else:
                    request = None
                    self.requests.pop(p.name, None)
            if request or options or self.attributes(p.name) or self.variants(p.name):
                out.append((p.name, options))
        self.rng.shuffle(out)
        return out

    def noun_phrases(self, part: str, options: tuple[str, ...]) -> list[str]:
        """`a big iron lid`, `a skull lock`: noun phrases for a part and its options."""
        phrases = {o.name: o.phrase for o in self.category.options}
        said = self.words_of(part, whole=False)
        out = []
        if said.before:
            carrier = self.carrier(part, options)
            if carrier is not None:
                options = tuple(o for o in options if o != carrier)
                a, noun = split(phrases[carrier])
                out.append(np(a, said.before, noun))
            elif said.after and said.after[-1].startswith(("made", "of ")) and self.rng.random() < 0.35:
                word = self.part_word(part)
                out.append(f"{np('' if plural(word) else 'a', said.before[:-1], word)} {said.after[-1]}")
            else:
                word = self.part_word(part)
                out.append(np("" if plural(word) else "a", said.before, word))
        out += [phrases[o] for o in options]
        return out

    def carrier(self, part: str, options: tuple[str, ...]) -> str | None:
        """The option whose phrase can carry the part's adjectives: one whose noun is the part's."""
        for o in self.category.options:
            if o.name in options and o.part == part:
                noun = phrase(o.phrase)
                if noun in self.taken and part in self.taken[noun]:
                    return o.name
        return None

    def clause(self, part: str) -> tuple[str, str] | None:
        """(noun, predicate) such as (`lid`, `big, red and made of gold`), or None if nothing is said."""
        said = self.words_of(part, whole=False)
        if not said.after:
            return None
        return self.part_word(part), listed(said.after)


def caption_of(brief: Brief, category: CategoryEntry, rng: random.Random) -> str:
    """A natural sentence or phrase that says what the brief says, in one of ten shapes."""
    s = _Speaker(brief, category, rng)
    shape = rng.randrange(10)
    first_look = s.first in s.requests and rng.random() < 0.7
    whole = s.words_of("", whole=first_look)
    made_of = ""
    request = s.requests.get(s.first)
    if first_look and request and request.material and shape in (1, 4, 7):
        whole.before.pop()
        made_of = " " + whole.after[-1]
    front = []
    if brief.worn:
        front.append(rng.choice(_WORN))
    style = rng.choice(_STYLE[brief.style]) if brief.style else ""
    if style and shape not in (2, 7):
        front.insert(rng.randrange(len(front) + 1), style)
    if shape in (2, 7) and brief.worn:
        tags = [style, front.pop()] if style else [front.pop()]
    else:
        tags = [style] if style and shape in (2, 7) else []
    names = [category.name, category.name, *(w for w in category.words if s.usable(w))]
    noun = rng.choice(names)
    parts = s.parts_to_say(skip_first_look=first_look)
    before = front + whole.before
    if shape == 0 and len(before) > 1:
        head = f"{article(before[0])} {', '.join(before)} {noun}"
    else:
        head = np("a", before, noun)
    head += made_of

    if shape in (2, 7):  # chest, low-poly, gold lid
        phrases = [p for part, options in parts for p in s.noun_phrases(part, options)]
        bits = [*tags, *[bare(p) for p in phrases]]
        text = ", ".join([(bare(head) if shape == 2 else head), *bits])
    elif shape in (3, 4, 5):  # its lid is made of gold
        link = {3: "; its", 4: " whose", 5: ". The"}[shape]
        text, rest, joined = head, [], 0
        for part, options in parts:
            clause = None if options and s.carrier(part, options) else s.clause(part)
            if clause is None:
                rest += s.noun_phrases(part, options)
                continue
            if shape == 4 and joined:
                text += f", whose {clause[0]} {verb(clause[0])} {clause[1]}"
            else:
                text += f"{link} {clause[0]} {verb(clause[0])} {clause[1]}"
            joined += 1
            rest += [o.phrase for o in category.options if o.name in options]
        if rest:
            text += f". It has {listed(rest)}" if joined else f" with {listed(rest)}"
    else:
        phrases = [p for part, options in parts for p in s.noun_phrases(part, options)]
        text = head
        if phrases:
            link = {6: " featuring ", 8: ": ", 9: ". It has "}.get(shape, " with ")
            text += link + listed(phrases)
    if shape != 2:
        text = rng.choice(_OPENINGS) + text
    if rng.random() < 0.3:
        text = text[0].upper() + text[1:] + rng.choice((".", ".", "", "!"))
    return text
