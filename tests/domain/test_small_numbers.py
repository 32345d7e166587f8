import re

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tracker.domain.checking import result_of
from tracker.domain.small_numbers import replies_in_words


@for_all(*[st.integers(0, 40)] * 4)
def test_what_people_replied_is_said_without_a_number(yes, partly, no, cannot_tell):
    said = replies_in_words(yes, partly, no, cannot_tell)
    assert not re.search(r"\d", said)
    replies = yes + partly + no + cannot_tell
    assert (said == "Most said yes.") is (2 * yes > replies and 3 * no <= yes + partly + no)


@for_all(*[st.integers(0, 40)] * 3)
def test_what_is_said_never_contradicts_the_rules_result(yes, partly, no):
    says_no = replies_in_words(yes, partly, no).endswith(("said no.", "said no than yes."))
    if result_of(yes, partly, no) != "too_few_replies":
        assert says_no is (result_of(yes, partly, no) == "disputed")


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ((5, 1, 0), "Most said yes."),
        ((1, 3, 0), "Most said that it changed at least in part."),
        ((4, 1, 6), "Most said no."),
        ((1, 1, 2), "More of them said no than yes."),
        ((2, 0, 2), "More than one in three said no."),
        ((6, 0, 4), "More than one in three said no."),
        ((0, 0, 0, 3), "They did not agree."),
    ],
)
def test_what_people_replied_is_said_by_weight(replies, said):
    assert replies_in_words(*replies) == said
