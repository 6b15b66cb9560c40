"""An organisation applies for membership: what it is shown and asked, and what staff get of it."""

import re

import msgspec
import pytest

from dialogs.check import draw
from dialogs.conversation import Answer, Case, Organisation
from dialogs.effects import Call, CheckTicket, OpenTicket, WakeTicket
from dialogs.events import Answered
from dialogs.flow import fitted
from dialogs.flows import FLOWS
from dialogs.pact import AFFIRMATIONS, unedited
from tests.conversation import Talk
from tests.dialogs.conftest import Opens
from tests.dialogs.employer import calls, registry

LANGUAGES = ("sv", "uk", "en")
NUMBER = "556002-1361"
NAME = "Testbolaget Kök AB"
ORGANISATION = ("no", "private", "10_49", "none")
"""Not a member, of a kind, of a size, without a homepage."""
TO_REVIEW = ("yes", "no", "yes", "no")
"""Collective agreement, no supported places, may be shown, no invitations."""
DIRECTIVE = {"reference": "KS 2026/123", "date": "2026-04-01"}


def found(person: Talk, name: str = NAME, result: str = "OK", **more: str) -> Talk:
    """The register answers while the chat waits for it."""
    answer = {"result": result, "name": name, "source": "Bolagsverket", **more}
    if person.conversation.organisation is not None and person.conversation.organisation.awaited:
        registry(person, "", result="NOT_CHECKED", reason="not_configured")
    event = Answered(
        id="r", at=person.now, call="r", backend="company_register", operation="look_up", about=NUMBER, result=answer
    )
    return person.gets(event)


def named(person: Talk) -> Talk:
    """To the first question after the organisation's name."""
    return found(person.says(NUMBER)).expects("membership.organisation").presses("yes").expects("membership.member")


def introduced(person: Talk) -> Talk:
    """To the first affirmation's question."""
    person.presses(*ORGANISATION).expects("membership.contact_name")
    person.says("Karin Testsson").says("HR-chef").says("karin@example.org").expects("membership.contact_phone")
    return person.presses("skip", "yes").expects("membership.affirm_goals")


def affirmed(person: Talk) -> Talk:
    """To the first commitment."""
    return introduced(person).presses("yes", "yes", "yes", "yes").expects("membership.commitment_form")


def commits(person: Talk, form: str, goal: str, number: str, period: str) -> Talk:
    """One round of the loop."""
    person.presses(form).expects("membership.commitment_goal").says(goal).expects("membership.commitment_number")
    return (
        person.says(number).expects("membership.commitment_period").says(period).expects("membership.commitment_more")
    )


def finished(person: Talk) -> Talk:
    """From the end of the loop to the review."""
    return person.presses(*TO_REVIEW).expects("membership.review")


def applied(person: Talk) -> dict[str, str]:
    """Sent; the answers on the ticket."""
    person.presses("send").expects(None, "handover")
    (ticket,) = person.did(OpenTicket)
    assert (ticket.queue, ticket.flow) == ("membership", "membership")
    return {line.step.removeprefix("membership."): line.value for line in ticket.answers}


def deviations(person: Talk) -> dict[str, str]:
    """What deviates, as staff read it."""
    return {e.name: person.texts.words(e.detail, "sv") for e in person.did(CheckTicket) if e.result == "REVIEW"}


def with_policy(person: Talk, policy: str) -> Talk:
    """Staff have set the policy on Russia."""
    person.content["russia_policy"] = {"policy": policy, **DIRECTIVE}
    return person


def committed(person: Talk) -> Talk:
    """To the end of the loop, with one commitment."""
    return commits(affirmed(named(person)), "internship", "Praktik i köket", "4", "våren").presses("no")


@pytest.mark.parametrize("language", LANGUAGES)
def test_r1_whoever_wants_to_join_is_shown_the_terms_first(talk: Opens, language: str) -> None:
    person = talk(language, "member").expects("membership.organisation_number", "membership-intro")
    terms = next(m.text for m in person.heard if m.key == "membership-intro")
    assert unedited().values[language] in terms
    goals = [line.partition(". ") for line in terms.splitlines() if line[:1].isdigit()]
    assert [number for number, _, _ in goals] == ["1", "2", "3"]
    assert [words for _, _, words in goals] == unedited().goals[language].strip().splitlines()


