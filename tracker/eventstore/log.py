"""One partnership's log in one unit of work, as an application of the eventsourcing library."""

from collections.abc import Callable
from typing import Any

from eventsourcing.application import Application
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Mapper,
    ProcessRecorder,
    ProgrammingError,
    TrackingRecorder,
)
from eventsourcing.utils import Environment
from sqlalchemy import Connection

from tracker.eventstore.mapper import Facts
from tracker.eventstore.recorder import Recorder


class Factory(InfrastructureFactory[TrackingRecorder]):
    """The library's factory, for a connection that is open already."""

    def __init__(self, recorder: Recorder, env: Environment) -> None:
        super().__init__(env)
        self._recorder = recorder

    def application_recorder(self) -> ApplicationRecorder:
        """The log's recorder."""
        return self._recorder

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:  # noqa: ARG002  the library's signature
        """Refuse: streams are short and no snapshot is kept beside the facts."""
        raise ProgrammingError("no snapshots are kept: a stream is read from its facts")

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:  # noqa: ARG002  the library's signature
        """Refuse: projections hold their own positions."""
        raise ProgrammingError("projections hold their own positions")

    def process_recorder(self) -> ProcessRecorder:
        """Refuse: projections hold their own positions."""
        raise ProgrammingError("projections hold their own positions")


class Log(Application[str]):
    """Save envelopes, and read streams through the library's repository. Cheap to make: one for each unit of work."""

    def __init__(self, conn: Connection, log_id: str, now: Callable[[], int]) -> None:
        self.head = Recorder(conn, log_id, now)
        super().__init__()

    def construct_factory(self, env: Environment) -> Factory:
        """Give the library our recorder."""
        return Factory(self.head, env)

    def construct_mapper(self) -> Mapper[str]:
        """Give the library our mapper."""
        return Facts()
