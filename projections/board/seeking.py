"""Looking for something on a board: by kind, by year, and by words in approved text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from projections.shared.journeys.summaries import Summary
from projections.shared.telling.wording import HEADLINES, sentence
from tracker.events.codes import ChangeReach
from tracker.events.plain import PLAIN, REASONS


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader looks for: codes and a year as they stand in the address, and words; empty for everything."""

    status: str = ""
    project: str = ""
    reason: str = ""
    reach: str = ""
    year: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return any((self.status, self.project, self.reason, self.reach, self.year, self.words.strip()))

    def fits(self, theme: Summary) -> bool:
        """Whether a theme is of every kind that is sought, and holds the words."""
        asked: tuple[tuple[str, Sequence[str]], ...] = (
            (self.status, [theme.headline]),
            (self.project, [_name(project) for project in theme.heard.projects]),
            (self.reason, sorted(theme.reasons)),
            (self.reach, [theme.reach]),
            (self.year, _years(theme)),
        )
        return theme.holds and all(not wanted or wanted in there for wanted, there in asked)


EVERYTHING = Sought()


@dataclass(frozen=True, slots=True)
class Filter:
    """One way of narrowing the board: its name in the address, its question, and what can be chosen."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str

    @property
    def says(self) -> str:
        """What is chosen, in words; nothing where all are."""
        return f"{self.label}: {dict(self.choices)[self.chosen]}" if self.chosen else ""


NOT_HERE = "something that is not on this board"
"""What is said of a choice that we have no words for: an address can hold anything."""

STATUSES: Mapping[str, str] = {code: words for code, (words, _) in HEADLINES.items()}
REACHES = {code: sentence(words).rstrip(".") for code, words in PLAIN[ChangeReach].items()}


@dataclass(frozen=True, slots=True)
class Way:
    """A way of narrowing a board: what occurs on it, and what there is a word for."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    known: Mapping[str, str]


def ways(shown: Sequence[Summary], projects: Mapping[str, str]) -> Iterator[Way]:
    """The ways of narrowing a board of those themes. `projects` are titles by stream."""
    titles = {_name(project): title for project, title in projects.items()}
    there: tuple[tuple[str, str, Mapping[str, str], set[str]], ...] = (
        ("status", "Where it stands", STATUSES, {each.headline for each in shown}),
        ("project", "Project", titles, {_name(project) for each in shown for project in each.heard.projects}),
        ("reason", "Why we have not", REASONS, {reason for each in shown for reason in each.reasons}),
        ("reach", "Who could change it", REACHES, {each.reach for each in shown}),
    )
    for name, label, known, codes in there:
        yield Way(name, label, _in_order({code: known[code] for code in codes if code in known}), known)
    years = {year: year for each in shown for year in _years(each)}
    yield Way("year", "Year that people told us", _in_order(years), years)


def filters(there: Iterable[Way], sought: Sought) -> Iterator[Filter]:
    """Those ways with what is chosen. None where there is nothing to choose between and nothing is chosen."""
    for way in there:
        chosen: str = getattr(sought, way.name)
        choices = way.choices
        if chosen:
            choices = _in_order({**dict(choices), chosen: way.known.get(chosen, NOT_HERE)})
        if chosen or len(choices) > 1:
            yield Filter(way.name, way.label, choices, chosen)


def in_words(chosen: Sequence[Filter], sought: Sought) -> list[str]:
    """What is sought, as people would say it: each choice, then the words."""
    said = [each.says for each in chosen if each.says]
    return said + ([f"Words: “{' '.join(sought.words.split())}”"] if sought.words.strip() else [])


def _in_order(choices: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(choices.items(), key=lambda choice: choice[1]))


def _name(stream: str) -> str:
    return stream.partition("/")[2]


def _years(theme: Summary) -> list[str]:
    first, last = theme.heard.first_on, theme.heard.last_on
    return [str(year) for year in range(first.year, last.year + 1)] if first and last else []
