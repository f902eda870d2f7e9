"""Whole documents, made up from everything that HTML and CSS let people mix."""

import os
from collections.abc import Callable, Iterator
from random import Random

from hypothesis import HealthCheck, settings

# How many documents each property is tried on; without it, few and always the same.
EXAMPLES = "PRESSVERK_EXAMPLES"


def tried(examples: int) -> settings:
    """Return settings for a property of whole documents: each takes up to a second."""
    asked = os.environ.get(EXAMPLES)
    return settings(
        max_examples=int(asked or examples),
        derandomize=asked is None,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


WORDS = [
    "kommunen", "arbetar", "för", "trygghet", "i", "skolan", "och", "på", "gator", "kvällstid",
    "året", "runt", "med", "stöd", "av", "polisen", "våldsförebyggande", "samverkan", "e-post",
    "kommunfullmäktigeordföranden", "2024", "12&nbsp;%", "skåne&shy;dalen",
]  # fmt: skip
ENGLISH = ["the", "municipality", "works", "with", "schools", "and", "police", "for", "safety"]
ARABIC = ["تعمل", "البلدية", "مع", "الشرطة", "والمدارس", "لزيادة", "السلامة", "12", "في", "المنطقة"]
CSS = """
.fn { float: footnote } .block { float: footnote; footnote-display: block }
.flex { display: flex } .grid { display: grid; grid-template-columns: 1fr 1fr }
.columns { columns: 2 } .right { float: right; width: 40% } .half { opacity: .5; color: #000 }
.letter::first-letter { font-size: 2em } .drop::first-letter { font-size: 2em; float: left }
.line::first-line { font-variant: small-caps } .upper { text-transform: uppercase }
.caps { font-variant: small-caps } .pre { white-space: pre-wrap } .hyphens { hyphens: auto }
.justify { text-align: justify } .spaced { letter-spacing: .2em }
.turned { transform: rotate(2deg) }
.arrow::before { content: "→ " } .end::after { content: " slut" } .plain { list-style: none }
.dash { list-style-type: '– ' } .inside { list-style-position: inside }
.marker ::marker { content: '→ ' } .below { caption-side: bottom }
.hidden { display: none } .unseen { visibility: hidden } .apart { display: inline-block }
"""
PAGES = [
    "@page { size: A4 }",
    "@page { size: 105mm 148mm; margin: 10mm; @top-left { content: 'Huvud' } }",
    "@page { size: 90mm 90mm; margin: 6mm; @bottom-right { content: counter(page) } }",
]
INLINE_CLASSES = ["", "", "", "caps", "upper", "spaced", "arrow", "end", "hidden"]
BLOCK_CLASSES = [
    "", "", "", "letter", "drop", "line", "upper", "pre", "hyphens", "justify", "arrow", "end",
    "turned", "half",
]  # fmt: skip
PARTS = ["div", "section", "article", "aside", "main", "header", "footer", "blockquote"]
LAYOUTS = ["", "", "flex", "grid", "columns", "right", "half"]


class Maker:
    """Makes one document out of the choices of *random*."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.count = 0
        self.level = 1

    def document(self) -> str:
        body = "".join(self.block(0) for _ in range(self.random.randint(3, 9)))
        css = self.random.choice(PAGES) + CSS
        return (
            '<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Exempel</title>'
            f"<style>{css}</style></head><body><h1>Exempel</h1>{body}</body></html>"
        )

    def number(self) -> int:
        self.count += 1
        return self.count

    def words(self, most: int = 12) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(1, most)))

    def has(self, chance: float) -> bool:
        return self.random.random() < chance

    # Lines of text.

    def text(self, *, notes: bool = True, links: bool = True, depth: int = 0) -> str:
        pieces = [self.words()]
        for _ in range(self.random.randint(0, 3)):
            pieces.append(self.inline(notes=notes, links=links, depth=depth))
            pieces.append(self.random.choice(["", " "]) + self.words(6))
        return self.random.choice(["", " "]).join(pieces)

    def inline(self, *, notes: bool, links: bool, depth: int) -> str:
        inner = self.words(4)
        if depth < 2 and self.has(0.3):
            inner = self.text(notes=False, links=False, depth=depth + 1)
        kinds: list[Callable[[str], str]] = [
            lambda t: f"<{self.tag()}>{t}</{self.last_tag}>",
            lambda t: f'<abbr title="utskrivet {self.number()}">{t}</abbr>',
            lambda _: f'<span lang="en">{" ".join(self.random.choices(ENGLISH, k=4))}</span>',
            lambda _: (
                f'<span lang="ar" dir="rtl">{" ".join(self.random.choices(ARABIC, k=3))}</span>'
            ),
            lambda t: f'<span class="{self.random.choice(INLINE_CLASSES)}">{t}</span>',
            lambda _: self.picture(),
            lambda _: "<br>",
            lambda t: f' <span class="unseen">{t}</span> ',
            lambda _: f'<math alttext="formel {self.number()}"><mi>x</mi></math>',
        ]
        if links:
            kinds += [self.link] * 2
        if notes:
            kinds += [self.note] * 2
        return " " * self.has(0.7) + self.random.choice(kinds)(inner)

    def tag(self) -> str:
        self.last_tag = self.random.choice(
            ["em", "strong", "b", "i", "q", "code", "kbd", "sub", "sup", "mark", "cite", "small"]
        )
        return self.last_tag

    def link(self, text: str) -> str:
        target = "#mål" if self.has(0.2) else f"https://example.org/{self.number()}"
        name = ' title="titel"' if self.has(0.2) else ""
        return f'<a href="{target}"{name}>{text}</a>'

    def note(self, text: str) -> str:
        style = self.random.choice(["fn", "fn", "block"])
        extra = self.link("länk") if self.has(0.3) else ""
        return f'<span class="{style}">Not {self.number()} {text} {extra}</span>'

    def picture(self) -> str:
        number = self.number()
        return self.random.choice(
            [
                f'<img src="bild.png" alt="bild {number}" width="20">',
                '<img src="bild.png" alt="" width="20">',
                f'<svg width="20" height="10" role="img"><title>ritning {number}</title></svg>',
                f'<svg width="20" height="10" aria-label="ritad {number}"></svg>',
                f'<span role="img" aria-label="tecken {number}">★</span>',
                '<svg width="9" height="9" aria-hidden="true"><title>dold</title></svg>',
            ]
        )

    # Blocks.

    def block(self, depth: int) -> str:
        simple = [self.paragraph, self.paragraph, self.heading, self.figure, self.quotation]
        holding = [self.part, self.listing, self.definitions, self.table, self.foreign]
        makers = [*simple, *holding] if depth < 3 else simple
        make = self.random.choice(makers)
        return make(depth) + self.random.choice(["", "\n", " "])

    def blocks(self, depth: int, most: int = 3) -> str:
        return "".join(self.block(depth + 1) for _ in range(self.random.randint(1, most)))

    def paragraph(self, _depth: int) -> str:
        style = self.random.choice(BLOCK_CLASSES)
        text = " ".join(self.text() for _ in range(self.random.randint(1, 4)))
        return f'<p class="{style}">{text}</p>'

    def heading(self, _depth: int) -> str:
        self.level = self.random.randint(2, min(self.level + 1, 6))
        text = f"{self.words(4)}{self.note('rubriknot') if self.has(0.2) else ''} {self.number()}"
        if self.has(0.2):
            return f'<div role="heading" aria-level="{self.level}">{text}</div>'
        return f"<h{self.level}>{text}</h{self.level}>"

    def figure(self, _depth: int) -> str:
        pictures = (
            f'<img src="bild.png" alt="figur {self.number()}" width="60">'
            * self.random.randint(1, 2)
        )
        caption = f"<figcaption>{self.text(notes=self.has(0.3))}</figcaption>"
        return f"<figure>{''.join(self.random.sample([pictures, caption], 2))}</figure>"

    def quotation(self, _depth: int) -> str:
        code = f"<pre><code>{self.words()}\n{self.words()}</code></pre>"
        return f"<blockquote><p>{self.text()}</p></blockquote>{code}"

    def part(self, depth: int) -> str:
        tag = self.random.choice(PARTS)
        loose = self.text() if self.has(0.3) else ""
        return f'<{tag} class="{self.random.choice(LAYOUTS)}">{loose}{self.blocks(depth)}</{tag}>'

    def foreign(self, depth: int) -> str:
        return f'<div lang="{self.random.choice(["en", "fi", "de"])}">{self.blocks(depth, 2)}</div>'

    def listing(self, depth: int) -> str:
        tag = self.random.choice(["ul", "ol"])
        attributes = self.random.choice(
            [
                "",
                "",
                'class="plain"',
                'class="dash"',
                'class="inside"',
                'class="marker"',
                'class="flex"',
            ]
            if tag == "ul"
            else ["", 'start="4"', "reversed", 'type="a"']
        )
        items = "".join(f"<li>{self.item(depth)}</li>" for _ in range(self.random.randint(1, 4)))
        return f"<{tag} {attributes}>{items}</{tag}>"

    def item(self, depth: int) -> str:
        text = self.text() if self.has(0.8) else f"<p>{self.text()}</p>"
        return text + (self.block(depth + 1) if depth < 3 and self.has(0.3) else "")

    def definitions(self, depth: int) -> str:
        pairs = [
            "".join(
                f"<dt>{self.words(3)} {self.number()}</dt>"
                for _ in range(self.random.randint(1, 2))
            )
            + "".join(f"<dd>{self.item(depth)}</dd>" for _ in range(self.random.randint(1, 2)))
            for _ in range(self.random.randint(1, 3))
        ]
        if self.has(0.3):
            pairs = [f"<div>{pair}</div>" for pair in pairs]
        return f"<dl>{''.join(pairs)}</dl>"

    def table(self, depth: int) -> str:
        columns = self.random.randint(1, 4)
        caption = (
            f"<caption>Tabell {self.number()} {self.text(notes=self.has(0.2))}</caption>"
            * self.has(0.5)
        )
        head = "".join(f"<th>Kolumn {self.number()}</th>" for _ in range(columns))
        top = (
            f"<tr><td></td><th colspan='{columns}' scope='colgroup'>Grupp {self.number()}</th></tr>"
        )
        thead = f"<thead>{top * self.has(0.3)}<tr><th>Rad</th>{head}</tr></thead>" * self.has(0.8)
        bodies = ""
        for _ in range(self.random.randint(1, 2)):
            rows = [self.row(columns, depth) for _ in range(self.random.randint(1, 5))]
            bodies += f"<tbody>{''.join(rows)}</tbody>"
        foot = f"<tfoot>{self.row(columns, 9)}</tfoot>" * self.has(0.2)
        style = self.random.choice(["", "", "below"])
        return f'<table class="{style}">{caption}{thead}{bodies}{foot}</table>'

    def row(self, columns: int, depth: int) -> str:
        head = f"<th scope='row'>Rad {self.number()}</th>"
        return f"<tr>{head}{''.join(self.cells(columns, depth))}</tr>"

    def cells(self, columns: int, depth: int) -> Iterator[str]:
        left = columns
        while left:
            width = self.random.choice([1, 1, 1, left])
            left -= width
            span = f" colspan='{width}'" if width > 1 else ""
            content = self.random.choice(["", str(self.number()), self.text()])
            if depth < 2 and self.has(0.1):
                content = self.block(depth + 2)
            yield f"<td{span}>{content}</td>"


def whole_document(random: Random) -> str:
    """Return the HTML of a document that *random* chooses."""
    html = Maker(random).document()
    return html.replace("<h1>", '<h1 id="mål">')
