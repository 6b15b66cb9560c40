"""The public page as it is read: server-rendered, complete without script."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.invitation import KIND, read_invitation
from bot.channels.web import copies, view
from bot.channels.web.chat import WebChat
from bot.channels.web.languages import known_language
from bot.channels.web.papers import ACCESSIBILITY, PRIVACY
from bot.channels.web.posts import known_entry, see_other
from bot.channels.web.problems import Problem
from bot.channels.web.say import told_as_problems
from bot.channels.web.screens import Screens
from bot.channels.web.visits import Visits, asked_language

Handler = Callable[[Request], Awaitable[Response]]


class Retention(msgspec.Struct, frozen=True):
    """What staff have published about storage: how long, in each language."""

    period: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """The handlers."""

    web: WebChat
    screens: Screens
    visits: Visits

    def guarded(self, handler: Handler) -> Handler:
        """``handler``, with a page of words where it fails."""

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except Problem as problem:
                return self.screens.trouble(request, problem)

        return answer

    async def show(self, request: Request) -> Response:
        """The conversation, or how to start one."""
        entry = known_entry(request.query_params.get("entry"))
        talk = await self.visits.talk(request)
        if talk is not None:
            return self.screens.conversation(talk, entry=entry)
        language, returns = asked_language(request), self.visits.returns(request)
        reason = "cleared" if "cleared" in request.query_params else "gone" if returns else ""
        notice = self.screens.say(f"chat-{reason}", language) if reason else ""
        return self.screens.start(language, notice=notice, entry=entry, forget=returns)

    async def begun(self, request: Request) -> Response:
        """A conversation was begun; here it shows whether the browser has kept its cookie."""
        if self.visits.returns(request):
            return see_other("/chat")
        language = asked_language(request)
        notice = self.screens.say("chat-no-cookie", language)
        return self.screens.start(language, notice=notice, own_window=True)

    async def latest(self, request: Request) -> Response:
        """The page at its newest message; a link to the page itself would not fetch it again."""
        talk = await self.visits.talk(request)
        return see_other(f"/chat#m{talk.messages[-1].id}" if talk else "/chat")

    async def back(self, request: Request) -> Response:
        """Who asks for an address that only takes posts (a reload, a kept link) wants the page."""
        return see_other("/chat")

    async def text(self, request: Request) -> Response:
        """The conversation as a text file."""
        talk = await self.visits.own_talk(request)
        now = self.web.clock.now()
        text = copies.transcript_text(talk.messages, self.web.texts, language=talk.language, now=now)
        return _download(text.encode(), "text/plain; charset=utf-8", f"chat-{view.local(now):%Y-%m-%d}.txt")

    async def data(self, request: Request) -> Response:
        """Everything that is kept of the person, for programs."""
        talk = await self.visits.own_talk(request)
        now = self.web.clock.now()
        async with told_as_problems():
            body = await copies.personal_data(self.web.store, talk.key.conversation, talk.messages, now=now)
        return _download(body, "application/json", f"chat-{view.local(now):%Y-%m-%d}.json")

    async def visit(self, request: Request) -> Response:
        """The agreed visit of a case, for the visitor's calendar: only in the browser that has the conversation."""
        talk = await self.visits.own_talk(request)
        reference, now = request.path_params["reference"], self.web.clock.now()
        async with told_as_problems():
            body = await read_invitation(self.web.store, self.web.texts, talk.key.conversation, reference, now=now)
        if body is None:
            raise Problem("no-such-page")
        name = self.screens.say("visit-file-name", talk.language)
        return _download(body, f"{KIND}; charset=utf-8", f"{name}.ics")

    async def privacy(self, request: Request) -> Response:
        """What is stored, and for how long as soon as that is decided."""
        language = asked_language(request)
        async with told_as_problems():
            content = await self.web.store.content.snapshot()
        retention = msgspec.convert(content.data.get("retention") or {}, Retention)
        period = (retention.period or {}).get(language)
        replaced = {"period": period} if period else {}
        return self.screens.paper("/chat/privacy", PRIVACY, language, replaced=replaced)

    async def accessibility(self, request: Request) -> Response:
        """How accessible the chat is."""
        return self.screens.paper("/chat/accessibility", ACCESSIBILITY, asked_language(request))

    async def members(self, request: Request) -> Response:
        """The members that agreed to be named in public; no such page where there is no registry of them."""
        if self.web.members is None:
            raise Problem("no-such-page")
        return self.screens.members("/chat/members", await self.web.members.listed(), asked_language(request))

    async def members_briefly(self, request: Request) -> Response:
        """A short address for print and speech; in a frame only those below ``/chat`` are shown."""
        if self.web.members is None:
            raise Problem("no-such-page")
        language = known_language(request.query_params.get("lang"))
        return see_other(f"/chat/members?lang={language}" if language else "/chat/members")

    async def file(self, request: Request) -> Response:
        """A style sheet, script or picture."""
        static = self.screens.sheets.static.get(request.path_params["name"])
        if static is None:
            raise Problem("no-such-page")
        return static.response()

    async def missing(self, request: Request) -> Response:
        """Any other address."""
        raise Problem("no-such-page")


def _download(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)
