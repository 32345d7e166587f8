"""The eventsourcing library's own cases for application recorders, passed by ours: each call its own unit of work."""

import threading
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from tracker.eventstore.database import Database
from tracker.eventstore.migrating import migrate
from tracker.eventstore.recorder import Recorder

LOG_ID = "0123456789abcdef"


class EachCallItsOwnUnit(ApplicationRecorder):
    """Opens a unit of work for each call, as a use case does around all of its own."""

    def __init__(self, database):
        self._database = database

    @contextmanager
    def _recorder(self, *, writes):
        with self._database.writing(LOG_ID) if writes else self._database.reading(LOG_ID) as conn:
            yield Recorder(conn, LOG_ID, now=lambda: 1_700_000_000)

    def insert_events(self, stored_events, **kwargs):
        with self._recorder(writes=True) as recorder:
            return recorder.insert_events(stored_events, **kwargs)

    def select_events(self, originator_id, **kwargs):
        with self._recorder(writes=False) as recorder:
            return recorder.select_events(originator_id, **kwargs)

    def select_notifications(self, *args, **kwargs):
        with self._recorder(writes=False) as recorder:
            return recorder.select_notifications(*args, **kwargs)

    def max_notification_id(self):
        with self._recorder(writes=False) as recorder:
            return recorder.max_notification_id()

    def subscribe(self, gt=None, topics=()):
        with self._recorder(writes=False) as recorder:
            return recorder.subscribe(gt, topics)


class OnEither:
    """The cases are classes of their own and know no fixtures, so that each kind of database is a class here."""

    KIND = "sqlite"

    @pytest.fixture(autouse=True)
    def _known(self, places):
        self.places = places

    def setUp(self):
        self.threads_before = {*threading.enumerate()}
        self.folder = TemporaryDirectory()
        self.place = self.places.new(self.KIND, Path(self.folder.name))
        self.database = Database(self.place.url)
        if self.database.is_sqlite:
            migrate(self.database)

    def tearDown(self):
        for thread in {*threading.enumerate()} - self.threads_before:
            thread.join()  # a case ends before its readers have
        self.database.close()
        self.place.close()
        self.folder.cleanup()

    def new_originator_id(self):
        return f"theme/{uuid4().hex}"

    def create_recorder(self):
        return EachCallItsOwnUnit(self.database)


class TestApplicationRecorder(OnEither, ApplicationRecorderTestCase):
    pass


class TestApplicationRecorderOnPostgreSQL(TestApplicationRecorder):
    KIND = "postgresql"


class TestNonInterleavingNotificationIDs(OnEither, NonInterleavingNotificationIDsBaseCase):
    pass


class TestNonInterleavingNotificationIDsOnPostgreSQL(TestNonInterleavingNotificationIDs):
    KIND = "postgresql"


class TestAggregateRecorder(OnEither, AggregateRecorderTestCase):
    """Ours records in an application sequence, so inserting answers with ids where this case expects none."""

    def create_recorder(self):
        recorder = EachCallItsOwnUnit(self.database)
        insert = recorder.insert_events
        recorder.insert_events = lambda events, **kwargs: insert(events, **kwargs) and None
        return recorder


class TestAggregateRecorderOnPostgreSQL(TestAggregateRecorder):
    KIND = "postgresql"


del AggregateRecorderTestCase, ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
