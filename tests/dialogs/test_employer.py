"""An organisation offers something: work, placements, mentors, something together. One question after the other."""

import pytest

from dialogs.effects import Call, OpenTicket, SetTimer, WakeTicket
from dialogs.flows.employer import TOGETHER
from tests.conversation import Talk
from tests.dialogs.conftest import Opens
from tests.dialogs.employer import NUMBER, answers, calls, give_up, identified, job_until_member


def lines(talk: Talk) -> dict[str, str]:
    """The answers on the ticket that the last turn opened."""
    (ticket,) = talk.did(OpenTicket)
    return {line.step: line.value for line in ticket.answers}


def test_four_places_for_cooks_from_somebody_who_is_no_member(talk: Opens) -> None:
    """Both: the offer to the employers' staff, and the invitation."""
    job = job_until_member(talk()).presses("no").expects("employer.review")
    assert "4 × kock" in job.words
    assert "Kvarnens Kök AB" in job.words
    job.presses("send").expects("offer.membership", "handover", "offer-membership-ask")
    (ticket,) = job.did(OpenTicket)
    assert ticket.queue == "employers"
    told = lines(job)
    assert told["employer.occupation"] == "4 kock"
    assert told["employer.start"] == "2026-06-01"
    assert told["employer.deadline"] == "2027-05-01"
    assert told["employer.organisation_number"] == NUMBER
    assert told["employer.contact_phone"] == "+46701740605"
    assert told["employer.route_seen_by_etableringscentrum"] == "yes"
    assert told["employer.route_invited"] == "yes"
    assert "employer.route_activity" not in told


def test_four_places_for_cooks_from_a_member_are_an_activity(talk: Opens) -> None:
    job = job_until_member(talk("en")).presses("yes", "send").expects("offer.more", "handover", "employer-activity")
    assert lines(job)["employer.route_activity"] == "yes"
    assert "employer.route_invited" not in lines(job)


def test_the_invitation_leads_to_membership_where_the_organisation_is_known(talk: Opens) -> None:
    job = job_until_member(talk()).presses("no", "send", "yes")
    assert job.conversation.flow == "membership"
    assert job.answer("membership.organisation_number") == NUMBER
    assert "556002-1361 (Kvarnens Kök AB)" in job.words
    assert job.answer("membership.contact_email") == "anna@koket.example"


def test_the_invitation_can_be_declined_and_one_more_offer_made(talk: Opens) -> None:
    job = job_until_member(talk()).presses("no", "send", "no").expects("offer.more", "membership-declined")
    first = job.conversation.cases[-1].reference
    job.presses("yes").expects("employer.kind", "carried")
    job.presses("internship").expects("employer.occupation")
    assert job.answer("employer.organisation_number") == NUMBER
    job.says("2 svetsare").presses("soon", "skip")
    assert job.conversation.step == "employer.workplace"
    job.presses("skip", "skip", "skip", "open").expects("employer.review")
    job.presses("send").expects("offer.more", "handover")
    assert job.did(WakeTicket) == []
    assert lines(job)["employer.occupation"] == "2 svetsare"
    assert job.conversation.cases[-1].reference != first
    job.presses("no").expects(None, "offers-done")


def test_a_member_is_asked_for_one_more_offer_and_words_begin_it(talk: Opens) -> None:
    job = job_until_member(talk("en")).presses("yes", "send")
    job.means("We also offer two internships for welders", "offer_internship")
    assert job.conversation.flow == "employer"
    assert job.answer("employer.kind") == "internship"
    assert job.answer("employer.occupation") == "2 svetsare"
    assert job.answer("employer.organisation_number") == NUMBER


def test_words_after_the_handover_that_are_no_answer_are_for_staff(talk: Opens) -> None:
    job = job_until_member(talk("en")).presses("yes", "send").means("The kitchen is on the second floor")
    assert job.did(WakeTicket)
    assert job.conversation.step is None


def test_facts_in_one_message_fill_several_answers(talk: Opens) -> None:
    job = talk("en").means("We need 4 cooks from 1 March in Solna, full time", "offer_job")
    assert job.conversation.flow == "employer"
    given = {name: job.answer(f"employer.{name}") for name in ("kind", "occupation", "start", "workplace", "extent")}
    assert given == {
        "kind": "job",
        "occupation": "4 kock",
        "start": "2027-03-01",
        "workplace": "Solna",
        "extent": "full_time",
    }
    assert "noted-too" in job.keys
    job.expects("employer.organisation_number")


