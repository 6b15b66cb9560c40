"""Flow ``arrival``: somebody new in Stockholm who looks for work. Routing rules R5–R17.

Every question can be skipped and is the same for everyone.
"""

from dialogs.flow import (
    Choose,
    ChooseSeveral,
    Contact,
    Exit,
    Flow,
    FreeText,
    Given,
    Municipality,
    NotGiven,
    Number,
    Question,
    Review,
    Suggested,
    YesNo,
)

LEVELS = ("none", "basic", "independent")

ARRIVAL = Flow(
    name="arrival",
    queue="etableringscentrum",
    questions=(
        Question(
            step="arrival.adult",
            # Who says no more than an age under eighteen may be alone: that decides who helps.
            kind=Choose(
                ("adult", "minor_with_guardian", "minor_alone"),
                narrowed=(("minor", ("minor_with_guardian", "minor_alone")),),
            ),
        ),
        Question(step="arrival.stage", kind=Choose(("not_applied", "waiting", "permit", "other"))),
        Question(step="arrival.municipality", kind=Municipality()),
        Question(
            step="arrival.registered",
            kind=Choose(("under_12_months", "12_months_or_more", "registered")),
            when=(Given("arrival.stage", ("permit",)),),
        ),
        Question(
            step="arrival.needs",
            kind=ChooseSeveral(
                ("work", "internship", "swedish", "validation", "mentor", "housing", "money", "health", "school",
                 "permit", "other")
            ),
        ),
        Question(step="arrival.occupation", kind=FreeText(concept="occupation")),
        Question(
            step="arrival.occupation_confirm",
            kind=YesNo(),
            when=(Suggested("arrival.occupation"),),
        ),
        Question(step="arrival.years", kind=Number(0, 70), when=(Given("arrival.occupation"),)),
        Question(
            step="arrival.education",
            kind=Choose(("none", "primary", "secondary", "vocational", "university"), words=True),
        ),
        Question(
            step="arrival.validation",
            kind=Choose(("yes", "no", "unsure")),
            when=(Given("arrival.education", ("vocational", "university")),),
        ),
        Question(step="arrival.swedish", kind=Choose(LEVELS)),
        Question(step="arrival.english", kind=Choose(LEVELS)),
        Question(step="arrival.contact", kind=Choose(("here", "phone", "email"))),
        Question(
            step="arrival.contact_detail",
            kind=Contact(chosen_in="arrival.contact"),
            when=(NotGiven("arrival.contact", ("here",)),),
        ),
        Question(step="arrival.safe_time", kind=FreeText(), when=(NotGiven("arrival.contact", ("here",)),)),
        Question(step="arrival.interpreter", kind=YesNo()),
        Question(
            step="arrival.statistics",
            kind=Choose(("woman", "man", "other", "prefer_not")),
            on_ticket=False,
        ),
        Question(step="arrival.review", kind=Review()),
    ),
    exits=(
        Exit(
            name="minor_alone",
            when=(Given("arrival.adult", ("minor_alone",)),),
            ways=("social_services",),
            offer="offer.urgent",
            queue="urgent",
        ),
        Exit(
            name="not_applied",
            when=(Given("arrival.stage", ("not_applied",)),),
            ways=("apply",),
            offer="offer.person",
            queue="general",
        ),
        Exit(
            name="waiting",
            when=(Given("arrival.stage", ("waiting",)),),
            ways=("waiting", "civil_society"),
            offer="offer.person",
            queue="general",
        ),
        Exit(
            name="elsewhere",
            when=(NotGiven("arrival.municipality", ("stockholm", "unsure")),),
            ways=("municipality", "employment_service"),
            offer="offer.person",
            queue="general",
        ),
    ),
)  # fmt: skip
