"""The page's forms, for those who have no script.

Every form answers with a redirect, so that reloading and going back repeat nothing, and carries an id, so that pressing
twice has one effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.access import Pass, demand_own_page
from bot.channels.web.allowance import Allowance
from bot.channels.web.api import address_of
from bot.channels.web.bodies import Said, checked_choices, checked_text, is_client_id, is_entry, read_form
from bot.channels.web.languages import known_language
from bot.channels.web.problems import Problem
from bot.channels.web.say import Door
from bot.channels.web.screens import Screens, new_id
from bot.channels.web.visits import Talk, Visits, asked_language
from bot.ports import Message

Form = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Posts:
    """The handlers."""

    door: Door
    screens: Screens
    visits: Visits
    allowance: Allowance

    async def start(self, request: Request) -> Response:
        """Open a conversation, or follow a deep link in the one that is open."""
        demand_own_page(request)
        form = await read_form(request)
        entry = known_entry(_one(form, "entry"))
        talk = await self.visits.talk(request)
        if talk is not None:
            return await self._enter(talk, form, entry)
        self.allowance.spend(address_of(request))
        key, _ = await self.door.open(known_language(_one(form, "language")) or asked_language(request), entry)
        response = see_other("/chat/begun")
        self.visits.cookie.write(response, key)
        return response

    async def say(self, request: Request) -> Response:
        """Take in what was written or pressed."""
        demand_own_page(request)
        form = await read_form(request)
        try:
            return await self._say(request, form)
        except Problem as problem:
            if not problem.passing:
                raise
            return self.screens.retry(problem, asked_language(request), said=_unchecked(form))

    async def clear(self, request: Request) -> Response:
        """Forget the conversation on this device."""
        demand_own_page(request)
        response = see_other(f"/chat?cleared=1&lang={asked_language(request)}")
        self.visits.cookie.clear(response)
        return response

    async def _say(self, request: Request, form: Form) -> Response:
        talk = await self.visits.talk(request)
        if talk is None:
            language = asked_language(request)
            return self.screens.start(language, notice=self.screens.say("chat-gone", language), forget=True)
        try:
            said = _said(form)
        except Problem as problem:
            return self.screens.conversation(talk, problem=problem, draft=_one(form, "text") or "")
        messages = await self._take(talk.key, said)
        return await self._answer(request, talk, messages)

    async def _enter(self, talk: Talk, form: Form, entry: str | None) -> Response:
        if entry is not None:
            await self.door.enter(talk.key.conversation, _client_id(form), language=talk.language, entry=entry)
        return see_other("/chat/latest")

    async def _take(self, key: Pass, said: Said) -> Sequence[Message]:
        """Who goes back and says something else in the same form says something new."""
        try:
            return await self.door.say(key.conversation, said)
        except Problem as problem:
            if problem.name != "reused":
                raise
        return await self.door.say(key.conversation, Said(new_id(), said.text, said.choices))

    async def _answer(self, request: Request, talk: Talk, messages: Sequence[Message]) -> Response:
        """Back to the page, at the first message of the turn; after an erasure there is nothing to go back to."""
        if await self.visits.talk(request) is not None:
            return see_other(f"/chat#m{messages[0].id}" if messages else "/chat/latest")
        return self.screens.start(talk.language, notice=self.screens.say("erased", talk.language), forget=True)


def see_other(path: str) -> Response:
    """Go on there, by GET."""
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})


def known_entry(word: str | None) -> str | None:
    """The word of a deep link, if it can be one."""
    return word if word and is_entry(word) else None


def _one(form: Form, name: str) -> str | None:
    values = form.get(name)
    return values[0] if values else None


def _client_id(form: Form) -> str:
    given = _one(form, "id") or ""
    return given if is_client_id(given) else new_id()


def _unchecked(form: Form) -> Said:
    """What the form says. A button pressed wins over boxes ticked, and both over words left in the field."""
    pressed = form.get("only") or form.get("choice") or ([] if "several" in form else None)
    if pressed is not None:
        return Said(_client_id(form), None, tuple(pressed))
    return Said(_client_id(form), _one(form, "text") or "", ())


def _said(form: Form) -> Said:
    """The same, if it can be said."""
    said = _unchecked(form)
    if said.text is None:
        return Said(said.id, None, checked_choices(said.choices))
    return Said(said.id, checked_text(said.text), ())