@pytest.mark.parametrize(
    "intent, kind",
    [("offer_job", "job"), ("offer_internship", "internship"), ("offer_mentorship", "mentorship")],
)
def test_the_wish_says_what_kind_of_offer_it_is(talk: Opens, intent: str, kind: str) -> None:
    offer = talk("en").means("We would like to offer something", intent)
    assert offer.answer("employer.kind") == kind
    offer.expects("employer.organisation_number")


@pytest.mark.parametrize(
    "words, kind",
    [
        ("We would like to hold a language café", "activity"),
        ("We have an idea", "idea"),
        ("We want to donate computers", "donation"),
        ("We would like to design a course", "course"),
    ],
)
def test_a_wish_to_work_together_says_how_in_its_words(talk: Opens, words: str, kind: str) -> None:
    assert talk("en").means(words, "offer_collaboration").answer("employer.kind") == kind


def test_a_wish_to_work_together_that_does_not_say_how_is_asked(talk: Opens) -> None:
    talk("en").means("We would like to work with you", "offer_collaboration").expects("employer.kind")


def test_a_link_for_mentors_says_the_kind(talk: Opens) -> None:
    mentor = talk("en", "mentor").expects("employer.organisation_number")
    assert mentor.answer("employer.kind") == "mentorship"


def test_a_mentor_is_asked_what_fits_a_mentor(talk: Opens) -> None:
    mentor = talk().presses("employer", "mentorship", "none").expects("employer.organisation_name")
    mentor.presses("skip").expects("employer.occupation").says("svetsare").expects("employer.places").says("2")
    mentor.expects("employer.mentor_languages").says("svenska och engelska").expects("employer.mentor_hours").says("4")
    mentor.expects("employer.contact_name")
    for words in ("Anna Berg", "svetsare", "anna@koket.example", "070-174 06 05"):
        mentor.says(words)
    mentor.presses("no", "send").expects("offer.membership")
    (ticket,) = mentor.did(OpenTicket)
    told = lines(mentor)
    assert ticket.queue == "mentors"
    assert told["employer.occupation"] == "svetsare"
    assert told["employer.places"] == "2"
    assert told["employer.mentor_hours"] == "4"


@pytest.mark.parametrize("kind", TOGETHER)
def test_whoever_wants_to_do_something_together_tells_in_words(talk: Opens, kind: str) -> None:
    offer = talk("en").presses("employer", kind, "none").says("The choir of Farsta").expects("employer.message")
    offer.says("We would like to sing with newcomers on Thursdays").expects("employer.contact_name")
    for words in ("Anna Berg", "leader", "anna@koren.example", "070-174 06 05"):
        offer.says(words)
    offer.presses("no").expects("employer.review")
    assert "We would like to sing with newcomers on Thursdays" in offer.words


def test_an_association_without_a_number_goes_on_by_its_name(talk: Opens) -> None:
    club = talk("uk").presses("employer", "activity").says("У нас немає номера").expects("employer.organisation_name")
    assert club.did(Call) == []
    club.says("Хор Фарсти").expects("employer.message")
    assert club.answer("employer.organisation_number") == "none"


def test_several_occupations_are_several_lines_with_their_numbers(talk: Opens) -> None:
    job = talk("en").presses("employer", "job", "skip").says("Kvarnen").says("2 welders and 3 cooks")
    job.expects("employer.start")
    assert job.conversation.answers["employer.occupation"].values == ("2 svetsare", "3 kock")


def test_who_says_no_number_is_asked_for_it(talk: Opens) -> None:
    talk().presses("employer", "job", "skip", "skip").says("kockar").expects("employer.places")


def test_an_answer_can_be_changed_in_the_review(talk: Opens) -> None:
    job = job_until_member(talk()).presses("no", "change:employer.occupation").expects("employer.occupation")
    job.says("5 kockar").expects("employer.review")
    assert "5 × kock" in job.words


