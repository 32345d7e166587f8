"""What a verification finds: sentences, each with the position that it is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: a sentence, and the first position concerned where it is about facts."""

    position: int | None
    says: str


class Enough(Exception):
    """As many things were found as were asked for."""


class Findings:
    """Collects what is found, up to a number, and then raises `Enough`: a log that is broken is broken."""

    def __init__(self, most: int) -> None:
        self.found: list[Finding] = []
        self._most = most
        self._positions: set[int] = set()

    def add(self, position: int | None, says: str) -> None:
        """Note one thing."""
        self.found.append(Finding(position, says))
        if position is not None:
            self._positions.add(position)
        if len(self.found) >= self._most:
            raise Enough

    def has(self, position: int) -> bool:
        """Whether something was found at that very position."""
        return position in self._positions
