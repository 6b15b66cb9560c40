"""The screens of the page: the conversation, how to start one, what went wrong, how things are."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web import view
from bot.channels.web.access import Cookie
from bot.channels.web.bodies import Said
from bot.channels.web.papers import Paper
from bot.channels.web.problems import Problem
from bot.channels.web.sheets import Sheets
from bot.channels.web.visits import Talk, asked_language
from bot.ports import Clock, Language, MemberList
from dialogs.limits import TEXT_LENGTH

SCRIPT_WORDS = tuple(
    "typing sending not-sent offline reconnecting connected empty choose-some choose-one choose-several "
    "sender-bot sender-person sender-staff delivery-waiting delivery-failed "
    "translated translated-edited".split()
)


@dataclass(frozen=True, slots=True)
class Screens:
    """Makes responses of them."""

    sheets: Sheets
    cookie: Cookie
    clock: Clock

    def conversation(
        self, talk: Talk, *, entry: str | None = None, problem: Problem | None = None, draft: str = ""
    ) -> Response:
        """The conversation; ``problem`` stands beside the field or the choices that it is about."""
        error = self._words(problem, talk.language)
        of_choices = problem is not None and problem.name == "none-chosen"
        response = self.sheets.page(
            "chat.html",
            talk.language,
            status=problem.fault.status if problem else 200,
            error=error,
            choice_error=error if of_choices else "",
            text_error="" if of_choices else error,
            draft=draft,
            entry=entry,
            **_contents(talk, self.clock.now()),
        )
        self.cookie.write(response, talk.key)
        return response

    def start(
        self,
        language: Language,
        *,
        notice: str = "",
        entry: str | None = None,
        forget: bool = False,
        own_window: bool = False,
    ) -> Response:
        """How to start. With ``forget`` the device forgets the conversation that it knew; ``own_window`` offers one."""
        response = self.sheets.page("start.html", language, notice=notice, entry=entry, own_window=own_window)
        if forget:
            self.cookie.clear(response)
        return response

    def trouble(self, request: Request, problem: Problem) -> Response:
        """A page for what went wrong."""
        return self.retry(problem, asked_language(request), said=None)

    def retry(self, problem: Problem, language: Language, *, said: Said | None) -> Response:
        """The same, with what the person wanted to say, to be sent again."""
        response = self.sheets.page(
            "trouble.html",
            language,
            status=problem.fault.status,
            error=self._words(problem, language),
            said=said,
            passing=problem.passing,
        )
        response.headers.update(problem.headers)
        return response

    def paper(self, path: str, paper: Paper, language: Language, *, replaced: dict[str, str] | None = None) -> Response:
        """A page about how things are; ``replaced`` has staff's words for a section."""
        return self.sheets.page(
            "paper.html",
            language,
            path=path,
            prefix=paper.prefix,
            sections=paper.told(self.sheets.texts, language, replaced or {}),
            reviewed=view.date_label(paper.reviewed, language),
        )

    def members(self, path: str, known: MemberList | None, language: Language) -> Response:
        """The list of members; None: nobody can say just now, and who comes later may find it."""
        members = known.members if known else ()
        response = self.sheets.page(
            "members.html",
            language,
            status=200 if known else 503,
            path=path,
            known=known,
            at=view.moment_label(known.at, language) if known else "",
            rows=[
                (one.name, view.date_label(view.local(one.since).date(), language) if one.since else "")
                for one in members
            ],
        )
        if known is None:
            response.headers["Retry-After"] = "60"
        return response

    def say(self, key: str, language: Language) -> str:
        """Words of the catalogue."""
        return self.sheets.texts.say(key, language)

    def _words(self, problem: Problem | None, language: Language) -> str:
        return problem.words(self.sheets.texts, language) if problem else ""


def new_id() -> str:
    """A name for a message that a form will send."""
    return secrets.token_urlsafe(16)


def _contents(talk: Talk, now: datetime) -> dict[str, Any]:
    question = view.open_question(talk.messages)
    return {
        "conversation": talk.key.conversation,
        "form_id": new_id(),
        "days": view.parted_by_day(talk.messages, talk.language),
        "question": question,
        "offer": view.offered(question),
        "blank": view.blank_message(talk.language),
        "last": talk.messages[-1].id,
        "limit": TEXT_LENGTH,
        "offset": view.minutes_ahead(now),
        "coming_days": view.coming_days(now, talk.language),
        "script_words": SCRIPT_WORDS,
    }
