"""What a person allows, and how they are named; never shown as such (R21, R27, S28, S78)."""

from tracker.events.codes import ConsentScope, RoleKind
from tracker.events.fact import Code, Party, Ref, Sealed, conversation, fact, foresees, identity, restricted


@fact
class ConsentGiven:
    """A person said what their words may be used for; what they did not say keeps its default (`facts.md`)."""

    TOPIC = "consent-given/1"
    STREAM = "person"
    SENTENCE = None
    DETAIL = ()

    summary: bool = restricted()
    quote: bool = restricted()
    name: bool = restricted()
    recontact: bool = restricted()
    wording_version: Code | None = restricted(default=None)
    recontact_how: Sealed | None = identity(default=None)
    limits: tuple[Sealed, ...] = conversation("restricted", default=())
    statistics: bool | None = restricted(default=None)
    keep: bool | None = restricted(default=None)
    theme: bool | None = restricted(default=None)
    share_with: tuple[Party, ...] = restricted(default=())


@fact
class ConsentChanged:
    """A person changed what they allow, everywhere or for one page alone."""

    TOPIC = "consent-changed/1"
    STREAM = "person"
    SENTENCE = None
    DETAIL = ()

    wording_version: Code = restricted()
    only_for: Ref | None = foresees("celebration", audience="restricted", default=None)
    summary: bool | None = restricted(default=None)
    quote: bool | None = restricted(default=None)
    name: bool | None = restricted(default=None)
    recontact: bool | None = restricted(default=None)
    statistics: bool | None = restricted(default=None)
    keep: bool | None = restricted(default=None)
    theme: bool | None = restricted(default=None)
    share_with: bool | None = restricted(default=None)


@fact
class ConsentWithdrawn:
    """A person took consent back; it takes effect at the next read of any page (R21)."""

    TOPIC = "consent-withdrawn/1"
    STREAM = "person"
    SENTENCE = None
    DETAIL = ()

    scope: tuple[ConsentScope, ...] = restricted()
    effect: Sealed = conversation("restricted")


@fact
class CreditLineAgreed:
    """A person agreed the line that thanks them on one page, and whether it shows their name."""

    TOPIC = "credit-line-agreed/1"
    STREAM = "person"
    SENTENCE = None
    DETAIL = ()

    line: Sealed = identity()
    shows_name: bool = restricted()
    page: Ref = foresees("celebration", audience="restricted")
    consent_version: Code = restricted()


@fact
class RoleTakenUp:
    """A person took up a role, paid or not (S54)."""

    TOPIC = "role-taken-up/1"
    STREAM = "person"
    SENTENCE = None
    DETAIL = ()

    kind: RoleKind = restricted()
    org: Party = restricted()
