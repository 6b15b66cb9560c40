"""What each intent leads to: the one table from what a person wants to what the conversation does.

Every intent that an understanding can hold stands here; a test compares with the data that intents are learnt from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from nlu.understanding import Understanding

Side = Literal["arrival", "employer", "membership"]


@dataclass(frozen=True, slots=True)
class Steer:
    """Something about the conversation itself: ``dialogs.steering`` does it. ``courtesy``: beside a wish it is none."""

    courtesy: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """A wish that a form takes in; ``fills`` is the answer that it gives by itself: step and value."""

    flow: Side
    fills: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that staff of ``queue`` can answer; ``flow`` is the form for those who ask such things."""

    flow: Side = "arrival"
    queue: str = "general"


@dataclass(frozen=True, slots=True)
class Reply:
    """Yes or no, where something was asked; elsewhere nothing."""

    value: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing that this service is for."""


Meaning = Steer | Start | Ask | Reply | Unknown
_OF_EMPLOYERS = Ask("employer", "employers")
_OF_MEMBERS = Ask("membership", "membership")

OFFERED = "employer.kind"

MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "greet": Steer(courtesy=True),
        "goodbye": Steer(courtesy=True),
        "thanks": Steer(courtesy=True),
        "affirm": Reply("yes"),
        "deny": Reply("no"),
        "help": Steer(),
        "restart": Steer(),
        "cancel": Steer(),
        "back": Steer(),
        "change_answer": Steer(),
        "skip": Steer(),
        "repeat": Steer(),
        "change_language": Steer(),
        "ask_status": Steer(),
        "talk_to_human": Steer(),
        "bot_challenge": Steer(),
        "complaint": Steer(),
        "ask_privacy": Steer(),
        "delete_my_data": Steer(),
        "export_my_data": Steer(),
        "out_of_scope": Unknown(),
        "seek_work": Start("arrival"),
        "ask_competence_mapping": Start("arrival"),
        "ask_validation": Start("arrival"),
        "ask_licence": Ask(),
        "ask_job_ads": Ask(),
        "ask_cv": Ask(),
        "seek_mentor": Start("arrival"),
        "seek_internship": Start("arrival"),
        "ask_start_business": Ask(),
        "ask_sfi": Ask(),
        "ask_adult_education": Ask(),
        "ask_residence_permit": Ask(),
        "ask_right_to_work": Ask(),
        "ask_personal_number": Ask(),
        "ask_bankid": Ask(),
        "ask_housing": Ask(),
        "ask_money": Ask(),
        "ask_healthcare": Ask(),
        "ask_school": Ask(),
        "ask_driving_licence": Ask(),
        "ask_interpreter": Ask(),
        "report_danger": Steer(),
        "report_exploitation": Steer(),
        "ask_welcome_house": Ask(),
        "ask_etableringscentrum": Ask(),
        "ask_contact": Ask(),
        "ask_who_does_what": Ask(),
        "offer_job": Start("employer", (OFFERED, "job")),
        "offer_internship": Start("employer", (OFFERED, "internship")),
        "offer_mentorship": Start("employer", (OFFERED, "mentorship")),
        "offer_collaboration": Start("employer"),
        "join_membership": Start("membership"),
        "ask_membership": _OF_MEMBERS,
        "ask_participation_forms": _OF_MEMBERS,
        "ask_hiring_rules": _OF_EMPLOYERS,
        "ask_wage_support": _OF_EMPLOYERS,
        "ask_candidates": _OF_EMPLOYERS,
        "ask_collective_agreement": _OF_EMPLOYERS,
        "ask_russia_policy": _OF_MEMBERS,
        "ask_events": _OF_MEMBERS,
    }
)


def meaning_of(intent: str) -> Meaning:
    """What ``intent`` leads to; a name that nobody knows means nothing."""
    return MEANINGS.get(intent, Unknown())


def wanted(heard: Understanding) -> tuple[str, ...]:
    """What the message asks for, the first wish first; courtesies count only where there is nothing else."""
    named = dict.fromkeys((heard.intent.name, *heard.also))
    active = [name for name in named if isinstance(meaning_of(name), Steer | Start | Ask)]
    return tuple(name for name in active if not _is_courtesy(name)) or tuple(active)


def asked(heard: Understanding) -> tuple[str, ...]:
    """The questions among what the message asks for."""
    return tuple(name for name in wanted(heard) if isinstance(meaning_of(name), Ask))


def filled(heard: Understanding, step: str) -> tuple[str, ...]:
    """The answers to ``step`` that the wishes of the message give by themselves."""
    meanings = (meaning_of(name) for name in wanted(heard))
    fills = (m.fills for m in meanings if isinstance(m, Start) and m.fills is not None)
    return tuple(dict.fromkeys(value for at, value in fills if at == step))


def yes_or_no(heard: Understanding) -> str | None:
    """``yes`` or ``no`` where the words say just one of them."""
    read = heard.reading("yes_no")
    if read:
        return read[0] if len(read) == 1 else None
    meaning = meaning_of(heard.intent.name)
    return meaning.value if isinstance(meaning, Reply) else None


def _is_courtesy(name: str) -> bool:
    meaning = meaning_of(name)
    return isinstance(meaning, Steer) and meaning.courtesy
