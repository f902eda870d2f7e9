"""Pages as municipal systems make them, from three invented stories and a template a system.

The templates in ``pages/`` follow how the systems nest and name things; the furniture round the
story is as it is on municipal sites, the words are written for the tests.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

PAGES = Path(__file__).parent / "pages"
SYSTEMS = sorted(path.stem for path in PAGES.glob("*.html"))
# What a system declares; browsers read ISO-8859-1 as Windows-1252.
ENCODINGS = {"infoglue": "windows-1252"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    file: str
    alt: str
    caption: str
    photographer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    title: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    slug: str
    title: str
    lead: str
    blocks: tuple[tuple[str, object], ...]
    published: str = "2024-05-14"
    published_words: str = "14 maj 2024"
    updated: str = "2024-06-03"
    updated_words: str = "3 juni 2024"
    author: str = "Exempel Skribent"
    pictures: tuple[Picture, ...] = ()
    fact: Box | None = None
    contact: Person | None = None

    def texts(self) -> list[str]:
        """Return what the article must hold, paragraph by paragraph."""
        return [text for _kind, value in self.blocks for text in _texts(value)] + (
            [self.fact.title, *self.fact.paragraphs] if self.fact else []
        )


def _texts(value: object) -> list[str]:
    match value:
        case Table():
            return [value.caption, *value.head, *(cell for row in value.rows for cell in row)]
        case tuple():
            return list(value)
    return [str(value)]


RELEASE = Story(
    slug="fler-trygghetsvardar",
    title="Fler trygghetsvärdar ger lugnare kvällar i centrum",
    lead=(
        "Från och med juni arbetar tolv unga som trygghetsvärdar i centrum. Satsningen är ett "
        "samarbete mellan kommunen, polisen och det kommunala bostadsbolaget."
    ),
    blocks=(
        (
            "speech",
            (
                "Vi ser att det lugnar sig när det finns vuxna och unga som bryr sig, säger "
                "Exempel Exempelsson, chef för enheten för trygghet."
            ),
        ),
        (
            "p",
            (
                "Värdarna går två och två, torsdag till söndag mellan klockan 17 och 23. De "
                "pratar med dem som rör sig i området, följer den som vill ha sällskap hem "
                "och ringer polisen när det behövs."
            ),
        ),
        ("h2", "Utbildas under våren"),
        (
            "p",
            (
                "Alla värdar har gått en utbildning på fyra veckor. Den handlar om bemötande, "
                "om första hjälpen och om hur man undviker att en konflikt växer. "
                "Utbildningen har tagits fram tillsammans med räddningstjänsten."
            ),
        ),
        ("speech", "Det bästa är att folk hälsar, säger Prov Provsson, en av värdarna."),
        (
            "quote",
            (
                "Trygghet är ingenting som en ensam myndighet kan ordna. Det krävs att vi gör "
                "det tillsammans, varje dag."
            ),
        ),
        (
            "p",
            (
                "Arbetet följs upp i höst med en enkät till invånarna i fyra stadsdelar. "
                "Resultatet läggs fram för kommunstyrelsen i december."
            ),
        ),
    ),
    pictures=(
        Picture(
            file="vardar.png",
            alt="Två unga i gröna västar går över ett torg på kvällen",
            caption="Trygghetsvärdarna känns igen på de gröna västarna.",
            photographer="Exempel Fotograf",
        ),
    ),
    fact=Box(
        title="Fakta om trygghetsvärdarna",
        paragraphs=(
            "Värdarna är mellan 18 och 24 år och anställda på halvtid.",
            "Kommunen betalar hälften av kostnaden och bostadsbolaget den andra hälften.",
        ),
    ),
    contact=Person(
        name="Exempel Exempelsson",
        title="Chef för enheten för trygghet",
        phone="08-000 00 01",
        email="exempel.exempelsson@exempel.se",
    ),
)
SERVICE = Story(
    slug="sa-sorterar-du",
    title="Så sorterar du matavfall från årsskiftet",
    lead="Från årsskiftet måste alla sortera ut sitt matavfall. Här är vad du behöver veta.",
    blocks=(
        (
            "p",
            (
                "Matavfallet blir biogas och gödsel. Påsar och hållare delas ut under hösten "
                "till alla som bor i villa, och den som bor i flerbostadshus får dem av sin "
                "fastighetsägare."
            ),
        ),
        ("h2", "Det här ska du lägga i påsen"),
        (
            "ul",
            (
                "Rester från frukt och grönsaker",
                "Ben, skal och kärnor",
                "Kaffesump med filter",
                "Hushållspapper utan rengöringsmedel",
            ),
        ),
        ("h2", "Det här kostar det"),
        ("p", "Taxan gäller från den första januari och beror på hur stort kärl du väljer."),
        (
            "table",
            Table(
                caption="Avgift per år, kronor",
                head=("Kärl", "Villa", "Fritidshus"),
                rows=(("140 liter", "1 200", "700"), ("190 liter", "1 450", "850")),
            ),
        ),
        (
            "p",
            (
                "Har du redan en varmkompost kan du ansöka om att slippa kärlet för "
                "matavfall. Ansökan görs hos miljöenheten och gäller i tre år."
            ),
        ),
    ),
    published="2023-10-02",
    published_words="2 oktober 2023",
    updated="2023-11-20",
    updated_words="20 november 2023",
    pictures=(
        Picture(
            file="pase.png",
            alt="En brun papperspåse med potatisskal på en köksbänk",
            caption="Påsen är av papper och byts var tredje dag.",
            photographer="Prov Provsson",
        ),
        Picture(
            file="karl.png",
            alt="Ett brunt kärl bredvid ett grönt framför en villa",
            caption="Det bruna kärlet töms varannan vecka.",
            photographer="Prov Provsson",
        ),
    ),
)
NOTICE = Story(
    slug="vattnet-stangs-av",
    title="Vattnet stängs av på Storgatan",
    lead="",
    blocks=(
        (
            "p",
            (
                "På tisdag den 21 maj mellan klockan 9 och 12 stängs vattnet av på Storgatan "
                "1–17 för att en ventil ska bytas."
            ),
        ),
        (
            "p",
            (
                "Vatten finns att hämta i en tank vid busshållplatsen. Spola gärna någon "
                "minut när vattnet har kommit tillbaka."
            ),
        ),
    ),
    contact=Person(
        name="Jouren för vatten och avlopp",
        title="Tekniska förvaltningen",
        phone="08-000 00 02",
        email="va@exempel.se",
    ),
)
STORIES = (RELEASE, SERVICE, NOTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePage:
    """*html* as the *system* gives *story*."""

    system: str
    story: Story
    html: str
    encoding: str = field(default="utf-8")

    @property
    def name(self) -> str:
        return f"{self.system}-{self.story.slug}"


@cache
def environment() -> Environment:
    return Environment(loader=FileSystemLoader(PAGES), autoescape=True)


def sample_page(system: str, story: Story, files: str = "bilder/") -> SamplePage:
    """Return *story* as *system* makes it, its pictures in the folder *files*."""
    html = environment().get_template(f"{system}.html").render(s=story, files=files)
    return SamplePage(
        system=system, story=story, html=html, encoding=ENCODINGS.get(system, "utf-8")
    )


def sample_pages() -> list[SamplePage]:
    """Return all of them: each system's each story."""
    return [sample_page(system, story) for system in SYSTEMS for story in STORIES]
