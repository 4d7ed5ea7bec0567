"""Briefs and plans as the tokens that the text encoder reads: one segment per part.

A token is a word with a role (what kind of statement it is) and a slot (which part it concerns), so that
`gold blade, iron guard` cannot be read the other way round.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from meshwright.prompt.brief import Brief, EditPlan
from meshwright.vocabulary.lexicon import CategoryEntry

MAX_TOKENS = 48


class Role(IntEnum):
    """What kind of statement a token makes."""

    PAD = 0
    CATEGORY = 1
    STYLE = 2
    PART = 3
    MATERIAL = 4
    COLOUR = 5
    GLOW = 6
    ATTRIBUTE = 7
    OPTION = 8
    VARIANT = 9
    FREE = 10
    EDIT_ATTRIBUTE = 11
    EDIT_MATERIAL = 12
    EDIT_COLOUR = 13
    EDIT_GLOW = 14
    EDIT_ADD = 15
    EDIT_REMOVE = 16
    EDIT_VARIANT = 17
    EDIT_STYLE = 18
    EDIT_WEAR = 19


class Token(NamedTuple):
    """One token: slot 0 is the whole object, slot k + 1 the part with index k."""

    role: Role
    slot: int
    word: str


def brief_tokens(brief: Brief, category: CategoryEntry | None) -> list[Token]:
    """Tokens of a brief, in a fixed order; at most `MAX_TOKENS`, later ones are dropped.

    category: the lexicon's entry of `brief.category`, or None when only free words are known.
    """
    out: list[Token] = []
    if category is not None:
        out.append(Token(Role.CATEGORY, 0, category.name))
    out += [Token(Role.FREE, 0, word) for word in brief.free]
    if brief.style:
        out.append(Token(Role.STYLE, 0, brief.style))
    if brief.worn:
        out.append(Token(Role.STYLE, 0, "worn"))
    if category is None:
        return out[:MAX_TOKENS]
    slot = {"": 0} | {p.name: p.slot + 1 for p in category.parts}
    for a in category.attributes:
        for asked in brief.attributes:
            if asked.name == a.name:
                word = a.high if asked.high else a.low
                out.append(Token(Role.ATTRIBUTE, slot[a.part], f"very {word}" if asked.very else word))
    for v in category.variants:
        out += [Token(Role.VARIANT, slot[v.part], c) for n, c in brief.variants if n == v.name]
    for o in category.options:
        if o.name in brief.options:
            out.append(Token(Role.OPTION, slot[o.part], o.name))
    for part in sorted(brief.parts, key=lambda p: slot[p.part]):
        s = slot[part.part]
        out.append(Token(Role.PART, s, part.part))
        if part.material:
            out.append(Token(Role.MATERIAL, s, part.material))
        if part.colour:
            out.append(Token(Role.COLOUR, s, part.colour))
        if part.glow is not None:
            out.append(Token(Role.GLOW, s, "glowing" if part.glow else "unlit"))
    return out[:MAX_TOKENS]


def plan_tokens(plan: EditPlan, category: CategoryEntry) -> list[Token]:
    """Tokens of an edit plan's steps, without the category's own token."""
    slot = {"": 0} | {p.name: p.slot + 1 for p in category.parts}
    attributes = {a.name: a for a in category.attributes}
    out: list[Token] = []
    for step in plan.steps:
        s = slot[step.part]
        if step.operation == "attribute":
            a = attributes[step.name]
            word = a.more if step.direction > 0 else a.less
            out.append(Token(Role.EDIT_ATTRIBUTE, s, f"{step.amount} {word}".strip()))
        elif step.operation == "glow":
            out.append(Token(Role.EDIT_GLOW, s, "glowing" if step.direction > 0 else "unlit"))
        elif step.operation == "wear":
            out.append(Token(Role.EDIT_WEAR, s, "worn" if step.direction > 0 else "new"))
        elif step.operation in ("add", "remove"):
            role = Role.EDIT_ADD if step.operation == "add" else Role.EDIT_REMOVE
            out.append(Token(role, s, step.name))
        else:
            role = {
                "material": Role.EDIT_MATERIAL,
                "colour": Role.EDIT_COLOUR,
                "variant": Role.EDIT_VARIANT,
                "style": Role.EDIT_STYLE,
            }[step.operation]
            out.append(Token(role, s, step.value))
    return out[:MAX_TOKENS]


def vocabulary_of(
    categories: tuple[CategoryEntry, ...], materials: tuple[str, ...], colours: tuple[str, ...]
) -> tuple[str, ...]:
    """Every word that a brief or plan token can carry, sorted; the order gives the ids."""
    words = {
        "low-poly",
        "stylised",
        "realistic",
        "plain",
        "worn",
        "new",
        "glowing",
        "unlit",
        *materials,
        *colours,
    }
    for c in categories:
        words.add(c.name)
        words.update(p.name for p in c.parts)
        for a in c.attributes:
            words.update((a.low, a.high, f"very {a.low}", f"very {a.high}"))
            words.update(f"{m} {w}".strip() for m in ("", "slightly", "much") for w in (a.less, a.more))
        words.update(o.name for o in c.options)
        for v in c.variants:
            words.update(v.choices)
    return tuple(sorted(words))
