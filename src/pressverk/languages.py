"""Languages by their tags (BCP 47)."""

import re
from typing import Literal

Direction = Literal["ltr", "rtl"]

SUBTAGS = re.compile(
    r"(?P<language>[a-z]{2,8})(?:-[a-z]{3}(?![a-z\d])){0,3}(?:-(?P<script>[a-z]{4})(?![a-z\d]))?",
    re.IGNORECASE,
)
# Written from right to left unless the tag names another script (Unicode CLDR, likely subtags).
RIGHT_TO_LEFT_LANGUAGES = """
    acm aeb ajp apc apd ar arb arc arq ars ary arz azb bal bgn bqi ckb dv fa glk haz he iw ji
    khw ks lrc luz mzn nqo pbt pes pnb prs ps sd sdh skr syr ug ur yi
"""
RIGHT_TO_LEFT_SCRIPTS = """
    adlm arab aran hebr mand mend nkoo rohg samr syrc thaa
"""
LANGUAGES = frozenset(RIGHT_TO_LEFT_LANGUAGES.split())
SCRIPTS = frozenset(RIGHT_TO_LEFT_SCRIPTS.split())


def direction(language: str) -> Direction:
    """Return which way *language*, a tag, is written.

    >>> direction("ar-EG"), direction("az-Arab"), direction("ar-Latn"), direction("sv")
    ('rtl', 'rtl', 'ltr', 'ltr')
    """
    subtags = SUBTAGS.match(language)
    if subtags is None:
        return "ltr"
    if subtags["script"]:
        return "rtl" if subtags["script"].lower() in SCRIPTS else "ltr"
    return "rtl" if subtags["language"].lower() in LANGUAGES else "ltr"
