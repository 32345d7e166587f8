"""What a partnership has set for its public pages."""

from dataclasses import dataclass

from tracker.domain.small_numbers import DEFAULT_K
from tracker.domain.state import Partnership
from tracker.events.codes import PublicDates


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a partnership has set, or what holds until it does (`domain.md` 6)."""

    k: int = DEFAULT_K
    dates: PublicDates = "month"
    quotes: bool = True
    names: bool = True


def privacy_of(partnership: Partnership) -> Privacy:
    """The privacy rules in force."""
    rules = partnership.privacy
    if rules is None:
        return Privacy()
    shown = {"quotes": rules.quotes == "with_consent", "names": rules.names == "with_consent"}
    return Privacy(rules.k_public, rules.date_precision_public, **shown)
