"""Write the vocabulary as a document for people: `python -m tracker.events.document` prints `docs/events.md`."""

import sys
from collections.abc import Iterator
from typing import Any

from tracker.events import STEPS, VOCABULARY
from tracker.events.shape import FieldShape, Shape, fields_of

HEAD = """# The facts

Everything that a log may hold, in the order of the story. Written from the vocabulary itself (`tracker/events/`) by
`make docs`; a test fails when it is stale. A text is always sealed: the log holds its reference and a commitment, the
vault holds the words.

Who may read a field: **public** – anyone, once its record is public; **banded** – anyone, but never as a small number;
**partnership** – people working in it; **restricted** – the person concerned and those they agreed to.
"""

KINDS = {
    "text": "text, sealed",
    "n": "number",
    "bool": "yes or no",
    "counts": "numbers by capacity",
    "label": "short code",
}


def written() -> str:
    """The whole document, as Markdown."""
    return "\n".join((HEAD, *(line for step in STEPS for line in _of_step(step))))


def _of_step(step: Any) -> Iterator[str]:
    title = step.__name__.rpartition(".")[2].replace("_", " ").capitalize()
    yield f"## {title}\n\n{step.__doc__}\n"
    for fact in VOCABULARY.values():
        if fact.__module__ == step.__name__:
            yield from _of_fact(fact)


def _of_fact(fact: Any) -> Iterator[str]:
    yield f"### {fact.__name__}\n\n{fact.__doc__}\n"
    yield f"- topic `{fact.TOPIC}`, on a `{fact.STREAM}` stream"
    told = " ".join((fact.SENTENCE, *fact.DETAIL)) if fact.SENTENCE else ""
    yield f"- told to the public as: “{told}”\n" if told else "- never told to the public by itself\n"
    if fields_of(fact):
        yield "| field | kind | who may read it |\n|--|--|--|"
        yield from _rows(fact, "")
        yield ""


def _rows(group: Any, prefix: str) -> Iterator[str]:
    for field in fields_of(group):
        optional = "" if field.required else " (optional)"
        yield f"| `{prefix}{field.name}`{optional} | {_kind(field)} | {field.answer.audience} |"
        inner = field.shape.item or field.shape
        if inner.kind == "group":
            yield from _rows(inner.group, f"{prefix}{field.name}.")


def _kind(field: FieldShape) -> str:
    shape: Shape = field.shape.item or field.shape
    kind = f"{'several: ' if field.shape.item else ''}{KINDS.get(shape.kind, shape.kind)}"
    if shape.kind == "code":
        kind += f": {', '.join(shape.codes)}"
    if field.answer.ref:
        kind += f" that it {field.answer.ref}: {' or '.join(field.answer.to)}"
    if field.answer.reckoned:
        kind += "; worked out as it is recorded, no file may write it"
    if field.answer.spoken:
        kind += "; sealed as the words of whoever says it"
    return f"{kind}, or nothing" if field.required and field.shape.nullable else kind


if __name__ == "__main__":
    sys.stdout.write(written())
