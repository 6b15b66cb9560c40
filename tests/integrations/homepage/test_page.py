"""What is read off a page."""

from time import perf_counter

import pytest

from integrations.homepage.page import MOST, clean, words_of

HTML = "text/html"


def test_title_language_and_what_can_be_seen() -> None:
    """Not programs, styles, or what is only for others; entities are letters."""
    body = """<!doctype html><html LANG="sv-SE"><head><title>
      Köket &amp; Kaféet </title><style>p{}</style><script>var a = "<p>hidden</p>";</script>
      <meta name="description" content="Mat i Solna"><meta property="og:site_name" content="Köket AB"></head>
      <body><noscript>hidden</noscript><svg><title>hidden</title><text>hidden</text></svg>
      <template><p>hidden</template><h1>V&auml;lkommen&nbsp;hit</h1><!-- hidden --><img alt="Logotyp" src=x>
      <p>Vi   lagar<br>mat</p></body></html>"""
    words = words_of(body.encode(), HTML, "utf-8")
    assert (words.title, words.language) == ("Köket & Kaféet", "sv-SE")
    assert words.text == "Välkommen hit Vi lagar mat"
    assert words.also == "Köket & Kaféet Mat i Solna Köket AB Logotyp"


@pytest.mark.parametrize(
    "body,charset,text",
    [
        ("Åäö".encode(), None, "Åäö"),
        ("Åäö".encode(), "utf-8", "Åäö"),
        ("Åäö".encode("cp1252"), None, "Åäö"),
        ("Åäö".encode("latin-1"), "ISO-8859-1", "Åäö"),
        ("Їжа".encode("cp1251"), "windows-1251", "Їжа"),
        (b"<meta charset='windows-1251'>" + "Їжа".encode("cp1251"), None, "Їжа"),
        (b"<meta http-equiv=c content='text/html; charset=koi8-u'>" + "Їжа".encode("koi8-u"), None, "Їжа"),
        (b"\xef\xbb\xbf" + "Åäö".encode(), "latin-1", "Åäö"),
        ("Åäö".encode("utf-16"), "utf-16", "Åäö"),
        ("Åäö".encode(), "zlib", "Åäö"),
        ("Åäö".encode(), "punycode", "Åäö"),
        (b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
        (b"a\xffb", "utf-8", "a\ufffdb"),
    ],
)
def test_letters_of_any_alphabet(body: bytes, charset: str | None, text: str) -> None:
    """As the server or the page says, where that is an encoding of pages at all."""
    assert words_of(body, HTML, charset).text == text


def test_plain_text_has_no_tags() -> None:
    words = words_of(b"<title>a</title>  b", "text/plain", None)
    assert (words.title, words.text) == ("", "<title>a</title> b")


@pytest.mark.parametrize("language", ["s", "sv_SE", "sv<", "a" * 200, "sv-" * 20, '" onload="x'])
def test_a_language_is_a_code(language: str) -> None:
    assert words_of(f"<html lang='{language}'><p>a".encode(), HTML, None).language == ""


def test_what_cannot_be_seen_or_turns_the_rest_is_left_out() -> None:
    assert clean("a\u202eb\u200bc\x00d\ue000\u2066e\n\t f\xadg") == "abcde fg"


def test_the_end_of_a_long_page_is_kept_too() -> None:
    """There the number of an organisation stands."""
    body = b"<p>start " + b"word " * 100_000 + b"<footer>org.nr 556002-1361</footer>"
    text = words_of(body, HTML, None).text
    assert text.startswith("start ")
    assert text.endswith("556002-1361")
    assert len(text) <= 2 * MOST + 1


@pytest.mark.parametrize(
    "unit",
    ["<", "<!--", "<!", "<a ", "<a/", "<a b='", "<a b=c ", "</", "</a", "<?", "<![CDATA[", "<title>", "<script>",
     "</script", "<svg>", "</svg>", "<svg><p>", "&", "&#", "&amp", "<x", "<a =", "<div>", "<div></p>", "<html lang=a>",
     "<img alt=a>",
     "<meta name=author content=a>", "\u200b", "a\x00", "<body>"],
)  # fmt: skip
def test_a_page_that_was_made_to_keep_us_busy(unit: str) -> None:
    """Half a million characters of anything are read, or given up, in a moment."""
    body = (unit * (500_000 // len(unit))).encode()
    begun = perf_counter()
    words_of(body, HTML, None)
    words_of(body + b">-->]]>' \"", HTML, None)
    assert perf_counter() - begun < 8


def test_a_tag_without_an_end_ends_the_reading() -> None:
    """What came before it is kept."""
    body = b"<title>Well</title><p>before<p>" + b"<!-- " + b"x" * 1_000_000 + b"<p>after"
    words = words_of(body, HTML, None)
    assert (words.title, words.text) == ("Well", "before")
