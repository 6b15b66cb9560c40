"""Commands and answers are understood as people write them, in four languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogs.answers import reading_name
from dialogs.flow import FreeText
from dialogs.flows import FLOWS
from nlu.rules import Rules
from nlu.understanding import Understanding

MESSAGES = Path(__file__).parent / "messages"
ARRIVAL = FLOWS["arrival"]
STEPS = tuple(q.step for q in ARRIVAL.questions)
# Free text in which no particular value is expected.
ANYTHING = "answer:*"
OTHER_FORMS = frozenset(("affirm", "deny", "seek_work", "offer_job", "join_membership", "out_of_scope"))


def messages() -> Iterator[tuple[str, str, str]]:
    """step, message, outcome."""
    for file in sorted(MESSAGES.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            step, text, outcome = line.split("\t")
            yield step, text, outcome


def asked(step: str) -> str:
    question = ARRIVAL.question(step)
    return reading_name(question) if question else step


def understand(rules: Rules, step: str, text: str) -> Understanding:
    others = (s for s in STEPS if s != step)
    return rules.understand(text, language="en", expects=(asked(step), *others))


def outcome(heard: Understanding, step: str) -> str:
    """What a form makes of it: a whole command, an answer, a command among other words."""
    if step == "menu":
        return _at_menu(heard)
    command = f"command:{heard.intent.name}" if heard.intent.name not in OTHER_FORMS else "unclear"
    if heard.whole and command != "unclear":
        return command
    if answer := _answer(heard, step):
        return f"answer:{answer}"
    return command


def _at_menu(heard: Understanding) -> str:
    if heard.intent.name == "seek_work" or heard.reading("menu") == ("arrival",):
        return "flow:arrival"
    return f"command:{heard.intent.name}"


def _answer(heard: Understanding, step: str) -> str | None:
    question = ARRIVAL.question(step)
    assert question is not None
    read = heard.reading(asked(step))
    if isinstance(question.kind, FreeText):
        return heard.entity("occupation") or heard.text
    if len(read) == 1 or (read and step == "arrival.needs"):
        return ",".join(read)
    entity = {"arrival.municipality": "municipality", "arrival.years": "number"}.get(step)
    return heard.entity(entity) if entity and not read else None


@pytest.mark.parametrize("step, text, expected", list(messages()))
def test_what_people_write_is_understood(calm: Rules, step: str, text: str, expected: str) -> None:
    found = outcome(understand(calm, step, text), step)
    assert found.startswith("answer:") if expected == ANYTHING else found == expected


@pytest.mark.parametrize("text", [
    "я була менеджером, допомагала людям", "I used to help people who were lost", "jag hjälpte människor att hitta hem",
    "я оператор", "работала оператором станка", "I started my own business and sold it", "restartade en butik",
    "I changed my profession twice", "stop-motion animator", "next to my studies I cooked", "jag är handläggare",
])  # fmt: skip
def test_work_told_in_free_words_is_no_command(rules: Rules, text: str) -> None:
    assert not understand(rules, "arrival.occupation", text).whole


@pytest.mark.parametrize("text, intent", [
    ("/start", "restart"), ("/status", "ask_status"), ("/delete@stra_bot", "delete_my_data"), ("/help now", "help"),
])  # fmt: skip
def test_commands_of_the_menu_are_known(rules: Rules, text: str, intent: str) -> None:
    heard = rules.understand(text, language="sv")
    assert (heard.intent.name, heard.whole) == (intent, True)


def test_an_unknown_slash_command_is_a_message(rules: Rules) -> None:
    assert not rules.understand("/dance", language="sv").whole


@pytest.mark.parametrize("text, whole", [
    ("go back please", True), ("hej, kan vi gå tillbaka tack", True), ("будь ласка, пропустіть це питання", True),
    ("I went back to school and skipped a class there", False), ("call me tomorrow at five", False),
])  # fmt: skip
def test_a_command_is_whole_when_little_else_is_said(calm: Rules, text: str, *, whole: bool) -> None:
    assert calm.understand(text, language="en").whole is whole


def test_call_me_is_an_answer_where_the_way_to_be_reached_is_asked(calm: Rules) -> None:
    heard = understand(calm, "arrival.contact", "ring mig")
    assert (heard.reading("arrival.contact"), heard.whole) == (("phone",), False)
    assert calm.understand("ring mig", language="sv").intent.name == "talk_to_human"


def test_one_message_answers_several_questions(calm: Rules) -> None:
    heard = understand(calm, "arrival.occupation", "I'm a welder, 12 years, live in Solna, B2 English, no Swedish")
    assert heard.entity("occupation") == "svetsare"
    assert heard.reading("arrival.years") == ("12",)
    assert heard.reading("arrival.municipality") == ("Solna",)
    assert heard.reading("arrival.swedish") == ("none",)


@pytest.mark.parametrize("text", [
    "I'm a welder, I am 34 years old", "я зварювальник, мені 34 роки", "jag är svetsare, 34 år gammal",
    "я зварювальник, живу в Швеції 2 роки",
])  # fmt: skip
def test_age_and_time_in_sweden_are_no_years_at_work(calm: Rules, text: str) -> None:
    assert (
        calm.understand(text, language="en", expects=("arrival.adult", "arrival.years")).reading("arrival.years") == ()
    )


def test_twelve_years_alone_are_not_years_at_work_where_something_else_is_asked(calm: Rules) -> None:
    expects = ("arrival.registered", "arrival.years")
    assert calm.understand("2 years", language="en", expects=expects).reading("arrival.years") == ()


def test_years_are_told_apart_from_age_where_years_are_asked(calm: Rules) -> None:
    heard = understand(calm, "arrival.years", "мені 34, досвід 9 років")
    assert heard.reading("arrival.years") == ("9",)


@pytest.mark.parametrize("text", [
    "no, I live in Solna", "ні, живу в Сольні", "nej, jag bor i Solna", "No I live in Solna",
])  # fmt: skip
def test_a_no_before_a_statement_does_not_undo_it(calm: Rules, text: str) -> None:
    expects = ("yes_no", "arrival.municipality")
    heard = calm.understand(text, language="en", expects=expects)
    assert heard.reading("yes_no") == ("no",)
    assert heard.reading("arrival.municipality") == ("Solna",)


@pytest.mark.parametrize("text", [
    "I have no permit", "jag har inte fått uppehållstillstånd", "не маю дозволу", "у меня нет разрешения",
    "дозволу немає", "разрешения нет",
])  # fmt: skip
def test_a_denied_permit_is_no_permit(calm: Rules, text: str) -> None:
    assert "permit" not in understand(calm, "arrival.stage", text).reading("arrival.stage")


@pytest.mark.parametrize(
    "text, value",
    [
        ("I'm under 18", "minor"), ("jag är 16", "minor"), ("мені 17", "minor"), ("мне нет 18", "minor"),
        ("I'm 16", "minor"), ("jag är 17 och ensam", "minor_alone"), ("I'm 16 and came on my own", "minor_alone"),
        ("мені 16 років, я приїхала сама", "minor_alone"), ("мне 16, я тут одна", "minor_alone"),
        ("jag är 15 och bor med mamma", "minor_with_guardian"), ("jag är 18", "adult"), ("мені 34 роки", "adult"),
    ],
)  # fmt: skip
def test_an_age_says_whether_somebody_is_a_minor_and_alone_if_said(calm: Rules, text: str, value: str) -> None:
    assert understand(calm, "arrival.adult", text).reading("arrival.adult") == (value,)


@pytest.mark.parametrize("text", ["min son är 16", "I have a 16 year old daughter", "16 år i Sverige", "мамі 45"])
def test_somebody_elses_age_is_not_the_persons(calm: Rules, text: str) -> None:
    assert understand(calm, "arrival.adult", text).reading("arrival.adult") == ()


@pytest.mark.parametrize(
    "text, wish",
    [
        ("jag har fått jobb, ni kan stänga ärendet", "close"), ("avsluta ärendet", "close"),
        ("I found a job, close it", "close"), ("please close my case", "close"),
        ("знайшла роботу, закрийте звернення", "close"), ("закройте обращение, пожалуйста", "close"),
        ("öppna ärendet igen", "reopen"), ("open my case again", "reopen"), ("відкрийте знову моє звернення", "reopen"),
        ("jag vill lägga till något i ärendet", "add"), ("I want to add something to my case", "add"),
        ("хочу щось додати до звернення", "add"),
    ],
)  # fmt: skip
def test_what_is_wanted_of_a_case_is_read_where_there_is_one(calm: Rules, text: str, wish: str) -> None:
    heard = calm.understand(text, language="sv", expects=("menu", "case"))
    assert heard.reading("case") == (wish,)
    assert calm.understand(text, language="sv", expects=("menu",)).reading("case") == ()


@pytest.mark.parametrize(
    "text", ["they closed the shop where I worked", "restaurangen stängdes", "close my bank account", "is it closed?"]
)
def test_closing_something_else_is_no_wish_about_a_case(calm: Rules, text: str) -> None:
    assert calm.understand(text, language="en", expects=("menu", "case")).reading("case") == ()


def test_two_answers_to_one_question_are_both_told(calm: Rules) -> None:
    read = understand(calm, "arrival.contact", "telefon eller mejl").reading("arrival.contact")
    assert set(read) == {"phone", "email"}


def test_ukrainian_in_latin_letters_is_understood(calm: Rules) -> None:
    assert understand(calm, "arrival.needs", "shukayu robotu i zhytlo").reading("arrival.needs") == ("work", "housing")


def test_the_ranking_holds_every_intent_found(calm: Rules) -> None:
    heard = calm.understand("go back, I wrote it wrong", language="en")
    assert {"back", "change_answer"} <= {intent.name for intent in heard.intent_ranking}
    assert heard.intent == heard.intent_ranking[0]


def test_nothing_known_is_out_of_scope(rules: Rules) -> None:
    heard = rules.understand("blå elefanter på taket", language="sv")
    assert (heard.intent.name, heard.whole, heard.readings) == ("out_of_scope", False, ())