def test_no_agreement_is_no_reason_to_refuse(talk: Opens) -> None:
    job = talk().presses("employer", "job", "skip", "skip").says("4 kockar").presses("soon", "full_time", "no")
    job.expects("employer.workplace")
    assert job.answer("employer.collective_agreement") == "no"


def test_a_day_that_is_over_is_not_taken(talk: Opens) -> None:
    job = talk().presses("employer", "job", "skip", "skip").says("4 kockar")
    job.says("2020-01-01").expects("employer.start", "day-past", "employer-start-example")


def test_a_time_in_other_words_is_taken_as_it_is(talk: Opens) -> None:
    job = talk().presses("employer", "job", "skip", "skip").says("4 kockar").says("efter sommaren")
    assert job.answer("employer.start") == "efter sommaren"


def test_the_call_for_a_person_in_the_form_does_not_take_the_offers_place(talk: Opens) -> None:
    """The ticket of who wanted a person becomes that of the offer; the next offer has its own."""
    job = talk().presses("employer", "job", "skip", "person", "yes")
    first = job.conversation.cases[-1].reference
    job.says("Kvarnen").says("4 kockar").presses("soon")
    for _ in range(20):
        if job.conversation.step == "employer.review":
            break
        job.presses("skip")
    job.presses("send")
    assert [wake.reference for wake in job.did(WakeTicket)] == [first]


def test_a_wish_besides_the_offer_is_kept(talk: Opens) -> None:
    job = talk("en").means("We have five jobs for cooks and a question about wage support", "offer_job")
    assert [wish.words for wish in job.conversation.wishes] == [
        "We have five jobs for cooks and a question about wage support"
    ]


def test_the_register_is_asked_and_names_the_organisation(talk: Opens) -> None:
    job = talk().presses("employer", "job").says(NUMBER).expects("employer.organisation", "register-looking")
    assert calls(job) == [("company_register", {"number": NUMBER})]
    (timer,) = [t for t in job.did(SetTimer) if t.kind == "register"]
    assert (timer.at - job.now).total_seconds() == 3
    answers(job).expects("employer.organisation", "employer-organisation-ask")
    assert "Kvarnens Kök AB" in job.words
    assert job.buttons[:2] == ["yes", "no"]


def test_the_number_in_the_first_message_is_looked_up(talk: Opens) -> None:
    job = talk("en").means(f"We are {NUMBER} and need 4 cooks", "offer_job")
    assert calls(job) == [("company_register", {"number": NUMBER})]
    answers(job).expects("employer.organisation").presses("yes").expects("employer.start")


def test_who_is_not_that_organisation_gives_the_number_again(talk: Opens) -> None:
    job = talk().presses("employer", "job").says(NUMBER)
    answers(job).presses("no").expects("employer.organisation_number", "organisation-again")
    job.presses("skip").expects("employer.organisation_name")


def test_a_slow_register_holds_nobody_up(talk: Opens) -> None:
    job = give_up(talk("en").presses("employer", "job").says(NUMBER))
    job.expects("employer.organisation_name", "register-away")
    answers(job)
    assert job.heard == []
    assert job.conversation.step == "employer.organisation_name"


def test_who_goes_on_writing_is_not_made_to_wait(talk: Opens) -> None:
    job = talk("en").presses("employer", "job").says(NUMBER).says("Kvarnen")
    assert job.answer("employer.organisation_name") == "Kvarnen"
    job.expects("employer.occupation")
    answers(job)
    assert job.heard == []


def test_the_wait_can_be_skipped_but_not_the_question_behind_it(talk: Opens) -> None:
    job = talk("en").presses("employer", "job").says(NUMBER).presses("skip").expects("employer.organisation_name")
    assert "employer.organisation_name" not in job.conversation.skipped


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
def test_a_wrong_number_is_told_what_is_wrong(talk: Opens, language: str) -> None:
    job = talk(language).presses("employer", "job").says("556002-1362")
    job.expects("employer.organisation_number", "organisation-number-checksum")
    job.says("55600213").expects("offer.person", "organisation-number-length")


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
def test_a_personnummer_is_refused_and_masked(talk: Opens, language: str) -> None:
    job = talk(language).presses("employer", "job").says("19811228-9874")
    job.expects("employer.organisation_number", "masked", "organisation-number-personal")
    assert "9874" not in str(job.transcript)
    assert job.did(Call) == []
    job.presses("none").expects("employer.organisation_name")


