"""Every limit of a conversation, by name. A chat engine without such numbers can loop or be filled up."""

from datetime import timedelta

TEXT_LENGTH = 4096
"""Code points of one message; what is longer is refused by the channel."""
CHOICES = 40
"""Values in one press of several choices."""
ANSWER_LENGTH = 2000
"""Code points of a free-text answer that stand on the ticket; the transcript keeps all."""
MISSES = 2
"""Answers in a row that are not understood before a person is offered."""
UNREAD = 20
"""Messages kept word for word for staff while nobody has taken over."""
WISHES = 10
"""Wishes and questions kept for later."""
LONG = 5
"""A message of so many words says more than just what it wants: its words go along with the ticket."""
RIVALS = 3
"""Meanings between which a person is asked to choose."""
DOUBT_WORDS = 3
"""Fewer words at an open question try to answer it: an example helps more than asking what else they may mean."""
ASKED_AGAIN = 3
"""Turns within which the same question once more says that its answer did not help."""
SURE_WORDS = 4
"""So many words in another language change the conversation's; fewer only when two messages follow each other."""
SHOWN_CASES = 5
"""Cases that are told of at once."""
REOPENED = timedelta(days=90)
"""A case that was closed so long ago is not opened again: a new one is."""
RATED = timedelta(days=7)
"""So long after closing it is asked how it went; later nobody remembers."""
VISITS_MET = 20
"""Visits whose end is remembered."""
CASES = 50
"""Tickets that one conversation remembers."""
SOURCES = 50
"""Messages of which is known which question they answered, so that editing them changes the answer."""
TRAIL = 100
"""Questions that *back* can go through."""
REMIND_AFTER = timedelta(hours=24)
"""An open form is recalled once, after this long."""
QUIET_FROM, QUIET_TO = 20, 8
"""Hours of the day in Stockholm between which nobody is reminded."""
PAUSE = timedelta(hours=6)
"""After so long a silence the open question is introduced with where we were."""
UNUSED_AFTER = timedelta(hours=1)
"""A conversation in which the person never wrote is forgotten after this long."""
PROMISE_DAYS = 60
"""Days ahead within which an answer can be promised."""
INQUIRIES = 60
"""Checks of tickets that one conversation remembers."""
