import pytest

from tests.story import Telling, given
from tracker.events.consenting import ConsentChanged, ConsentGiven, ConsentWithdrawn, CreditLineAgreed, RoleTakenUp

PAGE, OTHER_PAGE = "celebration/1", "celebration/2"

given_consent = Telling("person/P-1", ConsentGiven, {"summary": True, "quote": False, "name": False, "recontact": True})
name_everywhere = Telling("person/P-1", ConsentChanged, {"wording_version": "v2", "name": True})
name_on_page = name_everywhere(only_for=PAGE)
withdrawn = Telling("person/P-1", ConsentWithdrawn, {"scope": ["name"], "effect": "Ali becomes a member"})
credited = Telling(
    "person/P-1", CreditLineAgreed, {"line": "Ali", "shows_name": True, "page": PAGE, "consent_version": "v2"}
)


def allows(*tellings, scope="name", page=PAGE):
    return given(*tellings).state("person/P-1").allows(scope, page)


def test_only_keeping_and_theming_are_on_unless_somebody_says_otherwise():
    person = given(given_consent).state("person/P-1")
    assert {s for s in ("keep", "theme", "share_with", "statistics") if person.allows(s, PAGE)} == {"keep", "theme"}
    assert person.allows("summary", PAGE)
    assert not person.allows("quote", PAGE)


def test_a_default_can_be_said_no_to():
    assert not allows(given_consent(keep=False), scope="keep")
    assert allows(given_consent(statistics=True), scope="statistics")


def test_somebody_of_whom_nothing_is_known_allows_nothing():
    assert not allows(credited)


def test_sharing_is_allowed_only_where_somebody_is_named_to_share_with():
    assert not allows(given_consent, scope="share_with")
    assert allows(given_consent(share_with=["Lantern Street Hub"]), scope="share_with")


def test_what_is_allowed_for_one_page_is_allowed_there_alone():
    assert allows(given_consent, name_on_page)
    assert not allows(given_consent, name_on_page, page=OTHER_PAGE)


def test_what_is_allowed_everywhere_can_be_taken_from_one_page():
    assert not allows(given_consent(name=True), name_on_page(name=False))
    assert allows(given_consent(name=True), name_on_page(name=False), page=OTHER_PAGE)


def test_two_people_decide_each_for_themselves():
    story = given(given_consent, given_consent.but(stream="person/P-2"), name_everywhere)
    assert story.state("person/P-1").allows("name", PAGE)
    assert not story.state("person/P-2").allows("name", PAGE)


@pytest.mark.parametrize("before", [name_everywhere, name_on_page])
def test_withdrawing_ends_consent_everywhere_and_for_each_page(before):
    assert not allows(given_consent, before, withdrawn)
    assert not allows(given_consent, name_everywhere, name_on_page, withdrawn, page=OTHER_PAGE)


def test_withdrawing_one_thing_leaves_the_others():
    assert allows(given_consent, withdrawn, scope="summary")
    assert not allows(given_consent, withdrawn(scope=["name", "summary"]), scope="summary")


def test_consent_can_be_given_again_after_it_was_withdrawn():
    assert allows(given_consent, withdrawn, name_on_page)


def test_a_no_for_everywhere_ends_an_older_yes_for_one_page():
    assert not allows(given_consent, name_on_page, name_everywhere(name=False))


def test_saying_it_all_again_replaces_what_was_said_for_one_page():
    assert not allows(given_consent, name_on_page, given_consent)


def test_a_page_has_one_line_for_a_person_and_the_newest_holds():
    again = credited(line="A member of the Kettle Group", shows_name=False)
    story = given(given_consent, credited, credited(page=OTHER_PAGE), again)
    lines = {credit.page: credit.line for credit in story.state("person/P-1").credits}
    assert lines == {PAGE: "A member of the Kettle Group", OTHER_PAGE: "Ali"}


def test_a_role_changes_nothing_that_a_person_allows():
    before = given(given_consent, name_on_page)
    after = before.given(Telling("person/P-1", RoleTakenUp, {"kind": "paid", "org": "Two Rivers Recovery"}))
    assert after.state("person/P-1").consents == before.state("person/P-1").consents
    assert after.state("person/P-1").version == 3
