"""One figure: what a piece of work costs us, what its floor costs in the same run, and whether that is good enough."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is held to.

    `share`: we reach at least that share of the floor's speed. `times`: we cost at most so many times the floor.
    `most`: we cost at most so much, in the figure's own unit, whatever the floor.
    """

    sort: Literal["share", "times", "most"]
    value: float

    def __str__(self) -> str:
        return {"share": "≥ {:.2f}", "times": "≤ {:.2f} ×", "most": "≤ {:g}"}[self.sort].format(self.value)


@dataclass(frozen=True, slots=True)
class Figure:
    """What one piece of work costs: the less the better, `floor` and `ours` in one unit.

    `floor` is the least that the same work can cost here, taken a moment before; None where none is known.
    `database` is `sqlite`, `postgresql` or empty; `facts` is the length of the log, or None where it does not matter.
    """

    name: str
    floor: float | None
    ours: float
    unit: str
    target: Target | None = None
    note: str = ""
    database: str = ""
    facts: int | None = None

    @property
    def ratio(self) -> float | None:
        """The share of the floor's speed that we reach, or where the target says `times` how many floors we cost."""
        if not self.floor or not self.ours:
            return None
        return self.ours / self.floor if self.target and self.target.sort == "times" else self.floor / self.ours

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        if self.target.sort == "most":
            return self.ours <= self.target.value
        assert self.ratio is not None
        return self.ratio >= self.target.value if self.target.sort == "share" else self.ratio <= self.target.value

    def as_json(self) -> dict[str, Any]:
        """The figure as it is written to a file."""
        return {
            "name": self.name,
            "database": self.database,
            "facts": self.facts,
            "unit": self.unit,
            "floor": self.floor,
            "ours": self.ours,
            "ratio": self.ratio,
            "target": str(self.target) if self.target else None,
            "met": self.met,
            "note": self.note,
        }


def share(value: float) -> Target:
    """At least that share of the floor's speed."""
    return Target("share", value)


def times(value: float) -> Target:
    """At most so many times the floor's cost."""
    return Target("times", value)


def most(value: float) -> Target:
    """At most so much, in the figure's unit."""
    return Target("most", value)
