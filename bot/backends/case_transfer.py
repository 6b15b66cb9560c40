"""One look at one ticket: its case there is brought up to date, and what staff did there is brought here."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec
import structlog

from bot.backends import case_content as content
from bot.desk import words
from bot.desk.casework import Casework
from bot.desk.reading import Outcome, Reading
from bot.desk.rendering import Rendering, secret_names, translate
from bot.desk.ticket_view import LONGEST_REPLY
from bot.ports import Entry, Translated
from bot.store import Kept, Link, Refused
from bot.store.moves import ELSEWHERE
from bot.turn import Reused, UnknownConversation
from dialogs.pact import Pact
from integrations.cases import SETTLE, CaseMessage, CaseSystem, HandoverCase, visible
from integrations.errors import Rejected, Unavailable

if TYPE_CHECKING:
    from bot.backends.cases import Cases

T = TypeVar("T")
SOON = timedelta(0)
CLOSED_THERE = "other"
LONGEST_AUTHOR = 100
log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class Transfer:
    """``link`` is how far it has come, kept in the store after each step. ``wanted`` is where it belongs now."""

    cases: "Cases"
    system: CaseSystem
    kept: Kept
    link: Link
    wanted: str | None

    async def carry_out(self) -> timedelta | None:
        """When to look again; None: not before something new. Raises ``integrations.errors``."""
        if self.kept.erased:
            await self._tell_of_erasure()
            return None
        if self.link.case and self.link.system != self.wanted:
            return await self._leave()
        if self.link.state == "closed" and self.kept.ticket.status != "closed":
            await self._begin_anew(keep_place=True)
        entries = await self.cases.store.conversations.transcript(self.kept.conversation)
        if not self.link.case:
            await self._hand_over(entries)
        await self._send(entries)
        if self.link.state == "closed":
            return None
        if self.kept.ticket.status == "closed":
            await self._fetch_answers()
            await self._close(words.word(words.RESULTS, self.kept.ticket.outcome))
            return None
        if await self._fetch():
            return SOON
        return self.cases.poll

    async def _hand_over(self, entries: list[Entry]) -> None:
        """The case is made, or found where an earlier try made it after all."""
        link, kept = self.link, self.kept
        found = await self.system.find(content.external_id(link.reference, link.stage)) if link.begun else None
        if found is None:
            # What goes over with it is kept before it does: if it turns out to be there, only what came later is sent.
            said, form = link.said or content.start_of(entries, kept, self.cases.texts), content.form_of(kept.ticket)
            case = await self._case(entries)
            before = {"begun": True, "system": self.system.name, "said": said, "form": form, "acts": len(kept.history)}
            found = await self._write(lambda: self.system.create(case), **before)
        await self._keep(case=found.id, number=found.number, state="new", asked=None)

    async def _write(self, write: Callable[[], Awaitable[T]], **before: object) -> T:
        """Written down before it is done, with ``before``: whoever finds ``asked`` knows that it may be on its way."""
        self._wait_for_what_is_late()
        await self._keep(asked=self.cases.clock.now(), **before)
        try:
            return await write()
        except (Rejected, Unavailable) as error:
            if isinstance(error, Rejected) or not error.reached:
                # Nothing is on its way.
                await self._keep(asked=None)
            raise

    def _wait_for_what_is_late(self) -> None:
        """This process, or one before it, may have died with the request on its way: it must not be done twice."""
        asked = self.link.asked
        wait = timedelta(0) if asked is None else asked + timedelta(seconds=SETTLE) - self.cases.clock.now()
        if wait > timedelta(0):
            raise Unavailable("what was asked for may still be done", retry_after=wait.total_seconds())

    async def _case(self, entries: list[Entry]) -> HandoverCase:
        swedish, texts, link = await self._swedish_answers(entries), self.cases.texts, self.link
        forms = await self._forms()
        return content.make_case(self.kept, texts, stage=link.stage, before=link.before, swedish=swedish, forms=forms)

    async def _forms(self) -> dict[str, str]:
        """What staff call the forms of participation now."""
        return Pact.of((await self.cases.store.content.snapshot()).data).form_names

    async def _send(self, entries: list[Entry]) -> None:
        """What was said and done here since, in its order."""
        kept, now = self.kept, self.cases.clock.now()
        if (form := content.form_of(kept.ticket)) != self.link.form:
            swedish = await self._swedish_answers(entries)
            forms = await self._forms()
            await self._add(content.form_message(kept.ticket, self.cases.texts, swedish, now, forms=forms))
            await self._keep(form=form, asked=None)
        made = await self._reading().read(kept, entries) if any(self._new(entries)) else {}
        said = [("said", *line) for line in self._new(entries, made)]
        done = [("acts", *line) for line in content.acts_after(kept, self.link.acts)]
        for place, number, message in sorted([*said, *done], key=lambda line: line[2].at):
            await self._add(message)
            await self._keep(**{place: number}, asked=None)

    async def _fetch(self) -> bool:
        """What staff there answered, and whether they closed it; True when they did."""
        status = await self.system.status(self.link.case)
        # After the status: what was answered before it was closed is said before that.
        await self._fetch_answers()
        if status.state != "closed":
            if status.state != self.link.state:
                await self._keep(state=status.state)
            return False
        closings = self.link.closings + 1
        work = self._work(f"{self.system.name}-{self.link.case}-closed-{closings}", None)
        outcome = status.outcome if status.outcome in words.OUTCOMES else CLOSED_THERE
        await self._take(work.close(self.kept, outcome=outcome or CLOSED_THERE))
        await self._keep(state="closed", closings=closings)
        return True

    async def _fetch_answers(self) -> None:
        replies, cursor = await self.system.replies_since(self.link.case, self.link.cursor)
        for reply in replies:
            await self._pass_on(reply)
        if cursor != self.link.cursor:
            await self._keep(cursor=cursor)

    async def _pass_on(self, reply: CaseMessage) -> None:
        """An answer from there is said in the chat once: the event's id is that of the message there."""
        text, author = visible(reply.text).strip(), visible(reply.author or "")[:LONGEST_AUTHOR]
        for part, start in enumerate(range(0, len(text), LONGEST_REPLY)):
            words_of_it = text[start : start + LONGEST_REPLY]
            more = f"-{part}" if part else ""
            work = self._work(f"{self.system.name}-{reply.id}{more}", author)
            made = await work.render(self.kept, words_of_it, reply.language)
            rendering = made if isinstance(made, Rendering) else None
            await self._take(work.reply(self.kept, text=words_of_it, language=reply.language, rendering=rendering))

    async def _take(self, act: Awaitable[None]) -> None:
        try:
            await act
        except (Reused, UnknownConversation):
            # It was said before, in words that were changed there since; or there is nobody to say it to.
            log.info("case_answer_passed_over", backend=self.system.name)
        except Refused as refusal:
            # The turn broke: staff find the event among the dead letters.
            log.warning("case_answer_refused", backend=self.system.name, reason=refusal.reason)

    async def _close(self, outcome: str) -> None:
        await self._write(lambda: self.system.close(self.link.case, outcome))
        await self._keep(state="closed", asked=None)

    async def _leave(self) -> timedelta | None:
        """The ticket was moved to a queue of another system, or of none."""
        entries = await self.cases.store.conversations.transcript(self.kept.conversation)
        if self.link.state != "closed":
            await self._send(entries)
            await self._close(f"Överlämnat till {words.word(words.QUEUES, self.kept.ticket.queue)}")
        await self._begin_anew(keep_place=False)
        return SOON if self.wanted else None

    async def _begin_anew(self, *, keep_place: bool) -> None:
        """The next case of this ticket; in another system it is told from the start."""
        link = self.link
        fresh = Link(
            reference=link.reference,
            stage=link.stage + 1,
            before=(*link.before, f"{link.system} {link.number}"),
            said=link.said if keep_place else 0,
            closings=link.closings,
        )
        await self.cases.save(fresh, self.kept)
        self.link = fresh

    async def _tell_of_erasure(self) -> None:
        if self.link.case:
            text = "Personens uppgifter är raderade i Strå. Pröva om uppgifterna ska raderas här också."
            await self._add(content.notice(self.kept, "erased", text, self.cases.clock.now()))
            await self._keep(asked=None)

    async def _add(self, message: CaseMessage) -> None:
        await self._write(lambda: self.system.add_message(self.link.case, message))

    async def _keep(self, **changes: object) -> None:
        self.link = msgspec.structs.replace(self.link, **changes)
        await self.cases.save(self.link, self.kept)

    def _new(
        self, entries: list[Entry], swedish: Mapping[int, Outcome] | None = None
    ) -> Iterator[tuple[int, CaseMessage]]:
        return content.messages_after(self.kept, entries, self.link.said, self.cases.texts, swedish=swedish)

    def _work(self, key: str, author: str | None) -> Casework:
        cases = self.cases
        return Casework(
            store=cases.store,
            turns=cases.turns,
            actor=f"{ELSEWHERE}{self.system.name}:{author or ''}".rstrip(":"),
            queues=frozenset({self.kept.ticket.queue}),
            at=cases.clock.now(),
            key=key,
            translator=cases.translator,
        )

    def _reading(self) -> Reading:
        cases = self.cases
        return Reading(store=cases.store, texts=cases.texts, translator=cases.translator, staff=self.system.name)

    async def _swedish_answers(self, entries: list[Entry]) -> Mapping[str, Translated]:
        """Answers in the person's own words, as a machine reads them; empty without one."""
        cases, ticket = self.cases, self.kept.ticket
        if cases.translator is None or ticket.language == "sv":
            return {}
        secret = secret_names(ticket, entries, self.system.name)
        made: dict[str, Translated] = {}
        for line in content.words_to_translate(ticket):
            outcome = await translate(cases.translator, line.value, source=ticket.language, target="sv", secret=secret)
            if isinstance(outcome, Translated):
                made[line.step] = outcome
        return made
