"""Whether an organisation is a member: the registry's word is the answer, and whoever objects is heard."""

import pytest

from dialogs.effects import Call, DropTimer, OpenTicket
from tests.conversation import Talk
from tests.dialogs.conftest import Opens
from tests.dialogs.employer import (
    CONTACT,
    NUMBER,
    answers,
    give_up,
    identified,
    job_until_member,
    registry,
    told,
)

LANGUAGES = ("sv", "uk", "en")
SAID = {"member": "yes", "applied": "no", "declined": "no", "left": "no", "none": "no"}


def known(talk: Talk, state: str, **more: str) -> Talk:
    """The number is given; the registry answers, then the company register, and the name is confirmed."""
    registry(talk.says(NUMBER), state, **more)
    return answers(talk).presses("yes")


def job(talk: Talk, state: str, **more: str) -> Talk:
    """An offer of four places for cooks, to the review."""
    known(talk.presses("employer", "job"), state, **more)
    return rest(talk).expects("employer.review")


def rest(talk: Talk) -> Talk:
    """From the occupation to the end of the offer."""
    talk.says("4 kockar").says("1 juni").presses("full_time", "yes").says("Solna")
    talk.presses("basic", "yes").says("senast 1 maj 2027")
    for words in CONTACT:
        talk.says(words)
    return talk


def lines(talk: Talk) -> dict[str, tuple[str, str]]:
    """What is sent: values and names of the answers on the ticket, in Swedish."""
    (ticket,) = talk.presses("send").did(OpenTicket)
    return {line.step: (talk.texts.words(line.label, "sv"), line.value) for line in ticket.answers}


def test_both_registers_are_asked_at_once(talk: Opens) -> None:
    person = talk().presses("employer", "job").says(NUMBER).expects("employer.organisation", "register-looking")
    assert [(c.backend, c.operation, c.payload, c.about) for c in person.did(Call)] == [
        ("company_register", "look_up", {"number": NUMBER}, NUMBER),
        ("membership", "look_up", {"number": NUMBER}, NUMBER),
    ]


@pytest.mark.parametrize("first", ["registry", "register"])
def test_the_form_goes_on_once_both_have_answered(talk: Opens, first: str) -> None:
    person = talk("en").presses("employer", "job").says(NUMBER)
    if first == "registry":
        registry(person, "member")
    else:
        answers(person, registered=False)
    assert (person.keys, person.did(DropTimer)) == ([], [])
    answers(person) if first == "registry" else registry(person, "member")
    person.expects("employer.organisation", "employer-organisation-ask")
    assert [timer.kind for timer in person.did(DropTimer)] == ["register"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state, said", SAID.items())
def test_the_registrys_word_is_the_answer_and_it_is_told_whose_word_it_is(
    talk: Opens, state: str, said: str, language: str
) -> None:
    person = job(talk(language), state)
    words = person.texts.say("members-by-registry", language, value=person.texts.say(f"choice-{said}", language))
    assert words in person.words
    given = lines(person)
    assert given["employer.member"] == ("Redan medlem (enligt medlemsregistret)", said)
    assert given["members.standing"] == ("Så säger Medlemsregistret", state)
    assert ("employer.route_invited" in given) is (said == "no")


def test_staff_read_since_when_it_is_so_and_from_whom(talk: Opens) -> None:
    person = job(talk(), "member", since="2026-03-31T22:30:00+00:00", source="Medlemsregistret (övningsläge)")
    assert lines(person)["members.standing"] == ("Så säger Medlemsregistret (övningsläge)", "member,2026-04-01")


@pytest.mark.parametrize("reason", ["not_configured", "unavailable", "timeout", "rejected", "malformed"])
def test_where_the_registry_says_nothing_the_applicant_is_asked(talk: Opens, reason: str) -> None:
    person = talk("en").presses("employer", "job").says(NUMBER)
    registry(person, reason, result="NOT_CHECKED")
    person = rest(answers(person).presses("yes")).expects("employer.member", "employer-member-ask").presses("yes")
    given = lines(person)
    assert given["employer.member"] == ("Redan medlem", "yes")
    assert "members.standing" not in given


def test_a_persons_number_is_not_looked_up_and_the_applicant_is_asked(talk: Opens) -> None:
    person = talk("en").presses("employer", "job").says(NUMBER)
    registry(person, "sole_trader", result="REVIEW")
    rest(answers(person).presses("yes")).expects("employer.member")


def test_who_has_no_number_is_asked_and_no_registry_is(talk: Opens) -> None:
    person = talk("en").presses("employer", "activity").says("we have no number")
    assert person.did(Call) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_says_that_it_is_wrong_is_asked_and_staff_see_both(talk: Opens, language: str) -> None:
    person = job(talk(language), "none").presses("change:employer.member").expects("employer.member")
    person.presses("yes").expects("employer.review")
    words = {value: person.texts.say(f"choice-{value}", language) for value in ("yes", "no")}
    both = person.texts.say("members-against-registry", language, value=words["yes"], registry=words["no"])
    assert both in person.words
    given = lines(person)
    assert given["employer.member"] == ("Redan medlem", "yes")
    assert given["members.standing"] == ("Så säger Medlemsregistret", "none")


def test_a_slow_registry_holds_nobody_up_and_still_counts(talk: Opens) -> None:
    person = talk("en").presses("employer", "job").says(NUMBER)
    answers(person, registered=False)
    give_up(person).expects("employer.organisation", "employer-organisation-ask")
    assert "register-away" not in person.keys
    person.presses("yes")
    assert registry(person, "member").heard == []
    rest(person).expects("employer.review")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["member", "none"])
