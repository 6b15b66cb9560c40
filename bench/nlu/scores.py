"""Figures from rankings: how often right, and how well what does not belong is told from what does."""

from collections import Counter
from collections.abc import Sequence

from bench.nlu.engines import Example, Ranking
from nlu.understanding import OUT_OF_SCOPE

ACCEPTED = 0.95
"""Out-of-scope recall is measured where this share of the messages in scope is accepted."""
Answer = tuple[Example, Ranking]


def by_language(answers: Sequence[Answer]) -> dict[str, dict[str, float]]:
    """Scores of each language, and of ``all``."""
    languages = sorted({example.language for example, _ in answers})
    parts = {name: [one for one in answers if one[0].language == name] for name in languages}
    return {name: scores(part) for name, part in (parts | {"all": list(answers)}).items()}


def scores(answers: Sequence[Answer]) -> dict[str, float]:
    """Accuracy and macro-F1 of what is in scope; the share refused of what is not, when there is any."""
    inside = [(e.intent, ranking) for e, ranking in answers if e.intent != OUT_OF_SCOPE]
    outside = [ranking for e, ranking in answers if e.intent == OUT_OF_SCOPE]
    pairs = [(expected, best(ranking)[0]) for expected, ranking in inside]
    figures = {
        "messages": float(len(answers)),
        "accuracy": sum(expected == found for expected, found in pairs) / max(1, len(pairs)),
        "macro_f1": macro_f1(pairs),
    }
    if outside and inside:
        figures["out_of_scope_recall"] = refused([best(r)[1] for _, r in inside], [best(r)[1] for r in outside])
    return figures


def best(ranking: Ranking) -> tuple[str, float]:
    """The first intent that is one; confidence in ``out_of_scope`` is confidence in none of them."""
    return next(((name, sure) for name, sure in ranking if name != OUT_OF_SCOPE), (OUT_OF_SCOPE, 0.0))


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean F1 of the intents that were asked for; an intent found in vain lowers those it was taken for."""
    right = Counter(expected for expected, found in pairs if expected == found)
    asked, found = Counter(e for e, _ in pairs), Counter(f for _, f in pairs)
    return sum(2 * right[name] / (asked[name] + found[name]) for name in asked) / max(1, len(asked))


def refused(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The share of ``outside`` below the confidence that ``ACCEPTED`` of ``inside`` reach."""
    line = sorted(inside)[int(len(inside) * (1 - ACCEPTED))]
    return sum(sure < line for sure in outside) / len(outside)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
