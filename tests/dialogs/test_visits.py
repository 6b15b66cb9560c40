"""Visits in the chat: proposed by staff, taken, moved and cancelled by whoever it is; only the calendar gives times."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.render import show_moment
from dialogs.conversation import Visit
from dialogs.effects import Call, DropTimer, MoveTicket, SetTimer, WakeTicket
from dialogs.events import Answered, VisitCancelled, VisitMoved, VisitProposed
from dialogs.visit_words import reminder_of
from tests.conversation import Talk
from tests.dialogs.conftest import Opens

LANGUAGES = ("sv", "uk", "en")
# The day of the tests is Wednesday 20 May 2026; these are Monday 9:00, Monday 13:00, Wednesday 9:00 in Stockholm.
TIMES = tuple(datetime(2026, 5, day, hour, tzinfo=UTC) for day, hour in ((25, 7), (25, 11), (27, 7)))
LATER = (datetime(2026, 6, 1, 7, tzinfo=UTC), datetime(2026, 6, 2, 7, tzinfo=UTC))


def with_case(talk: Opens, language: str = "uk", **more: Any) -> Talk:
    return talk(language, **more).presses("person")


def reference_of(person: Talk) -> str:
    return person.conversation.cases[0].reference


def staff(person: Talk) -> dict[str, Any]:
    return {"id": f"desk-{person.turns}", "at": person.now, "reference": reference_of(person), "staff": "Anna"}


def propose(person: Talk, **more: Any) -> Talk:
    told = {"place": "welcome_house", "times": TIMES, "minutes": 60, "host": "Anna A", **more}
    return person.gets(VisitProposed(**staff(person), **told))


def visit(person: Talk) -> Visit:
    (found,) = person.conversation.visits
    return found


def answers(person: Talk, result: str, *free: datetime, number: int | None = None) -> Talk:
    told = {
        "result": result,
        "number": str(visit(person).number if number is None else number),
        "free": ",".join(at.isoformat() for at in free),
    }
    about = reference_of(person)
    key = f"call-{person.turns}-{result}"
    return person.gets(Answered(id=key, at=person.now, call=key, result=told, backend="visits", about=about))


def button(person: Talk, at: datetime) -> str:
    return f"time:{reference_of(person)}:{at:%Y%m%dT%H%MZ}"


def booked(person: Talk, at: datetime = TIMES[0]) -> Talk:
    return answers(propose(person).presses(button(person, at)), "booked")


def calls(person: Talk) -> list[tuple[str, str]]:
    return [(c.operation, c.payload["number"]) for c in person.did(Call) if c.backend == "visits"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_are_buttons_with_day_and_hour_in_the_persons_language(talk: Opens, language: str) -> None:
    person = propose(with_case(talk, language)).expects("offer.visit")
    labels = [choice.label for choice in person.heard[-1].choices][:3]
    assert labels[0] == {
        "sv": "måndag 25 maj kl. 09:00", "uk": "понеділок, 25 травня, 09:00", "en": "Monday 25 May, 09:00",
    }[language]  # fmt: skip
    assert "Anna A" in person.words
    assert person.texts.say("visit-address-unknown", language) in person.words
    (moved,) = person.did(MoveTicket)
    assert (moved.change, moved.reference) == ("visit_proposed", reference_of(person))


def test_the_address_is_told_where_leads_have_filled_it_in(talk: Opens) -> None:
    person = with_case(talk)
    person.content["contacts"] = {"welcome_house": {"address": {"sv": "Gatan 1", "uk": "Gatan 1, двір"}}}
    assert "Gatan 1, двір" in propose(person).words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_is_the_persons_only_when_the_calendar_says_so(talk: Opens, language: str) -> None:
    person = propose(with_case(talk, language))
    person.presses(button(person, TIMES[1]))
    assert person.keys[0] == "visit-asking"
    assert visit(person).at is None
    (call,) = person.did(Call)
    assert call.payload == {
        "reference": reference_of(person), "number": "1", "place": "welcome_house", "minutes": "60",
        "start": TIMES[1].isoformat(),
    }  # fmt: skip
    answers(person, "booked")
    said = next(m for m in person.heard if m.key == "visit-booked")
    assert said.language == language
    assert [link.url for link in said.links] == [f"/chat/visit/{reference_of(person)}.ics"]
    assert [c.value.partition(":")[0] for c in said.choices] == ["move", "unbook"]
    assert visit(person).at == TIMES[1]
    (told,) = person.did(MoveTicket)
    assert (told.change, "13:00" in str(person.texts.words(told.told, "sv"))) == ("visit_booked", True)


@pytest.mark.parametrize(
    "language,words,at",
    [
        ("sv", "den andra", 1),
        ("sv", "måndag 9:00", 0),
        ("sv", "på måndag klockan 13", 1),
        ("sv", "27 maj", 2),
        ("uk", "перший", 0),
        ("uk", "понеділок, 25 травня, 13:00", 1),
        ("uk", "27 травня о 9:00", 2),
        ("en", "the last one", 2),
        ("en", "Monday at 13:00", 1),
        ("en", "May 27 please", 2),
        ("sv", "kan ta den klockan ett", 1),
        ("sv", "13 blir bra", 1),
        ("sv", "onsdag nio", 2),
        ("uk", "давайте о першій", 1),
        ("uk", "о тринадцятій", 1),
        ("uk", "у середу на дев’яту", 2),
        ("uk", "в час", 1),
        ("en", "one o'clock is fine, so at one", 1),
        ("en", "Wednesday nine", 2),
    ],
)
def test_a_time_is_taken_in_words(talk: Opens, language: str, words: str, at: int) -> None:
    person = propose(with_case(talk, language)).says(words)
    assert person.keys[0] == "visit-asking", person.words
    assert visit(person).wanted == TIMES[at]


@pytest.mark.parametrize("words", ["måndag", "9:00", "fredag 9:00", "10:00", "klockan nio", "halv ett", "tio", "11"])
def test_words_that_fit_several_times_or_none_take_none(talk: Opens, words: str) -> None:
    person = propose(with_case(talk, "sv")).says(words)
    assert calls(person) == []
    assert person.conversation.step == "offer.visit"
    assert person.heard[-1].key == "offer-visit-example"


def test_what_is_no_time_twice_goes_to_staff_and_the_times_stay(talk: Opens) -> None:
    person = propose(with_case(talk, "sv")).says("Det beror på barnen").says("De slutar skolan tidigt")
    assert [w.reference for w in person.did(WakeTicket)] == [reference_of(person)]
    assert person.conversation.step == "offer.visit"


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_comes_second_hears_it_plainly_and_gets_new_times(talk: Opens, language: str) -> None:
    person = propose(with_case(talk, language))
    person.presses(button(person, TIMES[0]))
    answers(person, "taken", *LATER)
    assert person.keys == ["visit-taken", "offer-visit-ask"]
    assert person.buttons[:2] == [button(person, at) for at in LATER]
    assert visit(person).at is None
    answers(person.presses(button(person, LATER[1])), "booked")
    assert visit(person).at == LATER[1]


def test_with_no_time_left_staff_are_told(talk: Opens) -> None:
    person = propose(with_case(talk))
    answers(person.presses(button(person, TIMES[0])), "taken")
    assert person.keys[:2] == ["visit-taken", "visit-none-left"]
    assert person.did(WakeTicket)


def test_staff_cancel_while_the_person_takes_a_time(talk: Opens) -> None:
    person = propose(with_case(talk))
    old = button(person, TIMES[0])
    person.gets(VisitCancelled(**staff(person), text="Jag är sjuk."))
    assert person.keys[0] == "visit-withdrawn"
    assert "Jag är sjuk." in person.words
    person.presses(old)
    assert (person.keys, calls(person)) == (["visit-over"], [("free", "1")])
    assert answers(person, "free", *LATER).buttons[0] == button(person, LATER[0])


def test_the_calendars_answer_to_a_request_that_was_overtaken_counts_for_nothing(talk: Opens) -> None:
    person = propose(with_case(talk))
    person.presses(button(person, TIMES[0]))
    person.gets(VisitCancelled(**staff(person)))
    assert calls(person) == [("cancel", "2")]
    assert answers(person, "booked", number=1).keys == []
    assert not visit(person).coming


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_person_cancels_by_button(talk: Opens, language: str) -> None:
    person = booked(with_case(talk, language))
    person.presses(f"unbook:{reference_of(person)}")
    assert person.keys[0] == "visit-cancelled"
    assert person.heard[0].links[0].url.endswith(".ics")
    assert calls(person) == [("cancel", "2")]
    assert [m.change for m in person.did(MoveTicket)] == ["visit_cancelled"]
    assert person.did(WakeTicket)
    assert [t.kind for t in person.did(DropTimer)] == [f"visit.{reference_of(person)}"]
    person.presses(f"unbook:{reference_of(person)}")
    assert (person.keys, calls(person)) == (["visit-none"], [])


@pytest.mark.parametrize(
    "language,words",
    [
        ("sv", "Jag vill avboka besöket"),
        ("sv", "avboka"),
        ("sv", "Jag kan inte komma"),
        ("sv", "Jag kan tyvärr inte komma"),
        ("uk", "Я хочу скасувати зустріч"),
        ("uk", "не зможу прийти"),
        ("uk", "отменить"),
        ("en", "please cancel my visit"),
        ("en", "I can't come"),
    ],
)
def test_cancelling_in_words_is_asked_about_once(talk: Opens, language: str, words: str) -> None:
    person = booked(with_case(talk, language)).says(words)
    assert person.keys == ["visit-cancel-ask"]
    assert visit(person).coming
    assert person.buttons == [f"move:{reference_of(person)}", f"unbook:{reference_of(person)}", "no"]
    assert person.presses(person.buttons[1]).keys[0] == "visit-cancelled"


@pytest.mark.parametrize(
    "language,words",
    [
        ("sv", "Kan jag boka om?"),
        ("sv", "jag behöver en annan tid"),
        ("uk", "Чи можна перенести зустріч?"),
        ("uk", "мені потрібен інший час"),
        ("en", "I need to reschedule"),
        ("en", "can I have another time"),
    ],
)
def test_moving_in_words_shows_the_free_times_and_keeps_the_old_one_until_then(
    talk: Opens, language: str, words: str
) -> None:
    person = booked(with_case(talk, language)).says(words)
    assert (person.keys[0], calls(person)) == ("visit-looking", [("free", "1")])
    answers(person, "free", TIMES[0], *LATER)
    assert person.buttons == [
        *(button(person, at) for at in LATER), f"notime:{reference_of(person)}", "no",
    ]  # fmt: skip
    assert visit(person).at == TIMES[0]
    person.presses(button(person, LATER[0]))
    assert calls(person) == [("book", "2")]
    answers(person, "booked")
    assert person.keys[0] == "visit-moved"
    assert (visit(person).at, visit(person).number) == (LATER[0], 2)


def test_keeping_the_time_changes_nothing(talk: Opens) -> None:
    person = answers(booked(with_case(talk, "sv")).says("boka om"), "free", *LATER).presses("no")
    assert (visit(person).at, calls(person)) == (TIMES[0], [])


def test_staff_move_and_the_person_hears_it_when_the_calendar_has_it(talk: Opens) -> None:
    person = booked(with_case(talk))
    person.gets(VisitMoved(**staff(person), time=LATER[0]))
    assert (person.keys, calls(person)) == ([], [("book", "2")])
    assert answers(person, "booked").keys[0] == "visit-moved-staff"


def test_staff_who_move_to_a_time_that_is_gone_see_it_on_the_ticket_and_nobody_else_does(talk: Opens) -> None:
    person = booked(with_case(talk))
    person.gets(VisitMoved(**staff(person), time=LATER[0]))
    answers(person, "taken", *LATER)
    assert (person.keys, visit(person).at) == ([], TIMES[0])
    assert [m.change for m in person.did(MoveTicket)] == ["visit_refused"]


def test_the_day_before_the_person_is_reminded_once(talk: Opens) -> None:
    person = booked(with_case(talk))
    (timer,) = person.did(SetTimer)
    assert (timer.kind, timer.at) == (
        f"visit.{reference_of(person)}",
        TIMES[0] - timedelta(days=1) + timedelta(hours=0),
    )
    assert person.texts.say("visit-reminded", person.language) in person.words
    person.now = timer.at
    assert person.timer(timer.kind).keys[0] == "visit-reminder"
    assert person.texts.say("visit-reminded", person.language) not in person.words


def test_no_reminder_is_promised_that_would_come_too_late(talk: Opens) -> None:
    person = with_case(talk)
    soon = person.now + timedelta(hours=20)
    answers(propose(person, times=(soon,)).presses(button(person, soon)), "booked")
    assert person.keys[0] == "visit-booked"
    assert not person.did(SetTimer)
    assert person.texts.say("visit-reminded", person.language) not in person.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_a_case_stands_tells_the_visit_that_is_to_come(talk: Opens, language: str) -> None:
    person = booked(with_case(talk, language))
    yours = person.texts.say("visit-yours", language, at=show_moment(TIMES[0], language))
    assert yours in person.says("/status").words
    person.now = TIMES[0]
    assert yours not in person.says("/status").words


def test_how_a_case_stands_tells_no_visit_that_is_cancelled(talk: Opens) -> None:
    person = booked(with_case(talk, "en"))
    assert "Your time" not in person.presses(f"unbook:{reference_of(person)}").says("/status").words


def test_a_visit_that_was_cancelled_is_not_reminded_of(talk: Opens) -> None:
    person = booked(with_case(talk))
    person.presses(f"unbook:{reference_of(person)}").waits(days=4)
    assert person.timer(f"visit.{reference_of(person)}").keys == []


@pytest.mark.parametrize(
    "at,reminded",
    [
        ("2026-05-25T07:00+02:00", "2026-05-24T08:00+02:00"),
        ("2026-05-25T13:30+02:00", "2026-05-24T13:30+02:00"),
        ("2026-05-25T21:00+02:00", "2026-05-24T19:00+02:00"),
        ("2026-03-29T09:00+02:00", "2026-03-28T09:00+01:00"),
    ],
)
def test_reminders_come_by_day(at: str, reminded: str) -> None:
    assert reminder_of(datetime.fromisoformat(at)) == datetime.fromisoformat(reminded)


def test_a_form_that_was_open_is_asked_again_below(talk: Opens) -> None:
    person = talk("sv").presses("arrival", "person")
    step = person.conversation.step
    propose(person).expects("offer.visit")
    person.presses(button(person, TIMES[0]))
    assert person.conversation.step == step
    assert answers(person, "booked").heard[-1].step == step


def test_no_time_fits_is_told_to_staff(talk: Opens) -> None:
    person = propose(with_case(talk, "en")).says("none of them work for me")
    assert person.keys[0] == "visit-none-fits"
    assert person.did(WakeTicket)
    assert [m.change for m in person.did(MoveTicket)] == ["visit_unsuited"]


def test_a_calendar_that_never_answers_is_told_to_both(talk: Opens) -> None:
    person = propose(with_case(talk))
    person.presses(button(person, TIMES[0]))
    about = reference_of(person)
    failed = {"failed": "no_answer"}
    person.gets(Answered(id="x", at=person.now, call="x", result=failed, backend="visits", about=about))
    assert person.keys == ["visit-failed"]
    assert person.did(WakeTicket)


def test_who_could_not_move_hears_that_the_old_time_holds(talk: Opens) -> None:
    person = propose(booked(with_case(talk)), times=LATER)
    person.presses(button(person, LATER[0]))
    about, failed = reference_of(person), {"failed": "no_answer"}
    person.gets(Answered(id="x", at=person.now, call="x", result=failed, backend="visits", about=about))
    assert person.keys == ["visit-failed", "visit-yours"]
    assert visit(person).at == TIMES[0]


def test_a_time_of_another_place_gives_back_the_one_that_is_agreed(talk: Opens) -> None:
    person = propose(booked(with_case(talk)), place="etableringscentrum", times=LATER)
    assert calls(person) == [("cancel", "2")]
    assert not visit(person).coming


def test_in_telegram_the_calendar_file_is_sent(talk: Opens) -> None:
    person = booked(with_case(talk, channel="telegram"))
    (file,) = [c for c in person.did(Call) if c.backend == "telegram"]
    assert (file.operation, file.payload) == (
        "send_visit", {"conversation": "talk", "reference": reference_of(person)},
    )  # fmt: skip
    said = next(m for m in person.heard if m.key == "visit-booked")
    assert said.links == ()


def test_words_about_something_else_are_no_visit(talk: Opens) -> None:
    person = booked(with_case(talk, "sv")).says("Jag vill flytta till Stockholm med min familj")
    assert calls(person) == []
    assert person.conversation.step is None
