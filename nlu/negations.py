"""What a "not" undoes."""

from nlu.words import Word

# How many words behind it a negation undoes.
REACH = 2
NEGATIONS = frozenset(
    "inte ej icke aldrig ingen inget inga utan "
    "not no never without cannot dont doesnt didnt isnt arent wasnt havent hasnt cant couldnt wont "
    "не ні нема немає без ніколи нет нету никогда nie ne nema".split()
)
BEFORE_BUT = frozenset("inte ej icke ingen inget inga".split())
# How many words before it "utan" looks for its "inte".
FAR = 4
ANSWERS = frozenset(("no", "ні", "нет"))
SUBJECTS = frozenset(("i", "im", "we", "were", "я", "ми", "мы"))


def find_negated(words: tuple[Word, ...]) -> list[bool]:
    """Which words a negation undoes: itself and the two behind it, up to a pause ("not yet, how do I apply?")."""
    denied = [False] * len(words)
    for at, word in enumerate(words):
        if word.text in NEGATIONS and not _is_answer(words, at) and not _turns(words, at):
            denied[at] = True
            for behind in range(at + 1, min(at + 1 + REACH, len(words))):
                if _pauses(words, behind):
                    break
                denied[behind] = True
    return denied


def _is_answer(words: tuple[Word, ...], at: int) -> bool:
    """A "no" before a new sentence ("no I live in …") denies nothing that comes after it."""
    return words[at].text in ANSWERS and at + 1 < len(words) and words[at + 1].text in SUBJECTS


def _turns(words: tuple[Word, ...], at: int) -> bool:
    """The "utan" of "inte Solna utan Stockholm" is a "but": it denies nothing."""
    before = [word.text for word in words[max(0, at - FAR) : at]]
    return words[at].text == "utan" and "och" not in before and not BEFORE_BUT.isdisjoint(before)


def _pauses(words: tuple[Word, ...], at: int) -> bool:
    """More than a space stands before this word."""
    return words[at].start - words[at - 1].end > 1
