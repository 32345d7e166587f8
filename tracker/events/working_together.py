"""A project opens with its limits, and the people in it agree how they will work (S19 to S30, S35 to S39, S54, S76)."""

from datetime import date

from tracker.events.codes import EmploymentStep, HowDecided, Level, PowerForm, PublishedFormat
from tracker.events.fact import Code, Counts, Sealed, conversation, fact, partnership, public, published


@fact
class WorkstreamOpened:
    """A project began, with its aim, what is in and out of scope, its limits and its dates."""

    TOPIC = "workstream-opened/1"
    STREAM = "workstream"
    SENTENCE = "The project “{title}” began: {aim}."
    DETAIL = ("What we could not change: {limits}",)

    title: Sealed = published()
    aim: Sealed = published()
    in_scope: tuple[Sealed, ...] = published()
    out_of_scope: tuple[Sealed, ...] = published()
    limits: Sealed = published()
    starts: date = public()
    ends: date = public()
    intended_level: Level = public()
    hoped_change: Sealed | None = published(default=None)
    stage_of_work: Code | None = public(default=None)
    already_decided: tuple[Sealed, ...] = published(default=())
    milestones: tuple[Sealed, ...] = published(default=())


@fact
class WorkingAgreementAgreed:
    """The people in a project agreed how they will work, before anyone was asked anything (S19)."""

    TOPIC = "working-agreement-agreed/1"
    STREAM = "workstream"
    SENTENCE = "We agreed how we work together."
    DETAIL = ("{confidentiality}", "{what_happens_to_info}.", "Agreed by {agreed_by}.")

    agreed_by: Counts = public()
    how: HowDecided = public()
    training_needs: tuple[Sealed, ...] = published()
    confidentiality: Sealed = published()
    what_happens_to_info: Sealed = published()


@fact
class ExpectationsShared:
    """People were told what could and could not change and who decides; whether they were told beforehand (R3, S26)."""

    TOPIC = "expectations-shared/1"
    STREAM = "workstream"
    SENTENCE = "We said what could change ({could_change}) and what could not ({cannot_change})."
    DETAIL = ("Who decides: {who_decides}.",)

    could_change: Sealed = published()
    cannot_change: Sealed = published()
    who_decides: Sealed = published()
    format: Sealed = published()
    before_contributions: bool = public()


@fact
class PowerObservationRecorded:
    """Somebody noticed power at work, tried something, and said what came of it (S36 to S39)."""

    TOPIC = "power-observation-recorded/1"
    STREAM = "workstream"
    SENTENCE = None
    DETAIL = ()

    form: PowerForm = partnership()
    noticed: Sealed = conversation()
    strategy: Sealed = conversation()
    result: Sealed = conversation()


@fact
class FindingsPublished:
    """What was found, or how findings will be used, was given back to people (S77)."""

    TOPIC = "findings-published/1"
    STREAM = "workstream"
    SENTENCE = "We published what we found: “{title}”."
    DETAIL = ("As {formats}.",)

    title: Sealed = published()
    formats: tuple[PublishedFormat, ...] = public()


@fact
class ReflectiveTimeOffered:
    """Time to reflect was offered, to whom, and how many took it up (S76)."""

    TOPIC = "reflective-time-offered/1"
    STREAM = "workstream"
    SENTENCE = None
    DETAIL = ()

    to: Counts = partnership()
    taken_up: Counts = partnership()


@fact
class EmploymentStepCoProduced:
    """A step in employing somebody was made together with people with lived experience (S54)."""

    TOPIC = "employment-step-co-produced/1"
    STREAM = "workstream"
    SENTENCE = "We made the {step} for a new {post} together."
    DETAIL = ("Done by {panel}.",)

    step: tuple[EmploymentStep, ...] = public()
    panel: Counts = public()
    post: Sealed = published()
