"""A form that was left open is recalled once, after a day of silence."""

from dialogs.draft import Draft
from dialogs.effects import DropTimer, SetTimer
from dialogs.limits import REMIND_AFTER
from dialogs.promise import reminder_at
from dialogs.questions import ask_resume


def set_reminder(draft: Draft) -> None:
    """Recall the form once, a day from now; a timer that is already set stays."""
    if "reminder" in draft.now.timers or "no-reminders" in draft.now.told or "reminded" in draft.now.told:
        return
    at = reminder_at(draft.context.now + REMIND_AFTER)
    draft.change(timers=(*draft.now.timers, "reminder"))
    draft.do(SetTimer(kind="reminder", at=at))


def drop_reminder(draft: Draft) -> None:
    """There is nothing left to recall."""
    if "reminder" in draft.now.timers:
        draft.change(timers=tuple(t for t in draft.now.timers if t != "reminder"))
        draft.do(DropTimer(kind="reminder"))


def remind(draft: Draft) -> None:
    """Recall the open form: once, and only after a whole day of silence."""
    if draft.flow is None or "no-reminders" in draft.now.told:
        return
    since = draft.now.last_seen or draft.context.now
    if since + REMIND_AFTER > draft.context.now:
        draft.change(timers=(*draft.now.timers, "reminder"))
        draft.do(SetTimer(kind="reminder", at=reminder_at(since + REMIND_AFTER)))
        return
    if draft.once("reminded"):
        resume = draft.now.offer.resume if draft.now.offer else draft.now.step
        draft.say("reminder", kind="notice")
        ask_resume(draft, resume)
