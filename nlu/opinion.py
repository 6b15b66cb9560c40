"""What another engine says a message means, beside what ours found in it.

The other one is heard about the intent alone. Commands and danger are ours: they must not depend on anybody.
"""

import msgspec

from nlu.understanding import Intent, Understanding

DANGER = "report_danger"


def adopt(heard: Understanding, ranking: tuple[Intent, ...] | None) -> Understanding:
    """``heard`` with the intents of ``ranking``, unless it has none or the intent is not to be argued about."""
    if not ranking or heard.intent.name == DANGER or heard.text.startswith("/"):
        return heard
    same = ranking[0].name == heard.intent.name
    return msgspec.structs.replace(heard, intent=ranking[0], intent_ranking=ranking, whole=heard.whole and same)
