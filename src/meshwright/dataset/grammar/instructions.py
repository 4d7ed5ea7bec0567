"""Natural wording of edit plans: what people might have typed to ask for them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from meshwright.dataset.grammar.wording import colours_of, noun_owners, plain_word
from meshwright.prompt.brief import EditPlan, EditStep
from meshwright.prompt.tokenise import phrase
from meshwright.vocabulary.lexicon import CategoryEntry

_AMOUNTS: Final = {
    "slightly": ("slightly", "a bit", "a little", "a little bit", "somewhat"),
    "": ("",),
    "much": ("much", "a lot", "far", "way", "considerably"),
}
_NOTHING: Final = (
    "leave it as it is", "do not change anything", "keep it the same", "leave the {} unchanged",
    "change nothing",
    "keep everything as it is",
)  # fmt: skip


def instruction_of(plan: EditPlan, category: CategoryEntry, rng: random.Random) -> str:
    """A natural instruction that asks for the plan's steps; one without steps asks for no change."""
    if not plan.steps:
        return rng.choice(_NOTHING).format(category.name)
    clauses = [_clause(step, category, rng) for step in plan.steps]
    text = rng.choice((" and ", ", then ", ", and ", ". ", "; ")).join(clauses)
    if rng.random() < 0.15:
        text = f"please {text}"
    if rng.random() < 0.3:
        text = text[0].upper() + text[1:] + rng.choice((".", "!", ""))
    return text


def _clause(step: EditStep, category: CategoryEntry, rng: random.Random) -> str:
    thing = _thing(step.part, category, rng)
    pick = rng.choice
    if step.operation == "attribute":
        return _attribute(step, thing, category, rng)
    if step.operation == "material":
        word = plain_word(step.value, category, rng)
        return pick(
            (
                f"turn {thing} into {word}", f"make {thing} out of {word}", f"make {thing} {word}",
                f"{thing} should be made of {word}", f"change the material of {thing} to {word}",
                f"change {thing} to {word}", f"i want {thing} made of {word}",
            )
        )  # fmt: skip
    if step.operation == "colour":
        words = [w for w in colours_of(step.value) if phrase(w) not in noun_owners(category)]
        word = pick(words or [step.value])
        return pick(
            (
                f"paint {thing} {word}", f"make {thing} {word}", f"color {thing} {word}",
                f"{thing} should be {word}", f"change the colour of {thing} to {word}",
                f"turn {thing} {word}",
                f"give {thing} a {word} colour",
            )
        )  # fmt: skip
    if step.operation == "glow" and step.direction > 0:
        return pick((f"make {thing} glow", f"{thing} should glow", f"let {thing} glow", f"make {thing} glowing"))
    if step.operation == "glow":
        return pick(
            (f"{thing} should not glow", f"make {thing} stop glowing", f"remove the glow from {thing}",
             f"turn off the glow of {thing}", f"make {thing} unlit")
        )  # fmt: skip
    if step.operation in ("add", "remove"):
        said = next(o.phrase for o in category.options if o.name == step.name)
        bare = said.split(" ", 1)[1] if said.startswith(("a ", "an ")) else said
        if step.operation == "add":
            return pick((f"add {said}", f"give it {said}", f"put {said} on it", f"it should have {said}"))
        return pick(
            (
                f"remove the {bare}",
                f"take away the {bare}",
                f"get rid of the {bare}",
                f"delete the {bare}",
                f"no {bare}",
            )
        )
    if step.operation == "variant":
        return pick(
            (
                f"make {thing} {step.value}",
                f"{thing} should be {step.value}",
                f"change {thing} to {step.value}",
            )
        )
    if step.operation == "style":
        return pick(
            (
                f"make it {step.value}",
                f"change the style to {step.value}",
                f"turn it into a {step.value} style",
            )
        )
    if step.direction > 0:
        return pick(("make it look worn", "make it weathered", "weather it", "make it look old", "age it"))
    return pick(("make it look new", "clean it up", "make it pristine", "make it look brand new", "restore it"))


def _attribute(step: EditStep, thing: str, category: CategoryEntry, rng: random.Random) -> str:
    a = next(entry for entry in category.attributes if entry.name == step.name)
    word = a.more if step.direction > 0 else a.less
    amount = rng.choice(_AMOUNTS[step.amount])
    if step.factor is not None:
        percent = round(abs(step.factor - 1) * 100)
        choices = [f"{percent}% {word}", f"{percent} percent {word}"]
        if step.factor > 1:
            choices += [f"{step.factor:g}x {word}", f"{step.factor:g} times {word}"]
        if step.factor == 2:
            choices.append(f"twice as {a.high}")
        if step.factor == 0.5:
            choices.append(f"half as {a.high}")
        return f"make {thing} {rng.choice(choices)}"
    said = f"{amount} {word}".strip()
    return rng.choice(
        (
            f"make {thing} {said}",
            f"make {thing} {said}",
            f"{thing} should be {said}",
            f"i want {thing} {said}",
        )
    )


def _thing(part: str, category: CategoryEntry, rng: random.Random) -> str:
    if not part:
        return rng.choice(("it", "it", f"the {category.name}", f"the whole {category.name}"))
    entry = next(p for p in category.parts if p.name == part)
    owners = noun_owners(category)
    words: Sequence[str] = [part, part, *(w for w in entry.words if owners.get(phrase(w)) == {part})]
    return f"the {rng.choice(words)}"