def test_an_answer_while_the_question_is_open_answers_it(talk: Opens, language: str, state: str) -> None:
    person = talk(language).presses("employer", "job").says(NUMBER)
    answers(person, registered=False)
    rest(give_up(person).presses("yes")).expects("employer.member")
    registry(person, state).expects("employer.review", f"members-answered-{SAID[state]}")


def test_an_answer_that_comes_after_the_persons_own_is_for_staff(talk: Opens) -> None:
    person = talk("en").presses("employer", "job").says(NUMBER)
    answers(person, registered=False)
    rest(give_up(person).presses("yes")).presses("no").expects("employer.review")
    registry(person, "member")
    assert (person.heard, person.answer("employer.member")) == ([], "no")
    assert lines(person)["members.standing"] == ("Så säger Medlemsregistret", "member")


def test_an_answer_about_another_number_is_for_nobody(talk: Opens) -> None:
    person = talk("en").presses("employer", "job").says(NUMBER)
    registry(person, "member", about="556098-6878")
    assert answers(person).answer("employer.member") is None


def test_who_goes_on_writing_does_not_wait_for_the_registry(talk: Opens) -> None:
    person = talk("en").presses("employer", "job").says(NUMBER)
    answers(person, registered=False)
    person.says("yes").expects("employer.occupation")
    assert registry(person, "member").answer("employer.member") == "yes"


def test_another_number_is_another_organisation(talk: Opens) -> None:
    person = known(talk("en").presses("employer", "job"), "member").presses("change:employer.organisation_number")
    person.says("556098-6878")
    assert person.answer("employer.member") is None
    assert told(person) == [("look_up", {"number": "556098-6878"})]


def test_the_same_number_given_again_is_not_asked_about_again(talk: Opens) -> None:
    person = known(talk("en").presses("employer", "job"), "member").presses("change:employer.organisation_number")
    person.says(NUMBER)
    assert (told(person), person.answer("employer.member")) == ([], "yes")


def test_the_next_form_asks_the_registry_anew(talk: Opens) -> None:
    """Who was no member when the first offer was sent may be one now."""
    person = job(talk("en"), "none").presses("send", "no").expects("offer.more").presses("yes")
    assert told(person) == [("look_up", {"number": NUMBER})]
    assert "Already a member" not in person.words
    registry(person, "member").expects("employer.kind")
    assert person.answer("employer.member") == "yes"


