"""What another engine says a message means, beside what ours found in it.

The other one is heard about the intent alone. Commands and danger are ours: they must not depend on anybody.
"""

import msgspec

from nlu.understanding import DANGER, Intent, Understanding


def adopt(heard: Understanding, ranking: tuple[Intent, ...] | None) -> Understanding:
    """``heard`` with the intents of ``ranking``, unless it has none or the intent is not to be argued about."""
    if not ranking or heard.intent.name == DANGER or heard.text.startswith("/"):
        return heard
    first = ranking[0]
    return msgspec.structs.replace(
        heard,
        intent=first,
        intent_ranking=ranking,
        whole=heard.whole and first.name == heard.intent.name,
        # Our doubts are not theirs; what other sentences say is.
        rivals=(),
        also=tuple(name for name in heard.also if name != first.name),
    )
