"""A new article and a new newsroom, ready to build."""

import datetime as dt
import json
import re
import unicodedata
from pathlib import Path

from pressverk.errors import OutputError
from pressverk.files import make_folder, write_whole
from pressverk.i18n import LANGUAGES, N_, _, catalogue, reason_of
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import ARTICLES, INDEX, NEWSROOM_FILE, OUTPUT

ARTICLE = """\
---
layout: {layout}
title: {title}
date: {date}
language: {language}
lead: >-
  {lead}
contacts: [{contact}]
---

{body}
"""

REPORT = """\
---
layout: {layout}
title: {title}
date: {date}
year: {year}
language: {language}
lead: >-
  {lead}
notice: {notice}
contacts: [{contact}]
chapters: [{folder}/*.md]
---
"""

CHAPTER = """\
---
title: {title}
---

{body}

## {heading}

{sentence}

```chart
id: {chart}
kind: bar
data: {data}
x: ar
y: antal
caption: {caption}
```
"""

DATA = "ar,antal\n{years}\n"
SCHEMA = """\
title = { sv = "Besök", en = "Visits" }
source = "exempel"
note = { sv = "Exempeldata: alla tal är påhittade.", en = "Sample data: all are invented." }
key = ["ar"]

[columns.ar]
type = "year"
label = { sv = "År", en = "Year" }

[columns.antal]
type = "integer"
label = { sv = "Antal besök", en = "Visits" }
minimum = 0
"""

NEWSROOM = """\
# {comment}

language = "sv"
time_zone = "Europe/Stockholm"

[sender]
name = {name}
logo = "logo.svg"

[brand]
colour = "#1f5c6b"

[boilerplate.sv]
heading = {about}
text = {about_text}

[contacts.presstjansten]
name = "Presstjänsten"
title = "Exempel"
phone = "08-000 00 00"
email = "press@exempel.se"
"""

LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44" width="44" height="44">
  <title>{name}</title>
  <path fill="#1f5c6b" d="M0 0h44v44H0zM10 10v24h24V10z" fill-rule="evenodd"/>
</svg>
"""


STUB_ABOUT = "Skriv här vad som alltid ska stå om er."
STUB_LEAD = N_("Write here in two or three sentences what has happened and why it matters.")
STUB_TEXT = N_("Write the text here.")


def stubs() -> frozenset[str]:
    """Return the placeholder texts of new newsrooms and articles, in all languages."""
    texts = (STUB_LEAD, STUB_TEXT)
    translated = {catalogue(language).gettext(text) for language in LANGUAGES for text in texts}
    return frozenset({STUB_ABOUT, *translated})


def slugify(title: str) -> str:
    """Return a folder name for *title*: lower-case ASCII letters, digits and hyphens; may be empty.

    >>> slugify("Kommunen får pris: våldsförebyggande arbete!")
    'kommunen-far-pris-valdsforebyggande-arbete'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return "-".join(words)[:60].rstrip("-")


def new_article(
    root: Path, layout: str, title: str, *, language: str, contact: str, day: dt.date
) -> tuple[Path, ...]:
    """Write an article with *title* that can be built, and return its files.

    Raises:
        OutputError: if there is one with that name, or it can't be written.
    """
    path = root / ARTICLES / slugify(title) / INDEX
    _refuse_overwriting(path)
    texts = catalogue(language).gettext
    text = ARTICLE.format(
        layout=layout,
        title=json.dumps(title, ensure_ascii=False),
        date=day.isoformat(),
        language=language,
        lead=texts(STUB_LEAD),
        contact=contact,
        body=texts(STUB_TEXT),
    )
    _write_new(path, text)
    return (path,)


def new_report(
    root: Path, layout: str, title: str, *, language: str, contact: str, day: dt.date
) -> tuple[Path, ...]:
    """Write a report that can be built, with a chapter, data and a chart; return its files.

    Raises:
        OutputError: if there is an article with that name, or it can't be written.
    """
    texts = catalogue(language).gettext
    folder = root / ARTICLES / slugify(title)
    chapters, data = texts("chapters"), texts("visits")
    files = {
        INDEX: REPORT.format(
            layout=layout,
            title=json.dumps(title, ensure_ascii=False),
            date=day.isoformat(),
            year=day.year,
            language=language,
            lead=texts("Write here in two or three sentences what the report shows."),
            notice=texts("Sample data"),
            contact=contact,
            folder=chapters,
        ),
        f"{chapters}/01-{slugify(texts('Introduction'))}.md": CHAPTER.format(
            title=texts("Introduction"),
            body=texts("Write the text here."),
            heading=texts("An example"),
            sentence=texts("The numbers stand in {file}, as [](#fig-{name}) shows.").format(
                file=f"data/{data}.csv", name=data
            ),
            chart=f"fig-{data}",
            data=data,
            caption=texts("Visits by year"),
        ),
        f"data/{data}.csv": DATA.format(
            years="\n".join(f"{day.year - back},{1200 - 75 * back}" for back in (3, 2, 1))
        ),
        f"data/{data}.toml": SCHEMA,
    }
    _refuse_overwriting(folder / INDEX)
    for name, text in files.items():
        _write_new(folder / name, text)
    return tuple(folder / name for name in files)


def new_newsroom(folder: Path) -> list[Path]:
    """Write a newsroom that can be built to *folder*, and return its files.

    Raises:
        OutputError: if there is one already, or it can't be written.
    """
    title = "Vårt första pressmeddelande"
    settings_file, logo = folder / NEWSROOM_FILE, folder / "logo.svg"
    _refuse_overwriting(settings_file, logo, folder / ARTICLES / slugify(title) / INDEX)
    name = folder.resolve().name.replace("-", " ").capitalize() or "Exempel"
    settings = NEWSROOM.format(
        comment=_("The newsroom: who sends, and whom the press may reach."),
        name=json.dumps(name, ensure_ascii=False),
        about=json.dumps(f"Om {name}", ensure_ascii=False),
        about_text=json.dumps(STUB_ABOUT, ensure_ascii=False),
    )
    _write_new(settings_file, settings)
    _write_new(logo, LOGO.format(name=name.replace("&", "&amp;").replace("<", "")))
    article = new_article(
        folder,
        "press-release",
        title,
        language="sv",
        contact="presstjansten",
        day=dt.datetime.now().astimezone().date(),
    )
    make_folder(folder / OUTPUT)
    return [settings_file, logo, *article]


def _write_new(path: Path, text: str) -> None:
    try:
        make_folder(path.parent)
    except OSError as error:
        message = _(
            "the folder can't be made ({reason}); check its rights", reason=reason_of(error)
        )
        finding = Finding(place=Place(file=str(path.parent)), message=message, rule="unwritable")
        raise OutputError([finding]) from error
    write_whole(path, text.encode())


def _refuse_overwriting(*paths: Path) -> None:
    message = _("is there already; choose another name")
    in_the_way = [
        Finding(place=Place(file=str(path)), message=message, rule="already-there")
        for path in paths
        if path.exists()
    ]
    if in_the_way:
        raise OutputError(in_the_way)
