"""The arrival's intake from the first message to the ticket, and where each kind of answer leads."""

import pytest

from dialogs.effects import DropTimer, OpenTicket, SetTimer
from tests.conversation import TO_REVIEW
from tests.dialogs.conftest import Opens

LANGUAGES = ("sv", "uk", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_message_is_the_notice_with_a_danger_button(talk: Opens, language: str) -> None:
    person = talk(language).expects("menu", "notice-web", "menu-ask")
    notice = person.heard[0]
    assert [c.value for c in notice.choices] == ["danger"]
    assert "112" in notice.text
    assert [c.value for c in person.heard[1].choices] == [
        "arrival",
        "question",
        "employer",
        "member",
        "person",
        "danger",
    ]


def test_telegram_is_told_of_in_telegram_only(talk: Opens) -> None:
    assert "Telegram" not in talk().heard[0].text


def test_no_storage_period_is_stated_until_the_city_has_set_one(talk: Opens) -> None:
    person = talk()
    assert "notice-period" not in person.keys
    person.content["retention"]["period"] = {"sv": "ett år", "uk": "рік", "en": "a year"}
    person.__post_init__()
    assert "ett år" in person.starts().words


@pytest.mark.parametrize("language", LANGUAGES)
def test_intake_by_buttons_ends_in_a_ticket(talk: Opens, language: str) -> None:
    person = talk(language).presses(*TO_REVIEW).expects("arrival.review")
    assert person.heard[-1].kind == "summary"
    person.presses("send").expects(None, "ways", "handover")
    (ticket,) = person.did(OpenTicket)
    assert (ticket.queue, ticket.priority, ticket.flow) == ("etableringscentrum", "normal", "arrival")
    handover = person.heard[-1]
    assert handover.kind == "handover"
    assert handover.ticket is not None
    assert ticket.reference in handover.text


def test_intake_in_words_in_ukrainian(talk: Opens) -> None:
    person = talk("uk").says("шукаю роботу").expects("arrival.adult")
    person.says("так, мені 34 роки").expects("arrival.stage")
    person.says("я вже отримала дозвіл").expects("arrival.municipality")
    person.says("живу в Стокгольмі").expects("arrival.registered")
    person.says("п'ять місяців").expects("arrival.needs")
    person.says("робота і шведська").expects("arrival.occupation")
    assert person.answer("arrival.needs") == "work,swedish"
    person.says("зварювальниця").expects("arrival.occupation_confirm")
    person.says("так").expects("arrival.years")
    person.says("шість").expects("arrival.education")
    assert person.answer("arrival.years") == "6"
    person.says("університет, економіка").expects("arrival.validation")
    person.says("не знаю").expects("arrival.swedish")
    person.says("трохи").expects("arrival.english")
    person.says("ні").expects("arrival.contact")
    person.says("тут у чаті").expects("arrival.interpreter")
    person.says("так, будь ласка").expects("arrival.statistics")
    person.says("пропустити").expects("arrival.review")
    person.says("надіслати").expects(None, "handover")


def test_every_question_can_be_skipped(talk: Opens) -> None:
    person = talk().presses("arrival")
    asked = []
    while person.conversation.step != "arrival.review":
        asked.append(person.conversation.step)
        person.presses("skip")
        assert len(asked) < 20
    person.presses("send").expects(None, "handover")
    assert asked[:3] == ["arrival.adult", "arrival.stage", "arrival.municipality"]


def test_statistics_never_stand_on_the_ticket(talk: Opens) -> None:
    person = talk().presses(*TO_REVIEW[:-1], "woman", "send")
    (ticket,) = person.did(OpenTicket)
    assert "arrival.statistics" not in {line.step for line in ticket.answers}
    assert person.answer("arrival.statistics") == "woman"


def test_staff_who_read_the_chat_do_not_see_the_answer_for_statistics(talk: Opens) -> None:
    person = talk("en").presses(*TO_REVIEW[:-1]).says("woman").expects("arrival.review")
    assert "oman" not in "".join(m.text for m in person.transcript[-2:])
    assert person.transcript[-2].text == person.texts.say("private-answer", "en")


def test_answers_on_the_ticket_are_contract_values(talk: Opens) -> None:
    person = talk("en").presses(*TO_REVIEW[:6]).says("Welder for 12 years").presses("yes")
    assert person.answer("arrival.years") == "12"
    person.presses("university", "unsure", "none", "basic", "email").says("olena@example.org").says("after 16")
    person.presses("yes", "skip", "send")
    (ticket,) = person.did(OpenTicket)
    values = {line.step: line.value for line in ticket.answers}
    assert values["arrival.stage"] == "permit"
    assert values["arrival.needs"] == "work,internship"
    assert values["arrival.occupation"] == "Welder for 12 years"
    assert values["arrival.contact_detail"] == "olena@example.org"


GATES = [
    (("minor_alone",), "offer.urgent", "urgent", ["social_services"]),
    (("adult", "not_applied"), "offer.person", "general", ["apply"]),
    (("adult", "waiting"), "offer.person", "general", ["waiting", "civil_society"]),
]


@pytest.mark.parametrize("answers, offer, queue, ways", GATES)
def test_gates_tell_the_way_and_only_offer_a_person(
    talk: Opens, answers: tuple[str, ...], offer: str, queue: str, ways: list[str]
) -> None:
    person = talk().presses("arrival", *answers).expects(offer, "ways")
    assert person.did(OpenTicket) == []
    for way in ways:
        assert person.texts.say(f"way-{way}", "sv", municipality="") in person.words
    person.presses("yes")
    (ticket,) = person.did(OpenTicket)
    assert (ticket.queue, ticket.priority) == (queue, "urgent" if queue == "urgent" else "normal")


@pytest.mark.parametrize("answers, offer, queue, ways", GATES)
def test_a_declined_offer_opens_no_ticket(
    talk: Opens, answers: tuple[str, ...], offer: str, queue: str, ways: list[str]
) -> None:
    person = talk().presses("arrival", *answers, "no").expects("menu")
    assert person.did(OpenTicket) == []
    assert person.conversation.cases == ()


def test_another_municipality_is_named_and_may_leave_a_case(talk: Opens) -> None:
    person = talk().presses("arrival", "adult", "permit").says("Solna").expects("offer.person", "ways")
    assert "Solna" in person.words
    person.presses("yes")
    assert person.did(OpenTicket)[0].queue == "general"


ROUTES = [
    ("permit", "stockholm", "under_12_months", "work", "etableringscentrum", ("competence_mapping",)),
    ("permit", "stockholm", "registered", "work", "etableringscentrum",
     ("competence_mapping", "introduction_programme")),
    ("permit", "stockholm", "12_months_or_more", "housing", "general", ("tax_agency", "housing")),
    ("permit", "stockholm", "under_12_months", "mentor", "mentors", ("mentor",)),
    ("permit", "stockholm", "under_12_months", "validation,health", "etableringscentrum",
     ("competence_mapping", "validation", "health")),
    ("permit", "stockholm", "under_12_months", "swedish,school,permit", "general", ("swedish", "school", "permit")),
    ("permit", "stockholm", "under_12_months", "other", "general", ("welcome_house",)),
    ("other", "stockholm", None, "work", "general", ("welcome_house",)),
    ("permit", "unsure", "under_12_months", "work", "general", ("welcome_house",)),
]  # fmt: skip


@pytest.mark.parametrize("stage, place, registered, needs, queue, ways", ROUTES)
def test_answers_lead_to_ways_and_queue(
    talk: Opens, stage: str, place: str, registered: str | None, needs: str, queue: str, ways: tuple[str, ...]
) -> None:
    person = talk().presses("arrival", "adult", stage, place, *([registered] if registered else []), needs)
    while person.conversation.step != "arrival.review":
        person.presses("skip")
    person.presses("send")
    (ticket,) = person.did(OpenTicket)
    assert (ticket.queue, ticket.routes) == (queue, ways)


def test_a_regulated_profession_gets_the_licence_route(talk: Opens) -> None:
    person = talk("uk").presses(*TO_REVIEW[:6]).says("медсестра").presses("yes")
    while person.conversation.step != "arrival.review":
        person.presses("skip")
    assert "licence" in person.presses("send").did(OpenTicket)[0].routes


def test_several_facts_in_one_message_fill_several_answers(talk: Opens) -> None:
    person = talk("en").presses(*TO_REVIEW[:3]).says("I live in Stockholm, I worked as a welder for 12 years")
    assert person.answer("arrival.municipality") == "stockholm"
    assert person.answer("arrival.years") == "12"
    assert "noted-too" in person.keys


def test_the_promise_counts_the_queues_hours(talk: Opens) -> None:
    person = talk().presses(*TO_REVIEW, "send")
    assert "promise" not in person.keys
    later = talk()
    days = {day: ["09:00", "16:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    later.content["hours"] = {"etableringscentrum": {"days": days, "answer_within_hours": 7}}
    later.presses(*TO_REVIEW, "send").expects(None, "promise")
    assert "torsdag 21 maj" in later.words


@pytest.mark.parametrize(
    "entry, step",
    [("arrival", "arrival.adult"), ("work", "arrival.adult"), ("employer", "employer.kind"),
     ("offer", "employer.kind"), ("member", "membership.organisation_number"),
     ("mentor", "employer.organisation_number"), ("spring-2026", "menu"), (None, "menu")],
)  # fmt: skip
def test_entry_links_open_their_flow_and_other_words_are_kept_for_the_reports(
    talk: Opens, entry: str | None, step: str
) -> None:
    person = talk("en", entry).expects(step, "notice-web")
    assert person.conversation.entry == entry


def test_a_letter_goes_to_staff_word_for_word(talk: Opens) -> None:
    person = talk("sv").presses("question").means("Dörren hos er går inte att öppna").presses("send")
    (ticket,) = person.did(OpenTicket)
    assert ticket.queue == "general"
    assert [line.value for line in ticket.answers] == ["Dörren hos er går inte att öppna"]


def test_an_open_form_is_recalled_and_a_sent_one_is_not(talk: Opens) -> None:
    person = talk().presses("arrival")
    assert [t.kind for t in person.did(SetTimer)] == ["reminder"]
    person.presses(*TO_REVIEW[1:], "send")
    assert [t.kind for t in person.did(DropTimer)] == ["reminder"]


@pytest.mark.parametrize("language, said", [("en", "I'm 16"), ("sv", "jag är 17"), ("uk", "мені 16 років")])
def test_who_is_under_eighteen_is_asked_whether_an_adult_is_there(talk: Opens, language: str, said: str) -> None:
    person = talk(language).presses("arrival").says(said).expects("arrival.adult", "arrival-adult-minor-ask")
    assert person.buttons == ["minor_with_guardian", "minor_alone"]
    person.presses("minor_alone").expects("offer.urgent")


@pytest.mark.parametrize("said, value, step", [
    ("ja", "minor_with_guardian", "arrival.stage"), ("nej", "minor_alone", "offer.urgent"),
    ("ensam", "minor_alone", "offer.urgent"), ("med mamma", "minor_with_guardian", "arrival.stage"),
    ("jag är 34 år", "adult", "arrival.stage"),
])  # fmt: skip
def test_yes_then_means_that_an_adult_is_there(talk: Opens, said: str, value: str, step: str) -> None:
    person = talk("sv").presses("arrival").says("jag är 16").says(said).expects(step)
    assert person.answer("arrival.adult") == value


@pytest.mark.parametrize("language, said", [
    ("en", "I'm 16 and I came on my own"), ("sv", "jag är 16 och ensam"), ("uk", "мені 16 років, я приїхала сама"),
])  # fmt: skip
def test_who_is_under_eighteen_and_alone_is_heard_at_once(talk: Opens, language: str, said: str) -> None:
    person = talk(language).presses("arrival").says(said).expects("offer.urgent", "ways")
    assert person.answer("arrival.adult") == "minor_alone"
    assert "arrival-adult-minor-ask" not in person.keys


def test_a_button_is_not_asked_about(talk: Opens) -> None:
    assert "arrival-adult-minor-ask" not in talk("en").presses("arrival", "minor_with_guardian").keys


def test_the_ticket_has_the_occupations_code_and_the_person_is_spared_it(talk: Opens) -> None:
    person = talk("sv").presses("arrival", "adult", "permit", "stockholm", "under_12_months", "work")
    person.says("svetsare")
    assert "SSYK" not in person.words
    person.presses("yes", *"skip skip none basic here no prefer_not".split()).expects("arrival.review")
    assert "SSYK" not in person.words
    person.presses("send")
    assert person.plan is not None
    (opening,) = [t for t in person.plan._lasting()["tickets"] if t.reference == person.conversation.cases[0].reference]
    labels = {line.step: line.label for line in opening.ticket.answers}
    assert labels["arrival.occupation_confirm"] == "Yrket svetsare (SSYK 7212) stämmer"


@pytest.mark.parametrize(
    "said,shown", [("yes", "Occupation: welder\n"), ("no", "Occupation: I was a welder for years\n")]
)
def test_an_occupation_is_shown_as_it_was_agreed_and_else_as_it_was_said(talk: Opens, said: str, shown: str) -> None:
    person = talk("en").presses("arrival", "adult", "permit", "stockholm", "under_12_months", "work")
    person.says("I was a welder for years").expects("arrival.occupation_confirm")
    person.presses(said, *"skip skip none basic here no prefer_not".split()).expects("arrival.review")
    assert shown in person.words
