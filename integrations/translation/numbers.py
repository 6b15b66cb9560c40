"""What is hidden by its shape: addresses on the net, telephone numbers, sums, dates, numbers of papers and cases."""

import regex

# Between digits of one number: blanks of all kinds, dashes, dots, brackets; never a new line.
_BETWEEN = r"(?:[^\S\r\n]|[-‐‑–—−.,:/()'’+*×]){0,3}"
# With or without a scheme.
_WEB = (
    r"(?:\b[a-z][a-z0-9+.-]{1,15}://|\bwww\.|\b(?:t|wa|fb|m)\.me/)[^\s<>\"«»]{1,2000}(?<![.,;:!?)\]…'’])"
    r"|(?<![\w@./-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,4}"
    r"(?:com|org|net|se|nu|eu|ua|info|app|dev|io|ru|укр|рф)\b(?:[/?#][^\s<>\"«»]{0,2000}(?<![.,;:!?)\]…'’]))?"
)
_MAIL = r"[^\s@<>(),;:\"«»]{1,64}@[^\s@<>(),;:\"«»]{1,190}(?<![.!?…'’])"
_HANDLE = r"(?<![\w@.])@[\w.]{2,64}(?<!\.)"
# A reference of a case, IP-7K4M-2QXD, however it is typed.
_CASE = (
    r"(?<!\w)[iіи][pрп](?=[\p{L}\p{N}\s–—_-]{0,10}(?:\p{N}|[-–—_]))"
    r"[\s–—_-]?[\p{L}\p{N}]{4}[\s–—_-]?[\p{L}\p{N}]{4}(?!\w)"
)
# Letters and digits in one word: passports, papers, flats, accounts.
_PAPER = (
    r"(?<![\p{L}\p{N}])(?=[\p{L}\p{N}]*\p{N})(?=[\p{L}\p{N}]*\p{L})[\p{L}\p{N}]+"
    r"(?:[-–/._][\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*)*"
)
_NUMBER = rf"(?:\+|\(\+?(?=\p{{N}}+\){_BETWEEN}\p{{N}}))?\p{{N}}(?:{_BETWEEN}\p{{N}})*"
PATTERNS = tuple(regex.compile(pattern, regex.IGNORECASE) for pattern in (_WEB, _MAIL, _HANDLE, _CASE, _PAPER, _NUMBER))
DIGIT = regex.compile(r"\p{N}")
