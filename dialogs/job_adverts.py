"""Job adverts for the person's occupation in Stockholm: a button that looks, and what was found, or that nobody knows.

Who says no occupation is shown where to look. Whoever asks for work in an occupation ("are there jobs for welders?")
gets its adverts at once. Nothing of the person goes to the service but the occupation's name.
"""

import re
from datetime import date

import msgspec

from dialogs.conversation import Conversation
from dialogs.draft import Draft
from dialogs.effects import Args, Call, Choice, Concept, Date, Joined, Link, Say, Text
from dialogs.events import Answered
from dialogs.guide.book import entries
from dialogs.questions import MENU, ask_again
from nlu.understanding import ASKS, DENIED, OUT_OF_SCOPE, Intent, Understanding

BACKEND, BUTTON, ASKED = "job_adverts", "job_adverts", "ask_job_ads"
LINKS = ("job-advert-1", "job-advert-2", "job-advert-3", "job-advert-4", "job-advert-5")
"""The names of the links: there are no more."""
_OCCUPATION = "arrival.occupation_concept"
_UNSURE, _CERTAIN = frozenset({OUT_OF_SCOPE, "seek_work", "offer_job"}), 0.8
"""What such a question is taken for; from this confidence on it is that."""
_IS_THERE = re.compile(
    r"\b(?:finns|är|vilka|visa|var (?:finns|hittar|kan))\b[^.!?]*\b(?:jobb|arbeten?|lediga|annonser|jobbannonser)\b"
    r"|\b(?:is|are) there\b[^.!?]*\b(?:jobs?|work|vacanc\w+)\b|\b(?:any|show|where)\b[^.!?]*\b(?:jobs?|vacanc\w+)\b"
    r"|\b(?:чи|є|які|яка|де|есть|какие|какая|где)\b[^.!?]*\b(?:робот[аиуі]|прац[яюі]|работ[аыу]|ваканс\w+)",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:vi|vår\w*|we|our|ми|мы|наш\w*|[ув] (?:нас|мене|меня)|kandidat\w*|candidates?|кандидат\w*|"
    r"(?:någon|någ[or]a|somebody|anyone|хтось|хто|кто) (?:som |who )?(?:söker|vill|look\w*|wants?|шукає|ищет))\b",
    re.IGNORECASE,
)


class _Advert(msgspec.Struct):
    headline: str
    url: str
    employer: str = ""
    place: str = ""
    until: str = ""


_decoder = msgspec.json.Decoder(list[_Advert])


def occupation_of(now: Conversation) -> str | None:
    """The occupation that the person has named in the form."""
    answer = now.answers.get(_OCCUPATION) or now.aside.get(_OCCUPATION)
    return answer.value if answer and answer.value else None


def asked_for(heard: Understanding) -> str | None:
    """The occupation that is named where somebody asks for adverts; the first of several."""
    denied = heard.reading(DENIED)
    return next((e.value for e in heard.entities if e.entity == "occupation" and e.value not in denied), None)


def hear_question(draft: Draft) -> None:
    """A question for work in an occupation asks for adverts, also where it was not surely understood."""
    heard = draft.understanding
    unsure = heard.intent.name in _UNSURE and heard.intent.confidence < _CERTAIN and not heard.whole
    puts = "?" in heard.text or bool(heard.reading(ASKS)) or _IS_THERE.match(heard.text) is not None
    if unsure and puts and asked_for(heard) and _IS_THERE.search(heard.text) and not _OFFERS.search(heard.text):
        draft.hear(msgspec.structs.replace(heard, intent=Intent(ASKED, 1.0), rivals=(), also=()))


def look(draft: Draft, occupation: str) -> None:
    """Ask the service; what it finds is said when it answers."""
    draft.do(Call(backend=BACKEND, operation="search", payload={"occupation": occupation}, about=occupation))
    draft.say("job-adverts-looking", kind="notice", occupation=Concept("occupation", occupation))


def button(now: Conversation) -> tuple[Choice, ...]:
    """The button, where an occupation is known."""
    return (Choice(BUTTON, Text(f"choice-{BUTTON}")),) if occupation_of(now) else ()


def offer(draft: Draft) -> None:
    """After the form: the adverts can be looked at."""
    if buttons := button(draft.now):
        told = Concept("occupation", occupation_of(draft.now) or "")
        draft.do(
            Say(key="job-adverts-offer", args={"occupation": told}, kind="notice", choices=buttons, step=draft.now.step)
        )


def press(draft: Draft, value: str) -> bool:
    """The button, however old its message is; False for any other."""
    if value != BUTTON:
        return False
    occupation = occupation_of(draft.now)
    if occupation is None:
        draft.say("job-adverts-no-occupation", kind="notice", links=_pages())
    else:
        look(draft, occupation)
        if _at_menu(draft.now):
            return True
    ask_again(draft)
    return True


def hear(draft: Draft, event: Answered) -> None:
    """What was found; where the service is away, that and where to look oneself. Then what is next."""
    _tell(draft, event)
    if _at_menu(draft.now):
        ask_again(draft)


def _tell(draft: Draft, event: Answered) -> None:
    about = Concept("occupation", event.about)
    adverts = _read(event.result)
    if adverts is None:
        draft.say("job-adverts-away", kind="notice", links=_pages())
    elif not adverts:
        draft.say("job-adverts-none", kind="notice", links=_pages(), occupation=about)
    else:
        lines = tuple(Text("job-adverts-line", _told(number, advert)) for number, advert in enumerate(adverts, 1))
        draft.do(
            Say(
                key="job-adverts-found",
                args={"occupation": about, "total": event.result.get("total", ""), "adverts": Joined(lines)},
                kind="notice",
                links=tuple(Link(label, advert.url) for label, advert in zip(LINKS, adverts, strict=False)),
                step=draft.now.step,
            )
        )


def _at_menu(now: Conversation) -> bool:
    return now.flow is None and now.offer is None and now.step == MENU


def _told(number: int, advert: _Advert) -> Args:
    until = Text("job-adverts-until", {"until": Date(day)}) if (day := _day(advert.until)) else ""
    about = ", ".join(filter(None, (advert.headline, advert.employer, advert.place)))
    return {"number": number, "about": about, "until": until}


def _read(result: dict[str, str]) -> list[_Advert] | None:
    if result.get("result") != "OK":
        return None
    try:
        return _decoder.decode(result.get("adverts", ""))[: len(LINKS)]
    except msgspec.DecodeError:
        return None


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _pages() -> tuple[Link, ...]:
    entry = entries().get(ASKED)
    return (Link("link-source", entry.link),) if entry and entry.link else ()
