"""Turns a commit into guards and writes."""

from dataclasses import dataclass

import msgspec

from bot.store.case_changes import CaseChange, guard_changes, queues_of, told_of, write_changes
from bot.store.commits import Commit, audit_of, seal_entry, seen_row
from bot.store.keys import Kind, split_timer, timer_member
from bot.store.notices import Change, Notices
from bot.store.script import Batch
from bot.store.site import Site, milliseconds
from bot.store.tallies import Tallies
from bot.store.wire import Word
from dialogs.effects import DropTimer, SetTimer

_TOGETHER: tuple[Kind, ...] = ("conversation", "person", "seen", "log", "delivery", "rows")
"""What expires together when nobody ever writes."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Turns a commit into guards and writes."""

    site: Site
    commit: Commit

    def guard(self, batch: Batch) -> None:
        """Guards in their order: seen, version, then all that may be refused."""
        commit = self.commit
        conversation = self._of("conversation")
        batch.unless_seen(self._of("seen"), self.site.mark(commit.event_id))
        batch.at_version(conversation, commit.expected)
        if commit.entries:
            before = commit.first - 1
            batch.field_is("order", conversation, "last", *((before, "") if before == 0 else (before,)))
        if commit.person.fresh:
            batch.absent("person", self._of("person"))
        else:
            batch.field_is("person", self._of("person"), "id", commit.person.id)
        if commit.popped is not None:
            member, due = split_timer(commit.popped)
            batch.scored("timer", self._at("timers"), member, due)

    def write(self, batch: Batch, changes: list[CaseChange]) -> None:
        """All writes of a turn that does not erase; ``changes`` are those of its tickets."""
        guard_changes(batch, self.site.keys, changes)
        self.remember(batch)
        write_changes(batch, self.site.keys, changes)
        self._write_conversation(batch)
        self._write_log(batch)
        self._write_timers(batch)
        self._write_calls(batch)
        self._write_lookups(batch)
        Tallies(self.site).write(batch, self.commit.tallies)
        Tallies(self.site).write_measures(batch, self.commit.measures)
        self._write_terms(batch)
        self._write_notices(batch, changes)

    def remember(self, batch: Batch) -> None:
        """The event is seen; it is not tried any more; a timer that it was is gone."""
        commit = self.commit
        mark = self.site.mark(commit.event_id)
        batch.put(self._of("seen"), {mark: seen_row(commit, self.site)})
        batch.write("HDEL", self._of("tries"), mark)
        if commit.popped is not None:
            member, _ = split_timer(commit.popped)
            batch.write("ZREM", self._at("timers"), member)
            batch.write("HDEL", self._of("conversation"), f"timer:{member.partition('|')[2]}")

    def _write_conversation(self, batch: Batch) -> None:
        commit, name = self.commit, self.commit.conversation
        fields: dict[str, Word] = {
            "version": commit.expected + 1,
            "state": commit.person.seal(name, "state", commit.state),
        }
        if commit.entries:
            fields["last"] = commit.last
        if commit.person.fresh:
            fields["channel"] = commit.channel
            batch.write("HDEL", self._of("conversation"), "erased")
            key: dict[str, Word] = {"id": commit.person.id, "generation": commit.person.generation}
            batch.put(self._of("person"), key | {"wrapped": commit.person.wrapped})
        if commit.address is not None:
            fields["address"] = commit.person.seal(name, "address", commit.address.encode())
        if commit.token_digest is not None:
            fields["token"] = commit.token_digest
        batch.put(self._of("conversation"), fields)

    def _write_log(self, batch: Batch) -> None:
        commit = self.commit
        if commit.entries:
            batch.write("RPUSH", self._of("log"), *(seal_entry(commit.person, entry) for entry in commit.entries))
        if commit.deliver:
            batch.put(self._of("delivery"), {str(message): "waiting" for message in commit.deliver})
        for message in commit.deliver:
            batch.write("XADD", self._at("out"), "*", "c", commit.conversation, "m", message)

    def _write_timers(self, batch: Batch) -> None:
        for timer in self.commit.timers:
            member = timer_member(self.commit.conversation, timer.kind)
            match timer:
                case SetTimer(at=at):
                    batch.write("ZADD", self._at("timers"), milliseconds(at.timestamp()), member)
                    batch.put(self._of("conversation"), {f"timer:{timer.kind}": milliseconds(at.timestamp())})
                case DropTimer():
                    batch.write("ZREM", self._at("timers"), member)
                    batch.write("HDEL", self._of("conversation"), f"timer:{timer.kind}")

    def _write_calls(self, batch: Batch) -> None:
        commit = self.commit
        for n, call in enumerate(commit.calls, start=1):
            name = f"{commit.conversation}:{commit.expected + 1}:{n}"
            payload = commit.person.seal(name, "payload", msgspec.json.encode(call.payload))
            words: tuple[Word, ...] = ("c", commit.conversation, "b", call.backend, "o", call.operation, "k", name)
            # What it is about may say who somebody is: the number of their firm, their occupation.
            about = commit.person.seal(name, "about", call.about.encode())
            words += ("p", payload, *(("s", about) if call.about else ()))
            batch.write("XADD", self._at("call"), "*", *words)

    def _write_lookups(self, batch: Batch) -> None:
        for kind, value in self.commit.lookups:
            key = self.site.index_key(batch.partition, kind, value)
            batch.write("SADD", key, self.commit.conversation)
            batch.write("SADD", self._of("rows"), key)

    def _write_terms(self, batch: Batch) -> None:
        if self.commit.expire_after is None:
            for kind in _TOGETHER if self.commit.expected else ():
                batch.write("PERSIST", self._of(kind))
            return
        term = milliseconds(self.commit.expire_after.total_seconds())
        for kind in _TOGETHER:
            batch.write("PEXPIRE", self._of(kind), term)

    def _write_notices(self, batch: Batch, changes: list[CaseChange]) -> None:
        commit, notices, now = self.commit, Notices(self.site.keys), self.site.clock.now()
        for line in audit_of(commit, now, told_of(commit.tickets)):
            notices.audit(batch, line)
        references = tuple(write.reference for write in commit.tickets)
        notices.tell(batch, Change(commit.conversation, commit.last, references, queues_of(changes)))

    def _of(self, kind: Kind) -> str:
        return self.site.keys.of(self.commit.conversation, kind)

    def _at(self, kind: Kind) -> str:
        return self.site.keys.at(self.site.keys.partition_of(self.commit.conversation), kind)
