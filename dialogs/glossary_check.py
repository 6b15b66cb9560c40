"""Whether texts use the words of the glossary: where Swedish has a term, Ukrainian and English have theirs."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from dialogs import pact
from dialogs.glossary import Avoided, Exemption, Term, avoided, exceptions, plain, terms
from dialogs.guide import book
from dialogs.texts import LANGUAGES, read_catalogue

OTHERS = ("uk", "en")
NAMES = {"sv": "Swedish", "uk": "Ukrainian", "en": "English"}
# Endings of nouns, adjectives and participles; all of them may follow any word's beginning.
_ENDINGS = {
    "sv": "s t ts n ns na nas a as d da das de des e es en ens er ers erna ernas et ets ar ars arna arnas r rs",
    "en": "s ’s s’ es e ed ing ies",
}
_ANY_ENDING = {
    **{
        language: f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})?"
        for language, words in _ENDINGS.items()
    },
    "uk": "[а-щьюяєіїґ’]{0,5}",
}
_APOSTROPHES = str.maketrans({"'": "’", "ʼ": "’", "`": "’"})
_PLACEHOLDER = re.compile(r"\{[^}]*\}")

Texts = Mapping[str, Mapping[str, str]]


def all_texts() -> dict[str, dict[str, str]]:
    """Every text for people by key and language: catalogues, guide, membership. Plural forms follow each other."""
    found: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        for message in read_catalogue(language):
            if message.id:
                key = message.id if isinstance(message.id, str) else message.id[0]
                words = message.string if isinstance(message.string, str) else "\n".join(message.string or ())
                found.setdefault(key, {})[language] = words
        for key, words in book.texts(language).items():
            found.setdefault(key, {})[language] = words
    return found | {key: dict(words) for key, words in pact.texts().items()}


def faults(texts: Texts, allowed: Iterable[Exemption] | None = None) -> list[str]:
    """What is wrong, in sentences: terms that a language lacks, words to avoid, exceptions that nothing needs."""
    told = {(e.text, e.term, e.language): e for e in (exceptions() if allowed is None else allowed)}
    found = []
    needed = set()
    for key, words in texts.items():
        for term, language, sentence in (*_lacking(words), *_disliked(words)):
            needed.add((key, term, language))
            if (key, term, language) not in told:
                found.append(f"{key}: {sentence}")
    found += [
        f"{text}: the exception for “{term}” ({language}) is not needed." for text, term, language in set(told) - needed
    ]
    return sorted(found)


def terms_in(text: str, language: str) -> list[Term]:
    """The terms in a text; where two overlap the longer one counts."""
    words = _even(text)
    met = [
        (found.start(), found.end(), term)
        for term in terms()
        for pattern in _patterns(term, language)
        for found in pattern.finditer(words)
    ]
    kept: list[tuple[int, int, Term]] = []
    for start, end, term in sorted(met, key=lambda hit: hit[0] - hit[1]):
        if all(end <= before or start >= after for before, after, _ in kept):
            kept.append((start, end, term))
    return [term for _, _, term in sorted(kept, key=lambda hit: hit[0])]


def has_term(text: str, term: Term, language: str) -> bool:
    """Whether a text has the term's word, or one that passes for it."""
    return any(pattern.search(_even(text)) for pattern in _patterns(term, language))


def _lacking(words: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Term, language and sentence for each Swedish term without its counterpart."""
    for term in dict.fromkeys(terms_in(words["sv"], "sv")):
        for language in OTHERS:
            if not has_term(words[language], term, language):
                ours = term.word("sv")
                sentence = f"Swedish has “{ours}”; {NAMES[language]} has no “{term.word(language)}”."
                yield ours, language, sentence


def _disliked(words: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for word in avoided():
        if _uses(words[word.language], word):
            bad = plain(word.word)
            yield bad, word.language, f"{NAMES[word.language]} has “{bad}”; better: {word.better}."


def _uses(text: str, word: Avoided) -> bool:
    left = _even(text)
    for phrase in word.allowed:
        left = left.replace(_even(phrase), " ")
    return _beginning(word.word, word.language).search(left) is not None


def _patterns(term: Term, language: str) -> list[re.Pattern[str]]:
    return [_beginning(word, language) for word in (*term.words[language], *term.passes.get(language, ()))]


@cache
def _beginning(word: str, language: str) -> re.Pattern[str]:
    """Finds ``дозв|іл на проживанн|я`` in any of its cases."""
    words = r"\s+".join(_inflected(part, language) for part in _even(word).split())
    return re.compile(rf"(?<![\w’]){words}(?!\w)")


def _inflected(part: str, language: str) -> str:
    stem, bar, ending = part.partition("|")
    return f"{re.escape(stem)}(?:{ending}|{_ANY_ENDING[language]})" if bar or len(stem) > 3 else re.escape(stem)


def _even(text: str) -> str:
    """The text without what differs between equal words: case, kinds of apostrophes, placeholders."""
    return _PLACEHOLDER.sub(" ", unicodedata.normalize("NFC", text).translate(_APOSTROPHES)).casefold()