def test_r1_an_application_with_three_commitments(talk: Opens) -> None:
    person = affirmed(named(talk("sv", "member")))
    assert "Ni erbjuder en eller flera praktikplatser." in person.words
    commits(person, "internship", "Fyra praktikanter i vårt kök", "4", "hela nästa år").says("ja")
    person.expects("membership.commitment_form", "membership-commitment_form-again")
    commits(person, "stockholmsmentor", "Två mentorer för nyanlända", "två", "våren").presses("yes")
    commits(person, "course", "Hjälpa till att utforma en kockkurs", "1", "mars till juni").says("nej")
    given = applied(finished(person))
    assert {name: value for name, value in given.items() if name.startswith("commitment_")} == {
        "commitment_form_1": "internship",
        "commitment_goal_1": "Fyra praktikanter i vårt kök",
        "commitment_number_1": "4",
        "commitment_period_1": "hela nästa år",
        "commitment_form_2": "stockholmsmentor",
        "commitment_goal_2": "Två mentorer för nyanlända",
        "commitment_number_2": "2",
        "commitment_period_2": "våren",
        "commitment_form": "course",
        "commitment_goal": "Hjälpa till att utforma en kockkurs",
        "commitment_number": "1",
        "commitment_period": "mars till juni",
        "commitment_more": "no",
    }
    assert given["organisation_number"] == NUMBER
    assert deviations(person) == {}


def test_the_review_shows_every_commitment_and_lets_each_be_changed(talk: Opens) -> None:
    person = affirmed(named(talk("sv", "member")))
    commits(person, "internship", "Praktik i köket", "4", "våren").presses("yes")
    finished(commits(person, "apl", "Två platser", "2", "hösten").presses("no"))
    lines = person.words.splitlines()
    assert {"Åtagande (1): Praktik", "Mål för åtagandet (1): Praktik i köket", "Åtagande: APL"} <= set(lines)
    person.presses("change:membership.commitment_goal_1").says("Fem i köket").expects("membership.review")
    assert applied(person)["commitment_goal_1"] == "Fem i köket"


