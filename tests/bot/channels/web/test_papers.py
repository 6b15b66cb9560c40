"""What the papers say was read by somebody on the day that they name."""

import hashlib
from datetime import date

import pytest

from bot.channels.web.papers import ACCESSIBILITY, PRIVACY, Paper
from bot.render import Texts

# Who changes a text reads the whole page, sets the date in papers.py and notes both here.
REVIEWED = {
    "chat-privacy": (date(2026, 11, 22), "f50d7ccb"),
    "chat-accessibility": (date(2026, 11, 22), "68c53c65"),
}


@pytest.mark.parametrize("paper", [PRIVACY, ACCESSIBILITY], ids=lambda paper: paper.prefix)
def test_review_date_moves_with_the_text(paper: Paper, texts: Texts) -> None:
    words = [
        paragraph
        for language in texts.languages
        for section in paper.told(texts, language, {})
        for paragraph in section.paragraphs
    ]
    assert (paper.reviewed, hashlib.sha256("\n".join(words).encode()).hexdigest()[:8]) == REVIEWED[paper.prefix]


def test_words_of_staff_replace_a_section(texts: Texts) -> None:
    told = PRIVACY.told(texts, "en", {"period": "Two years."})
    assert [section.paragraphs for section in told if section.name == "period"] == [("Two years.",)]
