"""Marked-up texts are read as Telegram reads them, and refused in its words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.sandbox.telegram.formatting.draft import Formatted
from integrations.sandbox.telegram.formatting.text import read_text, seen_text, tidy_text
from integrations.sandbox.telegram.formatting.utf16 import piece, units
from integrations.sandbox.telegram.refusals import Refusal

GOOD = [
    ("HTML", "<b>hej</b>", "hej", [("bold", "hej")]),
    ("HTML", "😀 <i>å<b>ä</b></i>", "😀 åä", [("italic", "åä"), ("bold", "ä")]),
    ("HTML", "<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler>", "abc",
     [("underline", "a"), ("strikethrough", "b"), ("spoiler", "c")]),
    ("HTML", '<span class="tg-spoiler">c</span>', "c", [("spoiler", "c")]),
    ("HTML", "<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd",
     [("bold", "a"), ("italic", "b"), ("underline", "c"), ("strikethrough", "d")]),
    ("HTML", '<pre><code class="language-py">x</code></pre>', "x", [("pre", "x")]),
    ("HTML", "<code>x</code>", "x", [("code", "x")]),
    ("HTML", "<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", "q")]),
    ("HTML", "<blockquote>q</blockquote>", "q", [("blockquote", "q")]),
    ("HTML", "&lt;3 &amp; &quot;&#1111;&#x456;&copy;", '<3 & "їі&copy;', []),
    ("HTML", "<a href='https://x.se/a?b=1&amp;c=2'>x</a>", "x", [("text_link", "x")]),
    ("HTML", "<a href='nowhere'>x</a>", "x", []),
    ("HTML", '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", "👍")]),
    ("MarkdownV2", "*fet* _kursiv_ __under__ ~bort~ ||dolt||", "fet kursiv under bort dolt",
     [("bold", "fet"), ("italic", "kursiv"), ("underline", "under"), ("strikethrough", "bort"), ("spoiler", "dolt")]),
    ("MarkdownV2", "_*båda*_", "båda", [("bold", "båda"), ("italic", "båda")]),
    ("MarkdownV2", "1\\. \\*inte fet\\*", "1. *inte fet*", []),
    ("MarkdownV2", "`a*b` ```py\nx=1\n```", "a*b x=1", [("code", "a*b"), ("pre", "x=1")]),
    ("MarkdownV2", "[sida](https://x.se/\\))", "sida", [("text_link", "sida")]),
    ("MarkdownV2", ">ett\n>två\ntre", "ett\ntvå\ntre", [("blockquote", "ett\ntvå\n")]),
    ("MarkdownV2", "slut\n>citat", "slut\ncitat", [("blockquote", "citat")]),
    ("MarkdownV2", "![👍](tg://emoji?id=5368324170671202286)", "👍", [("custom_emoji", "👍")]),
    ("Markdown", "*fet* _kursiv_ `kod` [sida](https://x.se/) \\_", "fet kursiv kod sida _",
     [("bold", "fet"), ("italic", "kursiv"), ("code", "kod"), ("text_link", "sida")]),
    ("none", "<b>", "<b>", []),
]  # fmt: skip

HALF = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
BAD = [
    ("HTML", "<b>hej", "Can't find end tag corresponding to start tag b"),
    ("HTML", "1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("HTML", "åäö <center>", 'Unsupported start tag "center" at byte offset 7'),
    ("HTML", "<b", "Unclosed start tag at byte offset 0"),
    ("HTML", "<b></i>", 'Unmatched end tag at byte offset 3, expected "</b>", found "</i>"'),
    ("HTML", "hej</b>", "Unexpected end tag at byte offset 3"),
    ("HTML", "<b>a</b", "Unclosed end tag at byte offset 4"),
    ("HTML", "<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
    ("HTML", "<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("HTML", "<a href=å>", "Unexpected end of name token at byte offset 8"),
    ("HTML", '<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
    ("HTML", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("HTML", "&#55357;", HALF),
    ("MarkdownV2", "hej.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
    ("MarkdownV2", "a | b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
    ("MarkdownV2", "å *fet", "Can't find end of Bold entity at byte offset 3"),
    ("MarkdownV2", "_a *b_ c*", "Can't find end of Bold entity at byte offset 8"),
    ("MarkdownV2", "[a](b", "Can't find end of a URL at byte offset 4"),
    ("MarkdownV2", "![a]", "Custom emoji entity must contain a tg://emoji URL"),
    ("MarkdownV2", "```py\nx", "Can't find end of PreCode entity at byte offset 0"),
    ("Markdown", "a *b", "Can't find end of the entity starting at byte offset 2"),
]  # fmt: skip


@pytest.mark.parametrize("mode,source,text,marks", GOOD)
def test_marks_are_read(mode: str, source: str, text: str, marks: list[tuple[str, str]]) -> None:
    """Each mark covers the words that it should, counted in UTF-16."""
    whole = tidy_text(read_text(source, mode))
    assert whole.text == text
    assert [(e["type"], piece(whole.text, e["offset"], e["length"])) for e in whole.entities] == marks


@pytest.mark.parametrize("mode,source,words", BAD)
def test_nonsense_is_refused_with_its_place(mode: str, source: str, words: str) -> None:
    """The place is a number of bytes."""
    with pytest.raises(Refusal) as refused:
        read_text(source, mode)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


def test_an_unknown_parse_mode_is_refused() -> None:
    """As Telegram words it."""
    with pytest.raises(Refusal, match="Bad Request: unsupported parse_mode"):
        read_text("hej", "Word")


def test_links_are_kept_as_telegram_keeps_them() -> None:
    """A site without a path gets one."""
    (link,) = read_text('<a href="HTTPS://x.se">x</a>', "HTML").entities
    assert link["url"] == "HTTPS://x.se/"
    (mention,) = read_text('<a href="tg://user?id=7">x</a>', "HTML").entities
    assert (mention["type"], mention["user"]["id"]) == ("text_mention", 7)


def test_text_is_tidied_and_its_marks_move_along() -> None:
    """Outer blanks, controls and marks of direction go."""
    raw = read_text("  \n\x00a\r <b>\u202eb\u2028c</b>  ", "HTML")
    whole = tidy_text(raw)
    assert whole == Formatted("a bc", ({"type": "bold", "offset": 2, "length": 2},))


def test_a_text_of_blanks_is_no_text() -> None:
    """Telegram says so."""
    with pytest.raises(Refusal, match="Bad Request: text must be non-empty"):
        tidy_text(Formatted(" \n\u202e "))


def test_given_entities_are_taken_or_refused() -> None:
    """What Telegram finds by itself is dropped, what is no entity refused."""
    bold = {"type": "bold", "offset": 0, "length": 1}
    assert read_text("abc", "", [bold, {"type": "url", "offset": 0, "length": 3}]).entities == (bold,)
    for wrong, words in [
        ("x", "expected an Object"),
        ({"type": "bold"}, 'Can\'t find field "offset"'),
        ({"type": "loud", "offset": 0, "length": 1}, "Unsupported type specified"),
    ]:
        with pytest.raises(Refusal) as refused:
            read_text("abc", "", [wrong])
        assert refused.value.description == f"Bad Request: can't parse MessageEntity: {words}"


def test_telegram_marks_by_itself() -> None:
    """Commands, mentions, addresses; but nothing inside code."""
    whole = seen_text(Formatted("/start@stra_bot @anna_b #vård https://x.se/a. a@b.se +46 70 123 45 67 stockholm.se"))
    found = [(e["type"], piece(whole.text, e["offset"], e["length"])) for e in whole.entities]
    assert found == [
        ("bot_command", "/start@stra_bot"),
        ("mention", "@anna_b"),
        ("hashtag", "#vård"),
        ("url", "https://x.se/a"),
        ("email", "a@b.se"),
        ("phone_number", "+46 70 123 45 67"),
        ("url", "stockholm.se"),
    ]
    code: tuple[dict[str, Any], ...] = ({"type": "code", "offset": 0, "length": 6},)
    assert seen_text(Formatted("/start", code)).entities == code


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(["HTML", "MarkdownV2", "Markdown"])
)
def test_any_text_is_read_or_refused(source: str, mode: str) -> None:
    """No text makes the parsers fall over, and no mark reaches beyond its text."""
    try:
        whole = seen_text(read_text(source, mode))
    except Refusal:
        return
    assert all(e["length"] > 0 and e["offset"] + e["length"] <= units(whole.text) for e in whole.entities)
