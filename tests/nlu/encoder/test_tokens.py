"""Texts are cut into the pieces that the network was trained with, however long they are and whatever they hold."""

import pytest

from nlu.encoder import LONGEST, MOST_TOKENS
from nlu.encoder.tokens import Tokenizer
from nlu.encoder.weights import Weights

KNOWN = {
    "query: jag söker jobb": [0, 41, 1294, 12, 810, 42411, 9813, 2],
    "query: шукаю роботу": [0, 41, 1294, 12, 97946, 743, 40097, 2],
    "query: ": [0, 41, 1294, 12, 6, 2],
    "Hello, world!": [0, 35378, 4, 8999, 38, 2],
}
WILD = {
    "empty": "",
    "spaces": " " * 4096,
    "longest": "Я шукаю роботу. " * 256,
    "one word": "x" * 4096,
    "one character for eighteen": "ﷺ" * 1000,
    "zero width": "\u200b\u200d\ufeff" * 1000,
    "half pairs": "\ud800\udfff" * 500,
    "control": "".join(map(chr, range(32))) * 20,
    "marks": "a" + "\u0301" * 4000,
    "emoji": "👩‍👩‍👧‍👦" * 500,
    "no known script": "\U00012000" * 1000,
    "the piece for unknown": "<unk></s><s><pad>",
}


@pytest.mark.parametrize("text", KNOWN)
def test_known_texts_are_cut_as_they_were_in_training(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.tokens(text) == KNOWN[text]


def test_pieces_make_up_the_text_again(tokenizer: Tokenizer, weights: Weights) -> None:
    names = {number: piece for piece, number in weights.pieces.items()}
    text = "Легітимація лікаря: kan jag ansöka? Yes, 3 years"
    pieces = "".join(names[token] for token in tokenizer.tokens(text)[1:-1])
    assert pieces.replace("\u2581", " ").strip() == text


def test_of_all_ways_the_most_probable_is_taken(tokenizer: Tokenizer, weights: Weights) -> None:
    """Not the longest piece first."""
    text = "\u2581arbetsmarknadsutbildning"
    found = tokenizer.tokens(text.replace("\u2581", " "))[1:-1]
    greedy, at = [], 0
    while at < len(text):
        stop = next(end for end in range(len(text), at, -1) if text[at:end] in weights.pieces)
        greedy.append(weights.pieces[text[at:stop]])
        at = stop
    assert greedy != found
    assert weights.scores[found].sum() > weights.scores[greedy].sum()


def test_spaces_and_forms_of_letters_make_no_difference(tokenizer: Tokenizer) -> None:
    same = ["söker jobb", "  söker    jobb", "so\u0308ker jobb", "ｓöｋｅｒ jobb", "söker\u00a0jobb"]
    assert len({tuple(tokenizer.tokens(text)) for text in same}) == 1


def test_what_no_piece_holds_is_unknown(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokens("a \U00012000")[-2] == tokenizer.unknown
    assert tokenizer.tokens("\ud800")[-2] == tokenizer.unknown


@pytest.mark.parametrize("name", WILD)
def test_any_text_becomes_a_bounded_number_of_tokens(tokenizer: Tokenizer, weights: Weights, name: str) -> None:
    tokens = tokenizer.tokens(WILD[name])
    assert 2 < len(tokens) <= MOST_TOKENS
    assert (tokens[0], tokens[-1]) == (tokenizer.begin, tokenizer.end)
    assert 0 <= min(tokens) <= max(tokens) < weights.shape.words


def test_only_the_beginning_is_looked_at(tokenizer: Tokenizer) -> None:
    """Its length is counted after one character has become eighteen."""
    assert tokenizer.tokens("ы" * LONGEST) == tokenizer.tokens("ы" * LONGEST + " ще щось")
    assert tokenizer.tokens("ﷺ" * 40) == tokenizer.tokens("ﷺ" * 1000)
