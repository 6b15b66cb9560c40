"""The figures as a table, with the ratio ours/Rasa on every line."""

from collections.abc import Iterator
from typing import Any

OURS, RASA = "ours", "rasa"
WORDS = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "out_of_scope_recall": "out-of-scope recall",
    "p50_ms": "parse p50, ms",
    "p99_ms": "parse p99, ms",
    "p50_cpu_ms": "parse p50, ms of CPU",
    "p99_cpu_ms": "parse p99, ms of CPU",
    "load_s": "load, s",
    "memory_mb": "memory, MB",
    "install_mb": "installed, MB",
    "train_s": "training, s",
    "train_cpu_s": "training, s of CPU",
    "train_memory_mb": "memory in training, MB",
}
LARGER_IS_BETTER = frozenset({"accuracy", "macro_f1", "out_of_scope_recall"})


def ratios(figures: dict[str, Any]) -> dict[str, float]:
    """Ours divided by Rasa's, for every line that both have."""
    return {
        name: ours / rasa for name, (ours, rasa) in lines(figures).items() if ours is not None and rasa not in {None, 0}
    }


def lines(figures: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """``language measure`` or ``measure`` → ours, Rasa's; None where an engine was not run."""
    both = {engine: dict(_flat(figures.get(engine, {}))) for engine in (OURS, RASA)}
    names = dict.fromkeys([*both[OURS], *both[RASA]])
    return {name: (both[OURS].get(name), both[RASA].get(name)) for name in names}


def wins(name: str, ratio: float) -> bool:
    """Ours is better, or as good."""
    return ratio >= 1 if name.rsplit(maxsplit=1)[-1] in LARGER_IS_BETTER else ratio <= 1


def table(corpus: str, figures: dict[str, Any]) -> str:
    """One corpus; a line that we lose is marked."""
    shares = ratios(figures)
    rows = [f"{corpus:<34}{'ours':>10}{'Rasa':>10}{'ours/Rasa':>11}"]
    for name, (ours, rasa) in lines(figures).items():
        share = shares.get(name)
        end = "" if share is None else f"{share:>11.3f}{'' if wins(name, share) else '  <- Rasa is better'}"
        rows.append(f"{_words(name):<34}{_shown(ours):>10}{_shown(rasa):>10}{end}")
    return "\n".join(rows)


def _flat(one: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for language, measures in one.get("quality", {}).items():
        yield from ((f"{language} {name}", value) for name, value in measures.items() if name in WORDS)
    yield from one.get("cost", {}).items()


def _words(name: str) -> str:
    *language, measure = name.split()
    return " ".join([*language, WORDS[measure]])


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if value < 1 else f"{value:.1f}"
