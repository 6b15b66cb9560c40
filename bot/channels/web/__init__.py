"""The web chat: a page that works without script, a JSON API and server-sent events."""

import time
from collections.abc import Mapping

from starlette.routing import BaseRoute, Route

from bot.channels.web.access import Cookie
from bot.channels.web.allowance import Allowance
from bot.channels.web.api import Api, Endpoint, Handler
from bot.channels.web.chat import WebChannel, WebChat
from bot.channels.web.pages import Pages
from bot.channels.web.posts import Posts
from bot.channels.web.say import Door
from bot.channels.web.screens import Screens
from bot.channels.web.sheets import Sheets
from bot.channels.web.streams import Streams
from bot.channels.web.visits import Visits

__all__ = ["WebChannel", "WebChat", "routes"]


def routes(web: WebChat) -> list[BaseRoute]:
    """Everything under ``/chat``."""
    door, allowance = Door(web), Allowance(now=time.monotonic)
    cookie = Cookie(secure=web.secure, framed=bool(web.embed_origins))
    visits, screens = (
        Visits(web.store, cookie),
        Screens(Sheets(web.texts, members=web.members is not None), cookie, web.clock),
    )
    posts = Posts(door, screens, visits, allowance)
    return [
        *_api_routes(web, Api(door, Streams(web), allowance, cookie)),
        *_page_routes(Pages(web, screens, visits), posts),
    ]


def _api_routes(web: WebChat, api: Api) -> list[BaseRoute]:
    one = "/chat/api/conversations/{conversation}"
    paths: Mapping[str, Mapping[str, Handler]] = {
        "/chat/api/conversations": {"POST": api.create},
        f"{one}/messages": {"GET": api.transcript, "POST": api.say},
        f"{one}/events": {"GET": api.events},
        "/chat/api/{rest:path}": {},
    }
    return [Route(path, Endpoint(web.texts, handlers)) for path, handlers in paths.items()]


def _page_routes(pages: Pages, posts: Posts) -> list[BaseRoute]:
    shown = {
        "/chat": pages.show,
        "/chat/begun": pages.begun,
        "/chat/latest": pages.latest,
        "/chat/transcript.txt": pages.text,
        "/chat/data": pages.data,
        "/chat/visit/{reference}.ics": pages.visit,
        "/chat/privacy": pages.privacy,
        "/chat/accessibility": pages.accessibility,
        "/chat/members": pages.members,
        "/members": pages.members_briefly,
        "/chat/static/{name}": pages.file,
        "/chat/{rest:path}": pages.missing,
    }
    posted = {"/chat/start": posts.start, "/chat/say": posts.say, "/chat/clear": posts.clear}
    return [
        *(Route(path, pages.guarded(handler), methods=["POST"]) for path, handler in posted.items()),
        *(Route(path, pages.back, methods=["GET"]) for path in posted),
        *(Route(path, pages.guarded(handler), methods=["GET"]) for path, handler in shown.items()),
    ]
