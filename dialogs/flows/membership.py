"""Flow ``membership``: an organisation applies for membership. Rules R1, R22, R36–R39; all are asked the same.

What staff edit (forms, affirmed texts, the minimum of commitments, the policy on Russia) is put in by ``fit``.
"""

from dataclasses import replace

from dialogs import pact_words
from dialogs.effects import Arg, Joined, Local
from dialogs.flow import (
    Choose,
    Email,
    Exit,
    Flow,
    FreeText,
    Given,
    Loop,
    Number,
    OrganisationNumber,
    Phone,
    Question,
    Registered,
    Review,
    Unregistered,
    Url,
    YesNo,
)
from dialogs.pact import AFFIRMATIONS, Pact, RussiaPolicy, unedited

NUMBER = "membership.organisation_number"
FORM = "membership.commitment_form"
AFFIRM = "membership.affirm_"
OFFERS = ("employer", "arrival")
"""What is promised in words sounds like an offer, or like a wish of those whom it is for."""
RUSSIA = ("membership.russia_ties", "membership.russia_investments", "membership.russia_energy")
COMMITMENT = (FORM, "membership.commitment_goal", "membership.commitment_number", "membership.commitment_period")


def fit(flow: Flow, pact: Pact) -> Flow:
    """The form as staff want it now: its words, its forms of participation, and whether Russia is asked about."""
    asked = (q for q in flow.questions if pact.russia.asks or q.step not in RUSSIA)
    return replace(
        flow,
        questions=tuple(_fit(question, pact) for question in asked),
        loops=tuple(replace(loop, least=pact.minimum) for loop in flow.loops),
        told={"goals": pact_words.tell_goals(pact.affirmed), "values": Local(dict(pact.values))},
    )


def _fit(question: Question, pact: Pact) -> Question:
    if question.step == FORM:
        names = {form.id: pact_words.form_name(form) for form in pact.forms}
        offered = tuple(form.id for form in pact.offered)
        # An empty line between them.
        lines = tuple(line for form in pact.offered for line in (pact_words.tell_form(form), ""))[:-1]
        return replace(question, kind=Choose(offered, names=names), told={"forms": Joined(lines)})
    name = question.step.removeprefix(AFFIRM)
    if name == question.step:
        return question
    told: dict[str, Arg] = {"text": Local(dict(pact.affirmations[name]))}
    if name == "goals":
        told["goals"] = pact_words.tell_goals(pact.affirmed)
    return replace(question, told=told, version=pact.version)


MEMBERSHIP = fit(
    Flow(
        name="membership",
        queue="membership",
        fit=fit,
        questions=(
            Question(step=NUMBER, kind=OrganisationNumber()),
            Question(step="membership.organisation", kind=YesNo(), when=(Registered(NUMBER),)),
            Question(step="membership.organisation_name", kind=FreeText(), when=(Unregistered(NUMBER),)),
            # Asked where the registry of members does not say it.
            Question(step="membership.member", kind=Choose(("yes", "no", "unsure")), read_as="employer.member"),
            Question(
                step="membership.organisation_type",
                kind=Choose(
                    ("private", "association", "nonprofit_welfare", "social_enterprise", "public", "city_company",
                     "trade_association", "recruiter", "study_association")
                ),
            ),
            Question(step="membership.size", kind=Choose(("none", "1_9", "10_49", "50_249", "250_or_more"))),
            Question(step="membership.homepage", kind=Url()),
            Question(step="membership.contact_name", kind=FreeText(bare=True)),
            Question(step="membership.contact_role", kind=FreeText(concept="role", bare=True)),
            Question(step="membership.contact_email", kind=Email()),
            Question(step="membership.contact_phone", kind=Phone()),
            Question(step="membership.authority", kind=YesNo()),
            *(Question(step=f"{AFFIRM}{name}", kind=YesNo()) for name in AFFIRMATIONS),
            Question(step=FORM, kind=Choose(())),
            Question(step="membership.commitment_goal", kind=FreeText(takes=OFFERS), when=(Given(FORM),)),
            Question(step="membership.commitment_number", kind=Number(1, 9999), when=(Given(FORM),)),
            Question(step="membership.commitment_period", kind=FreeText(takes=OFFERS), when=(Given(FORM),)),
            Question(step="membership.commitment_more", kind=YesNo(), when=(Given(FORM),)),
            Question(
                step="membership.collective_agreement",
                kind=Choose(("yes", "hangavtal", "no", "not_applicable"), words=True),
                read_as="employer.collective_agreement",
            ),
            Question(step="membership.subsidised", kind=YesNo()),
            Question(step="membership.russia_ties", kind=YesNo()),
            Question(step="membership.russia_investments", kind=YesNo()),
            # Whoever has a plan to do without is on the way there.
            Question(step="membership.russia_energy", kind=Choose(("no", "plan", "yes"))),
            Question(step="membership.publish", kind=YesNo()),
            Question(step="membership.events", kind=YesNo()),
            Question(step="membership.review", kind=Review()),
        ),
        exits=(
            Exit(
                name="member",
                when=(Given("membership.member", ("yes",)),),
                ways=(),
                offer="offer.person",
                queue="membership",
            ),
        ),
        loops=(Loop(COMMITMENT, "membership.commitment_more", again=True),),
    ),
    # Everything that may be asked.
    replace(unedited(), russia=RussiaPolicy(policy="ask_only")),
)  # fmt: skip