@pytest.mark.parametrize("reason", ["deregistered", "bankrupt"])
def test_a_company_that_is_gone_is_told_so_and_goes_on(talk: Opens, reason: str) -> None:
    job = talk("en").presses("employer", "job").says(NUMBER)
    answers(job, result="REVIEW", reason=reason).expects("employer.organisation", f"register-{reason}")
    job.presses("yes").expects("employer.occupation")


def test_a_number_that_nobody_knows_is_told_and_goes_on(talk: Opens) -> None:
    job = talk("en").presses("employer", "job").says(NUMBER)
    answers(job, result="NOT_FOUND", name="", reason="unknown")
    job.expects("employer.organisation_name", "register-not-found")


def test_an_association_that_the_register_does_not_have_is_told_that_this_is_common(talk: Opens) -> None:
    job = talk("en").presses("employer", "job").says(NUMBER)
    answers(job, result="NOT_FOUND", name="", reason="other_register").expects(
        "employer.organisation_name", "register-other_register"
    )


def test_identified_organisations_are_not_looked_up_twice(talk: Opens) -> None:
    job = identified(talk().presses("employer", "job")).expects("employer.occupation")
    job.presses("back", "back").expects("employer.organisation_number").says(NUMBER)
    assert job.did(Call) == []
    job.expects("employer.organisation")


def test_everything_about_the_contact_in_one_message(talk: Opens) -> None:
    job = talk("sv").presses("employer", "idea", "none", "skip").says("Ett språkkafé").expects("employer.contact_name")
    job.says("Anna Berg, anna@koket.example, 070-174 06 05").expects("employer.contact_role")
    given = [job.answer(f"employer.contact_{name}") for name in ("name", "email", "phone")]
    assert given == ["Anna Berg", "anna@koket.example", "+46701740605"]


def test_only_an_address_where_a_name_is_asked_is_noted_and_the_form_goes_on(talk: Opens) -> None:
    job = talk("sv").presses("employer", "idea", "none", "skip").says("Ett språkkafé").says("anna@koket.example")
    assert (job.answer("employer.contact_name"), job.answer("employer.contact_email")) == (None, "anna@koket.example")
    job.expects("employer.contact_name", "noted-too")


def test_staff_find_the_offer_by_its_number_and_its_contact(talk: Opens) -> None:
    job = job_until_member(talk()).presses("yes", "send")
    assert job.plan is not None
    assert set(job.plan._lasting()["lookups"]) == {
        ("organisation_number", NUMBER),
        ("email", "anna@koket.example"),
        ("phone", "+46701740605"),
    }


@pytest.mark.parametrize("language, role", [("sv", "personalansvarig"), ("uk", "менеджер"), ("en", "HR manager")])
def test_a_role_that_sounds_like_a_call_for_a_person_is_a_role(talk: Opens, language: str, role: str) -> None:
    job = talk(language).presses("employer", "idea", "none", "skip").means("A choir").says("Eva Testsson").says(role)
    assert job.answer("employer.contact_role") == role
    job.expects("employer.contact_email")


@pytest.mark.parametrize("language, words", [("sv", "svenska och engelska"), ("uk", "українська"), ("en", "Swedish")])
def test_the_languages_of_a_mentor_do_not_change_the_chats(talk: Opens, language: str, words: str) -> None:
    mentor = talk(language).presses("employer", "mentorship", "none", "skip").says("2 svetsare").says(words)
    assert mentor.answer("employer.mentor_languages") == words
    assert mentor.conversation.language == language


def test_how_many_of_each_is_kept_in_words(talk: Opens) -> None:
    job = talk().presses("employer", "job", "none", "skip").says("undersköterskor och kockar").says("två av varje")
    kept = job.conversation.answers["employer.places"]
    assert (kept.value, kept.words) == ("2", "två av varje")


def test_an_associations_number_that_could_be_a_ukrainian_tax_number_is_taken(talk: Opens) -> None:
    club = talk("uk").presses("employer", "activity").says("8029900019")
    assert calls(club) == [("company_register", {"number": "802990-0019"})]
