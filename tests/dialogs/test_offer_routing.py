"""Who takes an organisation's offer, by the rows of the table of requirements that route somebody."""

import pytest

from dialogs.conversation import Answer
from dialogs.effects import OpenTicket
from dialogs.routing import queue_of_offer, routes_of_offer
from tests.conversation import Talk
from tests.dialogs.conftest import Opens
from tests.dialogs.employer import job_until_member


def offer(**given: str) -> dict[str, Answer]:
    return {f"employer.{name}": Answer((value,)) for name, value in given.items()}


def taken(**given: str) -> tuple[str, tuple[str, ...]]:
    return queue_of_offer(offer(**given)), routes_of_offer(offer(**given))


def noted(talk: Talk) -> str | None:
    return talk.answer("employer.form")


def test_r2_who_wants_to_work_with_the_city_reaches_employers_staff_seen_by_etableringscentrum() -> None:
    assert taken(kind="job", member="no") == ("employers", ("seen_by_etableringscentrum", "invited"))
    assert taken(kind="internship", member="unsure") == ("employers", ("seen_by_etableringscentrum", "invited"))


def test_r3_an_employer_with_jobs_is_invited_to_membership_as_well(talk: Opens) -> None:
    job = job_until_member(talk()).presses("no", "send").expects("offer.membership")
    (ticket,) = job.did(OpenTicket)
    assert ticket.queue == "employers"


def test_r3_a_member_with_jobs_gets_an_activity_and_no_invitation() -> None:
    assert taken(kind="job", member="yes") == ("employers", ("seen_by_etableringscentrum", "activity"))


@pytest.mark.parametrize("given", [{"kind": "activity"}, {"kind": "donation"}])
def test_r4_civil_society_reaches_welcome_house_and_is_invited(given: dict[str, str]) -> None:
    assert taken(**given, member="no") == ("etableringscentrum", ("invited",))


@pytest.mark.parametrize("number", ["none", "802400-1234", "702000-8350"])
def test_r4_an_association_that_seeks_cooperation_reaches_welcome_house(number: str) -> None:
    assert taken(kind="other", organisation_number=number, member="no")[0] == "etableringscentrum"


def test_r16_a_jobbpartner_reaches_employers_staff(talk: Opens) -> None:
    job = talk().means("Vi vill bli Jobbpartner och erbjuda jobb", "offer_job")
    assert noted(job) == "jobbpartner"
    assert taken(kind="job", form="jobbpartner")[0] == "employers"


def test_r17_a_stockholmsmentor_reaches_the_mentors_staff(talk: Opens) -> None:
    mentor = talk().means("Jag vill vara Stockholmsmentor", "offer_mentorship")
    assert noted(mentor) == "stockholmsmentor"
    assert taken(kind="mentorship", member="no") == ("mentors", ("invited",))


def test_r18_a_mentor_of_an_occupation_is_matched_by_staff(talk: Opens) -> None:
    mentor = talk("en").means("I am a welder and want to mentor two welders", "offer_mentorship")
    assert mentor.answer("employer.occupation") == "2 svetsare"
    assert queue_of_offer(mentor.conversation.answers) == "mentors"


def test_r19_advisory_board_reaches_the_pacts_staff(talk: Opens) -> None:
    board = talk().means("Vi vill vara med i Advisory Board", "offer_collaboration")
    assert noted(board) == "advisory_board"
    assert taken(kind="other", form="advisory_board", member="no") == ("membership", ("invited",))


def test_r20_a_supplier_with_a_social_clause_reaches_employers_staff(talk: Opens) -> None:
    supplier = talk().means("Vi har en social klausul i vårt avtal och erbjuder jobb", "offer_job")
    assert noted(supplier) == "social_clause"
    assert taken(kind="other", form="social_clause")[0] == "employers"
    assert taken(kind="idea", form="social_clause")[0] == "employers"


def test_r21_innovation_meetings_reach_the_pacts_staff(talk: Opens) -> None:
    meeting = talk().means("Vi vill komma på Innovationsträffar", "offer_collaboration")
    assert noted(meeting) == "innovation_meetings"
    assert taken(kind="other", form="innovation_meetings")[0] == "membership"


@pytest.mark.parametrize(
    "kind, queue",
    [
        ("job", "employers"),
        ("internship", "employers"),
        ("mentorship", "mentors"),
        ("course", "membership"),
        ("idea", "membership"),
    ],
)
def test_r23_two_tracks_work_and_ideas(kind: str, queue: str) -> None:
    assert taken(kind=kind)[0] == queue


def test_r25_people_match_people_and_nobody_is_ranked(talk: Opens) -> None:
    """The form says who matches, and asks nothing about an applicant."""
    opened = talk("en").presses("employer")
    assert "People bring employers and candidates together, not me." in opened.words


def test_r29_a_nonprofit_employer_with_jobs_is_an_employer() -> None:
    assert taken(kind="job", organisation_number="802400-1234")[0] == "employers"


def test_r33_jobbspranget_is_a_placement(talk: Opens) -> None:
    sprint = talk().means("Vi erbjuder praktik genom Jobbsprånget", "offer_internship")
    assert noted(sprint) == "jobbspranget"
    assert taken(kind="internship", form="jobbspranget")[0] == "employers"


def test_r35_a_study_association_with_a_course_reaches_the_pacts_staff() -> None:
    assert taken(kind="course", organisation_number="802400-1234", member="no") == ("membership", ("invited",))


def test_r35_a_social_enterprise_with_work_training_is_an_employer(talk: Opens) -> None:
    offered = talk().presses("employer").says("arbetsträning")
    assert offered.answer("employer.kind") == "internship"


def test_r40_an_idea_finds_its_way_into_the_city(talk: Opens) -> None:
    assert talk("en").presses("employer").says("We have an idea").answer("employer.kind") == "idea"
    assert taken(kind="idea", member="no") == ("membership", ("invited",))
