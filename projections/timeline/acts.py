"""The story's headings: what happened, try by try, and the acts that belong to the people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from projections.shared.telling.card import Mark
from projections.shared.telling.rich import Line, Piece, read
from projections.timeline.claims import Claim
from projections.timeline.decisions import Block, Spoken
from tracker.domain.standing import YES
from tracker.domain.state import Theme

Beat = Literal["", "said", "looked", "decided", "worked", "changed", "disagreed", "denied", "further", "back", "again"]
"""What a fact does to the story: most go on with what they find."""

HAPPENED: dict[Beat, str] = {
    "said": "You said",
    "looked": "We looked at it",
    "decided": "We decided",
    "worked": "We worked on it",
    "changed": "Did it change?",
}
"""The acts of one try, in the order in which they can begin."""

PEOPLES: dict[Beat, str] = {
    "disagreed": "You disagreed",
    "denied": "You said it had not changed",
    "further": "You took it further",
}
"""The acts that belong to the people."""

BESIDE: dict[Beat, str] = {**PEOPLES, "back": "We looked back"}
"""The acts that can begin at any time once something was decided."""

AGAIN = "We looked again"

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact, told – or some of a kind from one day: its id, its day, its sentence, and what belongs to it.

    A quiet one is a step on the way: the story does not turn on it.
    """

    anchor: str
    on: str
    sentence: str
    said: bool = False
    mark: Mark = "done"
    beat: Beat = ""
    same_day: bool = False
    quiet: bool = False
    lines: tuple[Line, ...] = ()
    items: tuple[Line, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    blocks: tuple[Block, ...] = ()
    claims: tuple[Claim, ...] = ()

    @property
    def detail(self) -> tuple[str, ...]:
        """What belongs to it, as plain text."""
        told = (*(each.text for each in self.spoken), *self.lines, *self.items)
        below = (line for block in self.blocks for line in ((Piece(block.title),), *block.lines))
        return tuple(filter(None, (read(each) for each in (*told, *below))))


@dataclass(frozen=True, slots=True)
class Act:
    """A heading of the story; `number` is that of its first entry, from 1."""

    title: str
    beat: Beat
    number: int

    @property
    def of_the_people(self) -> bool:
        """Whether it belongs to the people who said it."""
        return self.beat in PEOPLES


def acts(theme: Theme, entries: Sequence[TimelineEntry]) -> tuple[Act, ...]:
    """The headings of the story that some entries tell."""
    telling = _Telling(theme, sum(each.beat == "again" for each in entries))
    titles = ((number, telling.begins(entry.beat)) for number, entry in enumerate(entries, start=1))
    return tuple(Act(title, telling.beat, number) for number, title in titles if title)


class _Telling:
    """Where the story stands: in which act, in which try, and how often it is still to be opened again."""

    def __init__(self, theme: Theme, reopened: int) -> None:
        self.tried = [any(part.verdict in YES for part in each.fact.parts) for each in theme.decisions]
        self.reopened = reopened
        self.times = 0
        self.decided = False
        self.beat: Beat = ""

    def begins(self, beat: Beat) -> str:
        """The heading that a beat begins; nothing where the story goes on under the one before."""
        title = self._title(beat)
        self.decided = self.decided or beat == "decided"
        if title:
            self.beat = beat
        return title

    def _title(self, beat: Beat) -> str:
        if beat == "again":
            self.times += 1
            return self._try(self.times)
        if beat in BESIDE:
            return BESIDE[beat] if self._is_new(beat) else ""
        if beat not in HAPPENED:
            return ""
        if self.reopened:
            return self._of_a_try(beat)
        return HAPPENED[beat] if self._comes_later(beat) else ""

    def _is_new(self, beat: Beat) -> bool:
        goes_on = self.beat in PEOPLES and beat not in ("further", "back")
        return self.decided and not goes_on and self.beat != beat

    def _of_a_try(self, beat: Beat) -> str:
        if beat == "said":
            return HAPPENED[beat] if self.beat == "" else ""
        if self.beat in ("", "said"):
            return self._try(0)
        last = self.times == self.reopened and self.beat in BESIDE
        return HAPPENED[beat] if last else ""

    def _comes_later(self, beat: Beat) -> bool:
        order = list(HAPPENED)
        return self.beat not in HAPPENED or order.index(beat) > order.index(self.beat)

    def _try(self, n: int) -> str:
        every = all(self.tried) and len(self.tried) > n
        name = ORDINALS[n] if n < len(ORDINALS) else f"{n + 1}th"
        if every:
            return f"The {name} try"
        return "The first decision" if n == 0 else AGAIN if n == 1 else f"{AGAIN}, the {name} time"
