"""Flow ``employer``: an organisation that offers something: work, a placement, mentors, a course, an idea, help.

Each kind is asked only what fits it, and nobody is refused. Where the ticket goes: ``dialogs.routing``.
"""

from dialogs.flow import (
    Choose,
    Day,
    Email,
    Flow,
    FreeText,
    Given,
    Number,
    OrganisationNumber,
    Phone,
    Places,
    Question,
    Registered,
    Review,
    Uncounted,
    Unregistered,
    YesNo,
)

WORK = ("job", "internship")
PEOPLE = (*WORK, "mentorship")
TOGETHER = ("course", "idea", "activity", "donation", "other")
FORMS = (
    "jobbpartner", "stockholmsmentor", "advisory_board", "social_clause", "innovation_meetings", "jobbspranget", "apl",
)  # fmt: skip
"""Ways to take part that an offer may name in words; the flow does not ask for them."""

_WORK = (Given("employer.kind", WORK),)
_PEOPLE = (Given("employer.kind", PEOPLE),)
_MENTORS = (Given("employer.kind", ("mentorship",)),)

EMPLOYER = Flow(
    name="employer",
    queue="employers",
    questions=(
        Question(step="employer.kind", kind=Choose((*PEOPLE, *TOGETHER))),
        Question(step="employer.form", kind=Choose(FORMS), asked=False),
        Question(step="employer.organisation_number", kind=OrganisationNumber()),
        Question(
            step="employer.organisation",
            kind=YesNo(),
            when=(Registered("employer.organisation_number"),),
        ),
        Question(
            step="employer.organisation_name",
            kind=FreeText(),
            when=(Unregistered("employer.organisation_number"),),
        ),
        Question(step="employer.message", kind=FreeText(), when=(Given("employer.kind", TOGETHER),)),
        Question(step="employer.occupation", kind=Places(), when=_PEOPLE),
        Question(
            step="employer.places", kind=Number(1, 999, words=True), when=(*_PEOPLE, Uncounted("employer.occupation"))
        ),
        Question(step="employer.mentor_languages", kind=FreeText(concept="language"), when=_MENTORS),
        Question(step="employer.mentor_hours", kind=Number(1, 160, unit=True), when=_MENTORS),
        Question(step="employer.start", kind=Day(("soon",), loose=True), when=_WORK),
        Question(step="employer.extent", kind=FreeText(options=("full_time", "part_time")), when=_WORK),
        Question(
            step="employer.collective_agreement",
            kind=Choose(("yes", "hangavtal", "no", "not_applicable")),
            when=_WORK,
        ),
        Question(step="employer.workplace", kind=FreeText(), when=_WORK),
        Question(
            step="employer.language_need",
            kind=FreeText(concept="language", options=("none", "basic", "independent")),
            when=_WORK,
        ),
        Question(step="employer.supervision", kind=YesNo(), when=_WORK),
        Question(step="employer.deadline", kind=Day(("open",), loose=True), when=_WORK),
        Question(step="employer.contact_name", kind=FreeText(bare=True)),
        Question(step="employer.contact_role", kind=FreeText(concept="role", bare=True)),
        Question(step="employer.contact_email", kind=Email()),
        Question(step="employer.contact_phone", kind=Phone()),
        Question(step="employer.member", kind=Choose(("yes", "no", "unsure"))),
        Question(step="employer.review", kind=Review()),
    ),
)
