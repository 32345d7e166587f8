"""What was rendered once: the same as anew, at hand for whoever asks at that position, gone with the next fact."""

from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.board.seeking import Filter
from projections.shared.projecting.at_hand import ON_A_SHELF, Place
from tests.conftest import SLUG
from tests.web.addresses import BOARD
from tracker.web import rendered as module
from tracker.web.links import Links
from tracker.web.rendered import Rendered

PAGES = (BOARD, f"{BOARD}?view=list", f"{BOARD}?words=the", f"/{SLUG}/", f"/{SLUG}/board?as-at=2025-06-30&view=list")


@pytest.fixture
def times(monkeypatch):
    """How often each macro rendered something."""
    times, render = [], module._render

    def counting(macro, shown, *known):
        times.append(macro)
        return render(macro, shown, *known)

    monkeypatch.setattr(module, "_render", counting)
    return times


def body(app, path):
    app.extensions["kept_pages"].clear()
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    return answer.data


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_whether_its_parts_are_at_hand_or_not(app, path):
    tracker = app.extensions["tracker"]
    tracker.forget_what_is_at_hand()
    anew = body(app, path)
    for other in PAGES:
        body(app, other)
    assert body(app, path) == anew


def test_each_part_is_rendered_once_at_a_position(app, times):
    tracker = app.extensions["tracker"]
    tracker.forget_what_is_at_hand()
    first = body(app, BOARD)
    assert {"card", "narrowing", "top", "foot", "how_far", "answered"} <= {*times}
    times.clear()
    assert body(app, f"{BOARD}?words=") == first
    assert times == []
    tracker.forget_what_is_at_hand()
    body(app, BOARD)
    assert times


def test_whoever_asks_for_what_is_not_there_takes_nothing_from_others_for_long(app, times):
    for n in range(ON_A_SHELF // 4):
        body(app, f"{BOARD}?status=s{n}&project=p{n}&reason=r{n}&reach=w{n}&year=y{n}")
    body(app, BOARD)
    times.clear()
    body(app, BOARD)
    assert times == []


def test_a_part_of_one_day_is_not_that_of_another(app):
    days = [body(app, f"/{SLUG}/board?as-at={day}") for day in ("2025-06-30", "2025-09-30", "2025-06-30")]
    assert days[0] == days[2] != days[1]


def test_never_more_is_kept_than_there_is_room_for(app, times):
    shelf = Place(ON_A_SHELF)
    ways = [Filter("year", "Year", ((str(n), str(n)),), "") for n in range(2 * ON_A_SHELF)]
    with app.app_context():
        whole = Rendered(shelf).each("narrowing", ways)
        assert Rendered(shelf).each("narrowing", ways) == whole
    assert whole.count("</select>") == 2 * ON_A_SHELF
    assert len(shelf) == ON_A_SHELF
    assert len(times) == 4 * ON_A_SHELF


NAMES = st.text(min_size=1, max_size=20)
PAST = st.one_of(st.just({}), st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(lambda day: {"as-at": day.isoformat()}))


@given(PAST, st.dictionaries(st.sampled_from(["status", "words", "view"]), st.text()), NAMES, st.integers(1, 9))
def test_a_link_says_what_was_chosen_and_keeps_the_day(past, chosen, name, page):
    query = f"?as-at={past['as-at']}" if past else ""
    links = Links({"board": f"/x/board{query}"}, {"timeline": ("/x/themes/", query)}, past)
    whole = urlsplit(links.board(chosen))
    assert (whole.path, dict(parse_qsl(whole.query, keep_blank_values=True))) == ("/x/board", chosen | past)
    narrowed = urlsplit(links.board(chosen, view=None)).query
    assert dict(parse_qsl(narrowed, keep_blank_values=True)) == {n: v for n, v in chosen.items() if n != "view"} | past
    numbered = parse_qsl(urlsplit(links.numbered(links.board(chosen), page)).query, keep_blank_values=True)
    assert dict(numbered) == chosen | past | ({"page": str(page)} if page > 1 else {})
    theme = urlsplit(links.theme(name))
    assert (unquote(theme.path), dict(parse_qsl(theme.query))) == (f"/x/themes/{name}", past)
    assert theme.path.count("/") == 3