def test_one_more_commitment_can_be_added_at_the_review(talk: Opens) -> None:
    person = finished(committed(talk("sv", "member"))).presses("change:membership.commitment_more", "yes")
    person.expects("membership.commitment_form")
    commits(person, "apl", "Två platser", "2", "hösten").presses("no").expects("membership.review")
    given = applied(person)
    assert (given["commitment_form_1"], given["commitment_form"]) == ("internship", "apl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_r1_each_affirmation_shows_the_text_of_the_pact(talk: Opens, language: str) -> None:
    person = introduced(named(talk(language, "member")))
    for name in AFFIRMATIONS:
        person.expects(f"membership.affirm_{name}")
        assert unedited().affirmations[name][language] in person.words
        person.presses("yes")


def test_r1_the_version_that_was_shown_and_the_time_are_kept(talk: Opens) -> None:
    person = talk("sv", "member")
    person.content["membership"] = {"version": 3}
    introduced(named(person))
    person.content["membership"] = {"version": 4}
    person.waits(minutes=1).presses("yes").presses("yes", "yes", "yes", "skip")
    given = applied(finished(person))
    assert given["affirm_goals_version"] == "3, 2026-05-20T10:01:00+02:00"
    assert given["affirm_equality_version"] == "4, 2026-05-20T10:01:00+02:00"


def test_r1_an_affirmation_that_is_refused_stops_nothing_and_staff_see_it(talk: Opens) -> None:
    person = introduced(named(talk("sv", "member"))).presses("yes").says("nej").expects("membership.affirm_equality")
    person.presses("yes", "yes")
    given = applied(finished(commits(person, "apl", "Två platser", "2", "våren").presses("no")))
    assert (given["affirm_nondiscrimination"], given["affirm_equality"]) == ("no", "yes")


def test_r1_an_affirmation_without_an_answer_is_noted(talk: Opens) -> None:
    person = introduced(named(talk("sv", "member"))).presses("yes", "skip", "yes", "yes")
    given = applied(finished(commits(person, "apl", "Två platser", "2", "våren").presses("no")))
    assert not [name for name in given if name.startswith("affirm_nondiscrimination")]
    assert deviations(person) == {"affirmations": "Inte besvarat: Står bakom icke-diskriminering."}


def test_who_may_not_sign_can_apply_and_staff_are_told(talk: Opens) -> None:
    person = finished(committed(talk("sv", "member"))).presses("change:membership.authority", "no")
    assert applied(person.expects("membership.review"))["authority"] == "no"
    assert list(deviations(person)) == ["authority"]


@pytest.mark.parametrize("minimum, told", [(0, False), (1, True), (2, True)])
def test_r1_fewer_commitments_than_the_minimum_are_told_noted_and_never_refused(
    talk: Opens, minimum: int, told: bool
) -> None:
    person = talk("sv", "member")
    person.content["membership"] = {"minimum": minimum}
    affirmed(named(person)).presses("skip").expects("membership.collective_agreement")
    assert ("membership-fewer" in person.keys) is told
    applied(finished(person))
    assert deviations(person) == ({"commitments": f"Antal åtaganden: 0. Minst {minimum} ska finnas."} if told else {})


def test_one_commitment_where_two_are_wanted(talk: Opens) -> None:
    person = talk("sv", "member")
    person.content["membership"] = {"minimum": 2}
    committed(person).expects("membership.collective_agreement", "membership-fewer")
    applied(finished(person))
    assert deviations(person) == {"commitments": "Antal åtaganden: 1. Minst 2 ska finnas."}


def test_r22_forms_are_what_staff_have_made_of_them(talk: Opens) -> None:
    person = talk("en", "member")
    name = {"sv": "Språkvän", "uk": "Мовний друг", "en": "Language friend"}
    person.content["forms"] = [
        {"id": "friend", "name": name, "about": {"sv": "a", "uk": "b", "en": "Talk for an hour a week."}},
        {"id": "apl", "name": {"sv": "APL", "uk": "APL", "en": "APL"}, "active": False},
    ]
    affirmed(named(person))
    assert person.buttons == ["friend", "skip", "back"]
    assert person.heard[-1].choices[0].label == "Language friend"
    assert "Talk for an hour a week." in person.words
    person.says("language friend").expects("membership.commitment_goal")
    assert person.transcript[-2].text == "language friend"
    person.says("Ten friends").says("10").says("all year").presses("no")
    finished(person)
    assert "Commitment: Language friend" in person.words
    assert applied(person)["commitment_form"] == "friend"


def test_r22_a_pressed_form_of_staffs_own_is_shown_by_its_name(talk: Opens) -> None:
    person = talk("en", "member")
    person.content["forms"] = [{"id": "friend", "name": {"sv": "Språkvän", "uk": "Друг", "en": "Language friend"}}]
    affirmed(named(person)).presses("friend")
    assert [m.text for m in person.transcript if m.sender == "person"][-1] == "Language friend"


def test_r36_recruiters_and_trade_associations_are_kinds_of_their_own(talk: Opens) -> None:
    person = named(talk("sv", "member")).presses("no").expects("membership.organisation_type")
    assert {"recruiter", "trade_association"} <= set(person.buttons)


KINDS = [
    ("sv", "vi är ett bemanningsföretag", "recruiter"),
    ("en", "a trade association", "trade_association"),
    ("uk", "громадське об'єднання", "association"),
    ("sv", "ett av stadens bolag", "city_company"),
    ("sv", "socialt företag", "social_enterprise"),
    ("en", "we are a limited company", "private"),
    ("sv", "ett studieförbund", "study_association"),
    ("uk", "муніципальна установа", "public"),
    ("sv", "idéburen välfärd", "nonprofit_welfare"),
]


@pytest.mark.parametrize("language, said, kind", KINDS)
def test_r36_the_kind_of_organisation_is_understood_in_words(talk: Opens, language: str, said: str, kind: str) -> None:
    person = named(talk(language, "member")).presses("no").says(said).expects("membership.size")
    assert person.answer("membership.organisation_type") == kind


SIZES = [
    ("sv", "ungefär 35", "10_49"),
    ("en", "no employees, only volunteers", "none"),
    ("uk", "понад 300 працівників", "250_or_more"),
    ("sv", "vi är 120 anställda", "50_249"),
    ("en", "7 people", "1_9"),
]


@pytest.mark.parametrize("language, said, size", SIZES)
def test_the_size_is_understood_in_words(talk: Opens, language: str, said: str, size: str) -> None:
    person = named(talk(language, "member")).presses("no", "private").says(said).expects("membership.homepage")
    assert person.answer("membership.size") == size


def test_r37_who_wants_invitations_says_so_and_staff_see_it(talk: Opens) -> None:
    person = finished(committed(talk("en", "member"))).presses("change:membership.events").says("yes please")
    assert applied(person.expects("membership.review"))["events"] == "yes"


def test_r38_an_application_keeps_the_campaign_that_it_came_from(talk: Opens) -> None:
    person = talk("sv", "ukraina-2026").presses("member").expects("membership.organisation_number")
    assert person.conversation.entry == "ukraina-2026"


def test_r39_russia_is_not_asked_about_while_the_policy_is_off(talk: Opens) -> None:
    person = committed(talk("sv", "member")).presses("yes", "no").expects("membership.publish")
    applied(person.presses("yes", "no").expects("membership.review"))
    assert deviations(person) == {}


@pytest.mark.parametrize("policy", ["ask_only", "require"])
def test_r39_russia_is_asked_about_under_the_policy(talk: Opens, policy: str) -> None:
    person = with_policy(talk("sv", "member"), policy)
    committed(person).presses("yes", "no").expects("membership.russia_ties")
    person.presses("yes").expects("membership.russia_investments").presses("skip")
    person.expects("membership.russia_energy").says("ja, men vi har en plan för att sluta").expects(
        "membership.publish"
    )
    given = applied(person.presses("yes", "no").expects("membership.review"))
    assert {name: value for name, value in given.items() if name.startswith("russia")} == {
        "russia_ties": "yes",
        "russia_energy": "plan",
    }
    noted = "Kopplingar till Ryssland: ja\nInvesteringar i Ryssland: inget svar\nDirektiv: KS 2026/123, 1 april 2026"
    assert deviations(person) == ({"russia": noted} if policy == "require" else {})


def test_r39_three_times_no_is_no_deviation(talk: Opens) -> None:
    person = with_policy(talk("sv", "member"), "require")
    committed(person).presses("yes", "no", "no", "no").says("nej").expects("membership.publish")
    assert person.answer("membership.russia_energy") == "no"
    applied(person.presses("yes", "no"))
    assert deviations(person) == {}


def test_r39_a_policy_that_is_switched_off_meanwhile_takes_its_answers_along(talk: Opens) -> None:
    person = with_policy(talk("sv", "member"), "require")
    committed(person).presses("yes", "no", "yes", "yes", "yes").expects("membership.publish")
    with_policy(person, "off").presses("yes", "no").expects("membership.review")
    given = applied(person)
    assert not [name for name in given if name.startswith("russia")]
    assert deviations(person) == {}


@pytest.mark.parametrize("language, said", [("sv", "vi har inget nummer"), ("uk", "номера немає"), ("en", "none")])
def test_an_association_without_a_number_says_its_name_and_no_register_is_asked(
    talk: Opens, language: str, said: str
) -> None:
    person = talk(language, "member").says(said).expects("membership.organisation_name")
    assert person.did(Call) == []
    person.says("Farsta Språkvänner").presses("no", "association", "none", "none").says("Anna").says("ordförande")
    person.says("anna@example.org").presses("skip", "yes", "yes", "yes", "yes", "yes")
    given = applied(finished(commits(person, "other", "Språkkafé", "1", "våren").presses("no")))
    assert (given["organisation_number"], given["organisation_name"]) == ("none", "Farsta Språkvänner")
    assert [backend for backend, _ in calls(person)] == ["sanctions"]


def test_every_check_is_made_after_sending(talk: Opens) -> None:
    person = named(talk("sv", "member")).presses("no", "private", "10_49").says("www.kok.example")
    person.says("Karin").says("chef").says("karin@kok.example").presses("skip", "yes", "yes", "yes", "yes", "yes")
    applied(finished(commits(person, "apl", "Två platser", "2", "våren").presses("no")))
    assert dict(calls(person)) == {
        "company_register": {"number": NUMBER},
        "homepage": {
            "url": "https://www.kok.example",
            "name": NAME,
            "number": NUMBER,
            "domain": "kok.example",
            "first": "yes",
        },
        "sanctions": {"name": NAME, "number": NUMBER},
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_already_need_not_apply_and_may_speak_to_staff(talk: Opens, language: str) -> None:
    person = named(talk(language, "member")).presses("yes").expects("offer.person", "offer-member-ask")
    assert person.did(OpenTicket) == []
    person.presses("yes")
    (ticket,) = person.did(OpenTicket)
    assert ticket.queue == "membership"
    assert {line.step: line.value for line in ticket.answers}["membership.member"] == "yes"


def test_a_member_already_who_wants_nothing_leaves_nothing(talk: Opens) -> None:
    person = named(talk("sv", "member")).presses("yes", "no").expects("menu")
    assert person.conversation.cases == ()


def test_what_is_promised_in_words_is_no_wish_for_another_form(talk: Opens) -> None:
    person = affirmed(named(talk("sv", "member"))).presses("internship")
    person.means("Vi vill erbjuda fyra praktikplatser i vårt kök", "offer_internship")
    person.expects("membership.commitment_number")
    assert person.answer("membership.commitment_goal") == "Vi vill erbjuda fyra praktikplatser i vårt kök"


def test_the_ticket_that_a_call_for_a_person_opened_becomes_the_application(talk: Opens) -> None:
    person = committed(talk("sv", "member")).presses("person").expects("offer.resume")
    (ticket,) = person.did(OpenTicket)
    finished(person.presses("yes")).presses("send")
    (woken,) = person.did(WakeTicket)
    assert woken.reference == ticket.reference
    assert {line.step: line.value for line in woken.answers}["membership.commitment_form"] == "internship"


def test_an_application_is_a_case_of_its_own_beside_a_question_to_the_same_staff(talk: Opens) -> None:
    person = talk("sv")
    other = Case("IP-2222-2229", "membership", "question", opened=person.now)
    person.conversation = msgspec.structs.replace(person.conversation, cases=(other,))
    applied(finished(committed(person.presses("member"))))


OFFER = {
    "employer.organisation_number": Answer((NUMBER,)),
    "employer.organisation_number_name": Answer((NAME,)),
    "employer.organisation": Answer(("yes",)),
    "employer.contact_name": Answer(("Karin Testsson",)),
    "employer.contact_role": Answer(("HR-chef",)),
    "employer.contact_email": Answer(("karin@example.org",)),
    "employer.contact_phone": Answer(("+46701740605",)),
    "employer.collective_agreement": Answer(("hangavtal",)),
    "employer.member": Answer(("no",)),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_offer_told_is_not_asked_again_and_stands_in_the_review(talk: Opens, language: str) -> None:
    person = talk(language)
    told = Organisation(NUMBER, name=NAME, checked="OK", confirmed=True)
    person.conversation = msgspec.structs.replace(person.conversation, answers=OFFER, sent=True, organisation=told)
    person.presses("member").expects("membership.organisation_type", "membership-intro", "carried")
    assert calls(person) == []
    person.presses("private", "10_49", "none").expects("membership.authority")
    person.presses("yes", "yes", "yes", "yes", "yes")
    commits(person, "apl", "Two", "2", "2027").presses("no").expects("membership.subsidised")
    person.presses("no", "yes", "no").expects("membership.review")
    assert all(words in person.words for words in (NUMBER, NAME, "Karin Testsson", "karin@example.org"))
    given = applied(person)
    assert (given["organisation_number"], given["collective_agreement"]) == (NUMBER, "hangavtal")


MEETING = {
    "id": "breakfast",
    "date": "2026-06-10",
    "title": {"sv": "Frukostmöte", "uk": "Спільний сніданок", "en": "Breakfast meeting"},
    "about": {"sv": "Vi träffas.", "uk": "Зустрічаємося.", "en": "We meet."},
}
OVER = {**MEETING, "id": "over", "date": "2026-05-19", "title": {"sv": "Förra", "uk": "Минула", "en": "The last one"}}


@pytest.mark.parametrize(
    "language, day, title",
    [("sv", "10 juni 2026", "Frukostmöte"), ("uk", "10 червня 2026", "Спільний сніданок"),
     ("en", "10 June 2026", "Breakfast meeting")],
)  # fmt: skip
def test_r37_the_next_meetings_are_told_with_their_days_in_the_readers_language(
    talk: Opens, language: str, day: str, title: str
) -> None:
    person = talk(language)
    person.content["events"] = [OVER, MEETING]
    person.means("?", "ask_events")
    assert "events-coming" in person.keys
    assert day in person.words
    assert title in person.words
    assert OVER["title"][language] not in person.words  # type: ignore[index]
    assert {"member", "person"} <= set(person.buttons)


@pytest.mark.parametrize("kept", [[], [OVER]])
def test_r37_without_a_coming_meeting_staff_know_and_invitations_are_offered(
    talk: Opens, kept: list[dict[str, object]]
) -> None:
    person = talk("sv")
    person.content["events"] = kept
    person.means("när är nästa träff?", "ask_events")
    assert "guide-ask_events" in person.keys
    assert {"member", "person"} <= set(person.buttons)


@pytest.mark.parametrize("language, said", [("sv", "nästa år"), ("en", "next month"), ("uk", "наступного року")])
def test_a_time_that_begins_with_next_skips_nothing(talk: Opens, language: str, said: str) -> None:
    person = affirmed(named(talk(language, "member"))).presses("apl").says("Two people")
    person.says("2").says(said).expects("membership.commitment_more")
    assert person.answer("membership.commitment_period") == said


def test_who_says_once_more_that_they_want_to_join_goes_on(talk: Opens) -> None:
    person = talk("sv", "member").means("vi vill bli medlemmar", "join_membership")
    person.expects("membership.organisation_number", "form-already")
    assert "membership-intro" not in person.keys


def test_not_yet_is_no_correction_of_the_name(talk: Opens) -> None:
    person = talk("sv", "member").presses("none").says("Farsta Språkvänner").says("nej det är vi inte än")
    person.expects("membership.organisation_type")
    assert person.answer("membership.member") == "no"
    assert person.answer("membership.organisation_name") == "Farsta Språkvänner"


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_example_of_a_goal_is_taken_as_one(talk: Opens, language: str) -> None:
    example = talk(language).texts.say("membership-commitment_goal-example", language)
    goal = re.split("[”“«»]", example)[1]
    person = affirmed(named(talk(language, "member"))).presses("internship").says(goal)
    person.expects("membership.commitment_number")
    assert person.answer("membership.commitment_goal") == goal


def test_joining_in_words_opens_the_form(talk: Opens) -> None:
    person = talk("en").says("we want to become a member").expects("membership.organisation_number")
    assert "membership-intro" in person.keys


ALL_AT_ONCE = [
    ("sv", "Vi är en ideell förening, vi har 12 anställda, www.bron.example, karin@example.org, 070-174 06 05"),
    ("en", "We are an association, we have 12 employees, www.bron.example, karin@example.org, 070-174 06 05"),
    ("uk", "Ми громадське об'єднання, у нас 12 працівників, www.bron.example, karin@example.org, 070-174 06 05"),
]


@pytest.mark.parametrize("language, said", ALL_AT_ONCE)
def test_what_is_said_at_once_is_not_asked_again(talk: Opens, language: str, said: str) -> None:
    person = talk(language, "member").says(said).expects("membership.organisation_number", "noted-too")
    steps = ("organisation_type", "size", "homepage", "contact_email", "contact_phone")
    assert [person.answer(f"membership.{step}") for step in steps] == [
        "association", "10_49", "https://www.bron.example", "karin@example.org", "+46701740605",
    ]  # fmt: skip
    person.presses("none").says("Bron").presses("no").expects("membership.contact_name")


def test_the_diagram_shows_the_loop_and_what_staff_decide() -> None:
    drawn = draw(FLOWS["membership"])
    assert "membership_commitment_more -->|yes| membership_commitment_form" in drawn
    assert drawn.count("where staff have decided so") == 3
    assert "member([offer.person])" in drawn


def test_what_a_form_asks_depends_on_the_pact_and_on_nothing_else() -> None:
    off = fitted(FLOWS, unedited())["membership"]
    asked = {q.step for q in FLOWS["membership"].questions} - {q.step for q in off.questions}
    assert asked == {"membership.russia_ties", "membership.russia_investments", "membership.russia_energy"}
    assert fitted(FLOWS, unedited())["arrival"] is FLOWS["arrival"]


def test_staff_read_the_name_that_the_register_has(talk: Opens) -> None:
    given = applied(finished(committed(talk("sv", "member"))))
    assert given["organisation_number_name"] == NAME
