"""Messages that nobody could take: open work until they are taken again. Their contents stay sealed."""

from starlette.responses import Response

from bot.desk import words
from bot.desk.times import day_and_time
from bot.desk.visit import Visit
from bot.store import Refused
from bot.turn import UnknownConversation


async def show_dead(visit: Visit) -> Response:
    """The list, oldest first."""
    letters = sorted(await visit.desk.store.dead.list(), key=lambda letter: letter.at)
    lines = [
        {
            "id": letter.id,
            "short": f"#{number}",
            "at": day_and_time(letter.at, visit.now),
            "iso": letter.at.isoformat(),
            "reason": words.word(words.REASONS, letter.reason),
        }
        for number, letter in enumerate(letters, start=1)
    ]
    return visit.page("dead.html", letters=lines)


async def replay(visit: Visit) -> Response:
    """Take one again, through the same door as everything."""
    letter, actor = visit.form.text("id"), visit.account.name
    try:
        outcome = await visit.desk.turns.replay(letter, actor=actor)
    except UnknownConversation:
        return visit.go("/desk/dead", "gone")
    except Refused:
        # It was taken after all, by a try whose end nobody saw: only the letter is left.
        await visit.desk.store.dead.remove(letter, actor=actor)
        return visit.go("/desk/dead", "replayed")
    return visit.go("/desk/dead", "stuck" if outcome.conversation is None else "replayed")
