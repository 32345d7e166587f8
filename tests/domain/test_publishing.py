from datetime import date

import pytest

from tests.story import TODAY, Telling, given
from tests.tellings import approved, being_looked_at, decide, decided, held_back, looking, released, two_themes
from tracker.domain.refusals import HeldBackAlready, NotHeldBack
from tracker.domain.standing import headline
from tracker.events.publishing import BoardPublished, PublicItemHeldBack, PublicItemReleased

published = Telling(
    "board/2025-q1", BoardPublished, {"as_at": "2025-03-31", "themes_total": 2, "shown": 1, "held_back": 1}
)


def test_a_theme_is_held_back_once_with_its_reason_and_day():
    story = given(*two_themes).when(held_back).then_recorded(PublicItemHeldBack)
    story.when(held_back).then_refused(HeldBackAlready)
    story.when(held_back.but(stream="theme/b")).then_recorded()
    held = story.state("theme/a").held_back
    assert (held.fact.reason, held.fact.until, held.on) == ("someone-identifiable", date(2025, 6, 1), TODAY)


def test_only_what_is_held_back_is_released():
    story = given(*two_themes, held_back)
    story.when(released.but(stream="theme/b")).then_refused(NotHeldBack)
    free = story.when(released).then_recorded(PublicItemReleased)
    assert free.state("theme/a").held_back is None
    free.when(released).then_refused(NotHeldBack)
    free.when(held_back).then_recorded()


@pytest.mark.parametrize("before", [approved, being_looked_at, decided])
def test_holding_back_hides_a_theme_and_moves_nothing(before):
    shown, hidden = given(*before).state("theme/a"), given(*before, held_back).state("theme/a")
    assert headline(hidden, [], TODAY) == headline(shown, [], TODAY)


def test_what_is_held_back_is_decided_like_anything_else():
    given(*approved, held_back).when(looking).then_recorded().when(decide).then_recorded()


def test_boards_are_published_each_under_its_name():
    story = given(*two_themes, published).when(published(as_at="2025-06-30").but(stream="board/2025-q2"))
    after = story.then_recorded(BoardPublished)
    assert (after.state("board/2025-q1").version, after.state("board/2025-q2").version) == (1, 1)
    again = after.when(published(shown=2, held_back=0)).then_recorded()
    assert again.state("board/2025-q1").version == 2
