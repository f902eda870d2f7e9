"""A small newsroom to test with. All its names are sample data."""

from pathlib import Path

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44" width="44" height="44">'
    '<path fill="#1f5c6b" d="M0 0h44v44H0z"/></svg>'
)
NEWSROOM_TOML = """\
language = "sv"
time_zone = "Europe/Stockholm"

[sender]
name = "Exempelstad"
logo = "logo.svg"
website = "https://www.exempel.se"

[brand]
colour = "#1f5c6b"

[boilerplate.sv]
heading = "Om Exempelstad"
text = "Exempelstad är en kommun."

[contacts.press]
name = "Presstjänsten"
title = "Exempel"
phone = "08-000 00 00"
email = "press@exempel.se"
"""
ARTICLE = """\
---
layout: press-release
title: Ett pris
date: 2018-11-23
lead: Kommunen har fått ett pris för sitt arbete.
contacts: [press]
---

Priset delas ut varje år.
"""


def article(slug_folder: Path, text: str = ARTICLE) -> Path:
    """Write an article and return its file."""
    slug_folder.mkdir(parents=True)
    path = slug_folder / "index.md"
    path.write_text(text, encoding="utf-8")
    return path
