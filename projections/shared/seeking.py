"""Looking for something on a board: by kind, by year, and by words in approved text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from projections.shared.summaries import Summary
from projections.shared.wording import HEADLINES, sentence
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
        """Whether a theme is of every kind that is sought; its words are looked up elsewhere."""
        asked: tuple[tuple[str, Sequence[str]], ...] = (
            (self.status, [theme.headline]),
            (self.project, [_name(project) for project in theme.heard.projects]),
            (self.reason, sorted(theme.reasons)),
            (self.reach, [theme.reach]),
            (self.year, _years(theme)),
        )
        return all(not wanted or wanted in there for wanted, there in asked)


EVERYTHING = Sought()


@dataclass(frozen=True, slots=True)
class Filter:
    """One way of narrowing the board: its name in the address, its question, and what can be chosen."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


def filters(shown: Sequence[Summary], projects: Mapping[str, str], sought: Sought) -> Iterator[Filter]:
    """The ways of narrowing a board, each with what occurs on it. `projects` are titles by stream."""
    statuses: dict[str, str] = {each.headline: HEADLINES[each.headline][0] for each in shown}
    titles = {_name(project): projects[project] for each in shown for project in each.heard.projects}
    reasons = {reason: REASONS[reason] for each in shown for reason in each.reasons}
    reaches = {each.reach: sentence(PLAIN[ChangeReach][each.reach]).rstrip(".") for each in shown}
    years = {year: year for each in shown for year in _years(each)}
    yield _filter("status", "Where it stands", statuses, sought.status)
    yield _filter("project", "Project", titles, sought.project)
    yield _filter("reason", "Why we have not", reasons, sought.reason)
    yield _filter("reach", "Who could change it", reaches, sought.reach)
    yield _filter("year", "Year that people told us", years, sought.year)


def _filter(name: str, label: str, choices: Mapping[str, str], chosen: str) -> Filter:
    return Filter(name, label, tuple(sorted(choices.items(), key=lambda choice: choice[1])), chosen)


def _name(stream: str) -> str:
    return stream.partition("/")[2]


def _years(theme: Summary) -> list[str]:
    first, last = theme.heard.first_on, theme.heard.last_on
    return [str(year) for year in range(first.year, last.year + 1)] if first and last else []
