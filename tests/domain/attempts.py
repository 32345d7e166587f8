"""Whatever people may try on two themes, three contributions and three pieces of work, in any order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from hypothesis import strategies as st

from tests.story import Story, Telling
from tests.tellings import (
    FOUR_CHECKS,
    a_part,
    acknowledged,
    another_said,
    answered,
    celebrated,
    chased,
    check_answered,
    check_closed,
    check_opened,
    closed,
    could_not_be_told,
    date_moved,
    decide,
    dispute_answered,
    dispute_withdrawn,
    disputed,
    done,
    dropped,
    extended,
    held_back,
    looking,
    merged,
    outcome_corrected,
    page_published,
    passed_on,
    planned,
    progressed,
    recommended,
    record_corrected,
    redacted,
    released,
    reopened,
    replied,
    reported,
    restored,
    resumed,
    rethemed,
    review_moved,
    set_aside,
    stalled,
    started,
    themed,
    two_themes,
    updated,
    withdrawn,
    wording_approved,
    wording_checked,
)
from tracker.domain.refusals import Refusal
from tracker.events.codes import OutcomeLevel, Verdict

ASKS = {"theme/a": ("a-1", "a-2"), "theme/b": ("b-1",)}
CONTRIBUTIONS = ("contribution/c1", "contribution/c2", "contribution/c3")
ACTIONS = ("action/1", "action/2", "action/3")
BEGUN = (*two_themes, another_said(contributor="P-3").but(stream="contribution/c3"))


@dataclass(frozen=True, slots=True)
class Try:
    """One thing that somebody tries, where, and with what; `astray` where they name the wrong id."""

    what: str
    theme: str = "theme/a"
    contribution: str = "contribution/c1"
    action: str = "action/1"
    verdicts: tuple[str, str] = ("agreed", "agreed")
    levels: tuple[str, str] = ("full", "part")
    scope: str = "all"
    n: int = 1
    astray: bool = False

    @property
    def other(self) -> str:
        return "theme/b" if self.theme == "theme/a" else "theme/a"


def _id(story: Story, sort: str, each: Try, ahead: int = 0) -> str:
    """The newest id of a sort on a theme, or (`ahead`) the next."""
    theme = story.state(each.theme)
    many = {"decision": theme.decisions, "outcome": theme.outcomes, "dispute": theme.disputes}[sort]
    return f"{sort}/{each.theme[-1]}-{max(len(many) + ahead, 1) + each.astray}"


def _decision(story: Story, each: Try) -> Telling:
    asks = ASKS[each.theme]
    before = story.state(each.theme).decisions
    replaced = {"supersedes": before[-1].fact.decision} if before and not each.astray else {}
    parts = [a_part(ask, verdict) for ask, verdict in zip(asks, each.verdicts, strict=False)]
    return decide(decision=_id(story, "decision", each, 1), parts=parts, **replaced).but(stream=each.theme)


RESULTS = {
    1: {"yes": 5, "partly": 1, "no": 0, "no_reply": 2, "result": "confirmed"},
    2: {"yes": 2, "partly": 4, "no": 0, "no_reply": 2, "result": "partly_confirmed"},
    3: {"yes": 1, "partly": 0, "no": 5, "no_reply": 2, "result": "disputed"},
    4: {"yes": 1, "partly": 0, "no": 0, "no_reply": 7, "result": "too_few_replies"},
}


def _told(telling: Telling, *sorts: str) -> Callable[[Story, Try], Telling]:
    def tell(story: Story, each: Try) -> Telling:
        covers = [each.theme if sort == "theme" else _id(story, sort, each) for sort in sorts]
        return telling(covers=covers).but(stream=each.contribution)

    return tell


def _on_theme(telling: Telling, **ids: str) -> Callable[[Story, Try], Telling]:
    def make(story: Story, each: Try) -> Telling:
        named = {key: _id(story, sort, each) for key, sort in ids.items()}
        if "part" in telling.data:
            named["part"] = ASKS[each.theme][0]
        if "parts" in telling.data:
            named["parts"] = ASKS[each.theme][:1]
        return telling(**{key: list(v) if isinstance(v, tuple) else v for key, v in named.items()}).but(
            stream=each.theme
        )

    return make


TRIES: dict[str, Callable[[Story, Try], Telling]] = {
    **{
        telling.fact.__name__: lambda _, each, telling=telling: telling.but(stream=each.contribution)
        for telling in (acknowledged, closed, set_aside, restored, redacted)
    },
    "withdrawn": lambda _, each: withdrawn(scope=[each.scope]).but(stream=each.contribution),
    "themed": lambda _, each: themed(each.contribution, each.theme),
    "themed under both": lambda _, each: themed(each.contribution, each.theme, each.other),
    "rethemed": lambda _, each: rethemed(each.contribution, each.theme),
    "told the decision": _told(answered, "decision"),
    "told the theme": _told(answered, "theme"),
    "told the outcome": _told(answered, "outcome", "decision"),
    "told of nothing": _told(answered),
    "could not be told": _told(could_not_be_told, "decision"),
    "wording": lambda _, each: wording_approved(checks=FOUR_CHECKS).but(stream=each.theme),
    "decided": _decision,
    "reopened": _on_theme(reopened, reopens="decision"),
    **{
        telling.fact.__name__: _on_theme(telling)
        for telling in (
            wording_checked, looking, extended, updated, recommended, review_moved, passed_on, chased, replied,
            held_back, released,
        )
    },
    "merged": lambda _, each: merged(each.theme, each.other),
    "planned": lambda story, each: planned(theme=each.theme, decision=_id(story, "decision", each)).but(
        stream=each.action
    ),
    **{
        telling.fact.__name__: lambda _, each, telling=telling: telling.but(stream=each.action)
        for telling in (started, resumed, stalled, progressed, date_moved, done, dropped)
    },
    "reported": lambda story, each: reported(
        outcome=_id(story, "outcome", each, 1), **({"until": "2025-03-03"} if each.n == 1 else {})
    ).but(stream=each.theme),
    "check opened": _on_theme(check_opened, outcome="outcome"),
    "check answered": _on_theme(check_answered, outcome="outcome"),
    "check closed": lambda story, each: check_closed(
        outcome=_id(story, "outcome", each), **RESULTS[each.n]
    ).but(stream=each.theme),
    "disputed": lambda story, each: disputed(
        dispute=_id(story, "dispute", each, 1), about=_id(story, "decision", each)
    ).but(stream=each.theme),
    "dispute withdrawn": _on_theme(dispute_withdrawn, dispute="dispute"),
    "dispute answered": _on_theme(dispute_answered, dispute="dispute"),
    "outcome corrected": lambda story, each: outcome_corrected(
        outcome=_id(story, "outcome", each), old_level=each.levels[0], new_level=each.levels[1]
    ).but(stream=each.theme),
    "record corrected": _on_theme(record_corrected, corrects="decision"),
    "celebrated": lambda _, __: celebrated,
    "page": lambda story, each: page_published(outcomes=[_id(story, "outcome", each)]),
}  # fmt: skip

tries = st.builds(
    Try,
    what=st.sampled_from(list(TRIES)),
    theme=st.sampled_from(list(ASKS)),
    contribution=st.sampled_from(CONTRIBUTIONS),
    action=st.sampled_from(ACTIONS),
    verdicts=st.tuples(st.sampled_from(get_args(Verdict)), st.sampled_from(get_args(Verdict))),
    levels=st.tuples(st.sampled_from(get_args(OutcomeLevel)), st.sampled_from(get_args(OutcomeLevel))),
    scope=st.sampled_from(["all", "words", "name"]),
    n=st.integers(1, 4),
    astray=st.sampled_from([False, False, False, True]),
)

LIKELY = tuple(
    Try(what)
    for what in (
        "wording", "ConsiderationStarted", "decided", "told the decision", "planned", "ActionStarted", "ActionDone",
        "reported", "check opened", "check closed", "told the outcome", "disputed", "dispute answered", "reopened",
        "decided",
    )
)  # fmt: skip
"""What mostly happens, in its order: other things are tried after any part of it."""


def after(story: Story, each: Try) -> Story:
    """The story after somebody tried something: with one more fact, or refused and as it was."""
    try:
        return story.given(TRIES[each.what](story, each))
    except Refusal:
        return story
