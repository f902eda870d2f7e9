"""newsroom.toml -> Newsroom."""

from pathlib import Path

from pressverk.colour import LEAST, contrast
from pressverk.errors import NewsroomError
from pressverk.i18n import _
from pressverk.model import Boilerplate, Brand, Contact, Finding, Newsroom, Place
from pressverk.newsroom.mail_settings import mail_faults, mail_settings
from pressverk.newsroom.paths import NEWSROOM_FILE
from pressverk.newsroom.schema import NewsroomFile
from pressverk.toml_reader import line_of, read_toml
from pressverk.validation import Locate, Location, validate


def read_newsroom(root: Path) -> Newsroom:
    """Return the newsroom in the folder *root*.

    Raises:
        NewsroomError: with every fault of the file.
    """
    path = root / NEWSROOM_FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = _("can't be read ({reason}); save it as UTF-8 text", reason=error)
        finding = Finding(place=Place(file=NEWSROOM_FILE), message=message, rule="unreadable")
        raise NewsroomError([finding]) from error
    return parse_newsroom(text, root)


def parse_newsroom(text: str, root: Path) -> Newsroom:
    """Return the newsroom that *text*, the content of ``newsroom.toml``, describes.

    Raises:
        NewsroomError: with every fault, each at its line.
    """
    table, faults = read_toml(text, NEWSROOM_FILE)
    if faults:
        raise NewsroomError(faults)

    def place(location: Location) -> Place:
        return Place(file=NEWSROOM_FILE, line=line_of(text, location))

    file, faults = validate(NewsroomFile, table, place)
    if file:
        faults += [*_file_findings(file, root, place), *mail_faults(file.mail, place)]
    if faults or file is None:
        raise NewsroomError(sorted(faults, key=lambda fault: fault.place.line or 0))
    return Newsroom(
        root=root,
        sender=file.sender.name,
        website=file.sender.website,
        logo=root / file.sender.logo,
        brand=Brand(colour=file.brand.colour.lower()),
        language=file.language,
        time_zone=file.time_zone,
        boilerplate={
            language: Boilerplate(heading=entry.heading, text=entry.text)
            for language, entry in file.boilerplate.items()
        },
        contacts={key: Contact(**entry.model_dump()) for key, entry in file.contacts.items()},
        mail=mail_settings(file.mail, file.sender.name) if file.mail else None,
    )


def _file_findings(file: NewsroomFile, root: Path, place: Locate) -> list[Finding]:
    findings = []
    ratio = contrast(file.brand.colour)
    if ratio < LEAST:
        message = _(
            "colour {colour!r} has the contrast {ratio}:1 against white; choose one of at least "
            "{least}:1",
            colour=file.brand.colour,
            ratio=f"{ratio:.2f}",
            least=LEAST,
        )
        findings.append(
            Finding(place=place(("brand", "colour")), message=message, rule="brand-contrast")
        )
    logo = (root / file.sender.logo).resolve()
    if not logo.is_relative_to(root.resolve()) or not logo.is_file():
        message = _(
            "logo {logo!r} is not a file in the newsroom; put it there", logo=file.sender.logo
        )
        findings.append(
            Finding(place=place(("sender", "logo")), message=message, rule="missing-logo")
        )
    elif logo.suffix.lower() != ".svg":
        message = _("logo {logo!r} is not an SVG file; give one", logo=file.sender.logo)
        findings.append(
            Finding(place=place(("sender", "logo")), message=message, rule="wrong-logo")
        )
    return findings
