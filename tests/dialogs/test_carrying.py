"""What was told of an organisation once is not asked again, in this form or in another."""

import pytest

from dialogs.carrying import remember, take_over
from dialogs.conversation import Answer, Conversation
from dialogs.draft import Context, Draft
from dialogs.flow import Choose, Email, Flow, FreeText, OrganisationNumber, Question, Registered, Review, YesNo
from tests.conversation import MORNING


def form(name: str, *agreements: str) -> Flow:
    return Flow(
        name=name,
        queue="general",
        questions=(
            Question(step=f"{name}.organisation_number", kind=OrganisationNumber()),
            Question(step=f"{name}.organisation", kind=YesNo(), when=(Registered(f"{name}.organisation_number"),)),
            Question(step=f"{name}.contact_email", kind=Email()),
            Question(step=f"{name}.collective_agreement", kind=Choose(agreements)),
            Question(step=f"{name}.wish", kind=FreeText()),
            Question(step=f"{name}.review", kind=Review()),
        ),
    )


FLOWS = {"one": form("one", "yes", "no"), "two": form("two", "yes", "other")}
TOLD = {
    "one.organisation_number": Answer(("556002-1361",)),
    "one.organisation_number_name": Answer(("Kök AB",)),
    "one.organisation": Answer(("yes",)),
    "one.contact_email": Answer(("a@example.org",)),
    "one.collective_agreement": Answer(("yes",)),
    "one.wish": Answer(("words",)),
}


def after(told: dict[str, Answer], *, flow: str = "two", sent: bool = True, open_flow: str | None = None) -> Draft:
    now = Conversation(id="c", channel="web", answers=told, sent=sent, flow=open_flow)
    draft = Draft(now, Context(now=MORNING, reference="IP-1"), FLOWS)
    remember(draft)
    draft.change(answers={})
    take_over(draft, FLOWS[flow])
    return draft


def taken(draft: Draft) -> dict[str, str]:
    return {step: answer.value for step, answer in draft.now.answers.items()}


def test_the_next_form_has_the_organisation_and_the_contact_and_nothing_else() -> None:
    draft = after(TOLD)
    assert taken(draft) == {
        "two.organisation_number": "556002-1361",
        "two.organisation_number_name": "Kök AB",
        "two.organisation": "yes",
        "two.contact_email": "a@example.org",
        "two.collective_agreement": "yes",
    }
    assert [effect.key for effect in draft.effects if hasattr(effect, "key")] == ["carried"]


def test_a_second_offer_has_it_too() -> None:
    assert "one.contact_email" in taken(after(TOLD, flow="one"))


def test_what_is_begun_anew_is_asked_anew() -> None:
    assert taken(after(TOLD, flow="one", sent=False, open_flow="one")) == {}


def test_an_answer_that_the_question_does_not_have_is_asked() -> None:
    draft = after({"one.collective_agreement": Answer(("no",))})
    assert taken(draft) == {}
    assert draft.effects == []


@pytest.mark.parametrize("name", ["organisation_number", "organisation_number_name", "organisation"])
def test_an_organisation_that_was_not_theirs_is_not_taken_over(name: str) -> None:
    assert f"two.{name}" not in taken(after({**TOLD, "one.organisation": Answer(("no",))}))
