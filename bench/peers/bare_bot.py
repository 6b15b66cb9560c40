"""The limit: the same two round trips to the store and the same calls to Telegram, without any framework."""

import argparse
import json

import aiohttp
from aiohttp import web
from redis.asyncio import Redis

KEYBOARD = {"inline_keyboard": [[{"text": f"Button {n}", "callback_data": f"b{n}"}] for n in range(5)]}


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api", required=True)
    parser.add_argument("--redis", required=True)
    parser.add_argument("--token", required=True)
    options = parser.parse_args()
    store = Redis.from_url(options.redis, max_connections=100)
    base = f"{options.api}/bot{options.token}"
    client: list[aiohttp.ClientSession] = []

    async def call(method: str, body: dict[str, object]) -> None:
        if not client:
            client.append(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100)))
        headers = {"Content-Type": "application/json"}
        async with client[0].post(f"{base}/{method}", data=json.dumps(body), headers=headers) as answer:
            json.loads(await answer.read())

    async def handle(request: web.Request) -> web.Response:
        update = json.loads(await request.read())
        query = update.get("callback_query")
        who = (query or update["message"])["from"]["id"]
        kept = await store.hgetall(f"bare:{who}")
        turns = int(kept.get(b"turns", 0)) + 1
        step = b"stage" if kept.get(b"step") != b"stage" else b"adult"
        await store.hset(f"bare:{who}", mapping={"step": step, "turns": turns})
        await call("sendMessage", {"chat_id": who, "text": "At which stage is your permit?", "reply_markup": KEYBOARD})
        if query:
            await call("answerCallbackQuery", {"callback_query_id": query["id"]})
        return web.Response(body=b"{}", content_type="application/json")

    app = web.Application()
    app.router.add_post("/telegram/webhook", handle)
    web.run_app(app, host="127.0.0.1", port=options.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
