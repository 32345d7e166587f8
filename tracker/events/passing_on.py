"""What is not ours to decide goes to somebody else, whose reply is waited for in public (R9, S49, S53)."""

from datetime import date

from tracker.events.codes import Reason
from tracker.events.fact import Party, Ref, Sealed, cites, fact, public, published


@fact
class PassedOn:
    """An ask was passed on to a body that could decide it, to reply by a day."""

    TOPIC = "passed-on/1"
    STREAM = "theme"
    SENTENCE = "We passed it on to {to}, to reply by {reply_due}."
    DETAIL = ()

    part: Ref = cites("ask")
    to: Party = public()
    reply_due: date = public()


@fact
class ReplyChased:
    """A body that owes a reply was asked for it again."""

    TOPIC = "reply-chased/1"
    STREAM = "theme"
    SENTENCE = "We asked {to} again for a reply."
    DETAIL = ()

    part: Ref = cites("ask")
    to: Party = public()


@fact
class ReplyReceived:
    """A body replied."""

    TOPIC = "reply-received/1"
    STREAM = "theme"
    SENTENCE = "{frm} replied: {answer}"
    DETAIL = ("{reason}.",)

    frm: Party = public()
    answer: Sealed = published()
    part: Ref | None = cites("ask", default=None)
    reason: Reason | None = public(default=None)


@fact
class RepresentationMade:
    """A group took it further: to whom, what it asked for, and by when a reply is due."""

    TOPIC = "representation-made/1"
    STREAM = "theme"
    SENTENCE = "{by.org} took it further: {forum}."
    DETAIL = ("What they asked for: {ask}.", "A reply is due by {reply_due}.")

    forum: Sealed = published()
    ask: Sealed = published()
    reply_due: date = public()


@fact
class PeerFindingRecorded:
    """Peer researchers found something out: how, how much, and what it does not tell (S53)."""

    TOPIC = "peer-finding-recorded/1"
    STREAM = "theme"
    SENTENCE = "Peer researchers counted {counts}, {average} on average."
    DETAIL = ("How: {method}.", "What it does not tell: {limits}.")

    method: Sealed = published()
    counts: tuple[int, ...] = public()
    average: int = public()
    peer_researchers: int = public()
    limits: Sealed = published()