def test_an_answer_of_the_person_is_carried_until_the_registry_knows_better(talk: Opens) -> None:
    person = job_until_member(talk("en")).presses("no", "send", "no", "yes").expects("employer.kind", "carried")
    assert (told(person), person.answer("employer.member")) == ([("look_up", {"number": NUMBER})], "no")
    assert registry(person, "member").answer("employer.member") == "yes"


def test_who_objected_need_not_object_again(talk: Opens) -> None:
    person = job(talk("en"), "none").presses("change:employer.member", "yes", "send").expects("offer.more")
    registry(person.presses("yes"), "none")
    assert person.answer("employer.member") == "yes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_who_applies_is_told_what_can_be_done_now(talk: Opens, language: str) -> None:
    person = known(talk(language, "member"), "member").expects("offer.already", "offer-already-ask")
    assert person.buttons == ["yes", "employer", "wrong", "no"]
    person.presses("employer").expects("employer.organisation")
    registry(person, "member").expects("employer.kind")
    assert person.answer("employer.organisation_number") == NUMBER


@pytest.mark.parametrize("yes", ["yes", "person"])
def test_a_member_reaches_a_person_with_what_was_told(talk: Opens, yes: str) -> None:
    person = known(talk("en", "member"), "member").presses(yes).expects(None, "handover-person")
    (ticket,) = person.did(OpenTicket)
    assert (ticket.queue, ticket.flow) == ("membership", "general")
    assert {line.step: line.value for line in ticket.answers}["membership.organisation_number"] == NUMBER
    assert told(person) == []


def test_words_that_are_no_answer_reach_a_person_in_the_end(talk: Opens) -> None:
    person = known(talk("en", "member"), "member").means("purple").expects("offer.already", "offer-already-example")
    person.means("purple again").expects(None, "handover-person")


def test_a_member_who_wants_nothing_more_is_at_the_menu(talk: Opens) -> None:
    known(talk("en", "member"), "member").says("no").expects("menu", "offer-declined")


def test_who_is_no_member_says_so_and_applies(talk: Opens) -> None:
    person = known(talk("en", "member"), "member").presses("wrong").expects("membership.member")
    person.presses("no").expects("membership.organisation_type")
    assert "reminder" in person.conversation.timers
    standing = person.conversation.answers["membership.member_registry"]
    assert standing.values[0] == "member"


def test_the_name_is_confirmed_before_anything_is_told_of_it(talk: Opens) -> None:
    person = registry(talk("en", "member").says(NUMBER), "member")
    answers(person).expects("membership.organisation", "membership-organisation-ask")
    assert "member" not in person.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_applicant_hears_of_the_application_and_may_apply_all_the_same(talk: Opens, language: str) -> None:
    person = known(talk(language, "member"), "applied").expects("offer.applied", "offer-applied-ask")
    person.presses("no").expects("membership.organisation_type")
    assert "offer-applied-ask" not in person.presses("private").keys


def test_an_applicant_may_write_to_staff_instead(talk: Opens) -> None:
    person = known(talk("en", "member"), "applied").presses("yes").expects(None, "handover-person")
    (ticket,) = person.did(OpenTicket)
    assert (ticket.queue, ticket.flow) == ("membership", "general")
    assert person.conversation.flow is None


@pytest.mark.parametrize("state", ["declined", "left", "none"])
def test_whoever_may_apply_is_not_asked_about_it(talk: Opens, state: str) -> None:
    known(talk("en", "member"), state).expects("membership.organisation_type")


def test_an_offer_is_asked_for_while_the_organisation_is_known(talk: Opens) -> None:
    """The menu's door leads past the wait where nobody needs the registry."""
    person = identified(talk("en").presses("employer", "job")).expects("employer.occupation")
    assert person.answer("employer.member") is None
