"""Refusals that any fact may meet."""

from tracker.domain.refusals.refusal import Refusal


class WrongStream(Refusal):
    """A fact belongs to one kind of stream."""

    WORDS = "a {fact} belongs to a {belongs}, not to {stream}: record it on a stream of that kind"


class AlreadyBegun(Refusal):
    """A stream begins once."""

    WORDS = "{stream} has begun already: record another {fact} under a name of its own"


class NotBegun(Refusal):
    """Some streams begin with one certain fact."""

    WORDS = "{stream} must begin with {beginning} before a {fact} can be recorded"


class HappensAfterItIsRecorded(Refusal):
    """Nothing is written down before it happened."""

    WORDS = (
        "something written down on {recorded} cannot have happened later, on {occurred}: correct one of the two dates"
    )
    RULE = "R25"


class InTheFuture(Refusal):
    """Nothing is recorded for a day that has not come."""

    WORDS = "{day} has not come yet: use a date up to today, {today}"
    RULE = "R25"


class MoreThanThereWere(Refusal):
    """A part is no more than the whole."""

    WORDS = "“{part}” cannot be {n} where “{whole}” is {of}: correct one of the two numbers"


class EndsBeforeItBegins(Refusal):
    """What ends has begun."""

    WORDS = "“{end}”, {ended}, is before “{beginning}”, {began}: correct one of the two dates"


class IdTaken(Refusal):
    """An id names one thing."""

    WORDS = "{ref} names another {sort} already: give this one an id of its own"


class NotKnown(Refusal):
    """What is named must exist."""

    WORDS = "{field} names {ref}, but there is no {sorts} of that name yet"


class WrongKind(Refusal):
    """A ref names something of the kind that is asked for."""

    WORDS = "{field} names {ref}, which is no {sorts}: name one of that kind"


class AlreadyJoined(Refusal):
    """An organisation joins once."""

    WORDS = "this organisation has joined the partnership already: leave this one out"


class AnswerCoversNothing(Refusal):
    """An answer says what it told the person about."""

    WORDS = "an answer about something under a theme must name in “covers” what the person was told"
    RULE = "R1"


class NotJoined(Refusal):
    """Only who is there can leave."""

    WORDS = "this organisation is not in the partnership, so it cannot leave"


class NotOnceInTheText(Refusal):
    """What was wrong is found in the text, once."""

    WORDS = "“old” must stand exactly once in the text that is corrected; it stands there {times} times"
    RULE = "R28"
