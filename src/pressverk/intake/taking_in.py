"""One file from elsewhere, taken into a newsroom: an article, data or a picture beside one.

To be called in a worker: files from elsewhere are read with limits of time and memory.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from pressverk.content.front_matter_form import split_text
from pressverk.content.pictures.prepare import SUFFIXES, prepare_picture
from pressverk.errors import InputError
from pressverk.files import only_writer, write_whole
from pressverk.i18n import _, messages_in
from pressverk.intake.picture_files import kind_of
from pressverk.model import Finding, Place
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import ARTICLES, INDEX, STATE, slug_of
from pressverk.newsroom.scaffold import slugify

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".svg", ".tif", ".tiff", ".webp", ".gif"})
TABLES = frozenset({".xlsx", ".ods", ".csv"})
WIDEST = 2000  # pixels that a picture is prepared for, to see whether it can be
DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file: an article, data or a picture, or *findings* that say why not.

    *article* is the one it became, or belongs to. *notes* are what a person has to decide or
    should know.
    """

    file: str
    status: str
    article: str = ""
    title: str = ""
    name: str = ""
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def take_file(path: Path, root: Path, article: Path | None) -> Taken:
    """Make an article of the document *path*; a picture or a spreadsheet goes to *article*.

    Raises:
        PressverkError: when it can't be read or written, or belongs to an article.
    """
    suffix = path.suffix.lower()
    if suffix not in PICTURES | TABLES:
        return _take_document(path, root)
    if article is None:
        message = _("belongs to an article; choose which, then drop it again")
        raise refusal(path.name, message, "no-article")
    slug = slug_of(article, root)
    if suffix in TABLES:
        return replace(_take_tables(path, article, root), article=slug)
    name = take_picture(path, article, root)
    return Taken(file=path.name, status="picture", article=slug, name=name)


def _take_document(path: Path, root: Path) -> Taken:
    # What reads documents is imported by workers alone.
    from pressverk.intake.importing import Order, import_files  # noqa: PLC0415
    from pressverk.intake.imports import Status  # noqa: PLC0415
    from pressverk.intake.model import NoteKind  # noqa: PLC0415

    with only_writer(root / STATE):
        order = Order(newsroom=read_newsroom(root), folder=root / ARTICLES, layout="press-release")
        [step] = import_files([path], order)
    findings = tuple(_renamed(each, path) for each in step.findings)
    if not step.outcomes:
        return Taken(file=path.name, status="failed", findings=findings)
    outcome = step.outcomes[0]
    is_new = outcome.status is Status.NEW
    notes = [note for note in outcome.imported.notes if note.kind is not NoteKind.CHANGED]
    return Taken(
        file=path.name,
        status=outcome.status.value,
        article=slug_of(outcome.article, root),
        title=outcome.imported.title,
        notes=tuple(dict.fromkeys(note.message for note in notes)) if is_new else (),
        findings=findings,
    )


def take_picture(path: Path, article: Path, root: Path) -> str:
    """Put the picture *path* beside *article*, its name ending as what it is; return that name.

    Nothing is written over.

    Raises:
        ArticleError: when it can't be printed.
        InputError: when the article has no folder.
        OutputError: when it can't be written.
    """
    data = path.read_bytes()
    endings = SUFFIXES.get(kind_of(data), ())
    if endings and path.suffix.lower() not in endings:
        path = path.rename(path.with_suffix(endings[0]))
    prepare_picture(path, width=WIDEST, place=Place(file=path.name))
    if article.name != INDEX:
        message = _("the article is a single file; make it a folder with index.md to add pictures")
        raise refusal(article.name, message, "no-folder")
    wished = f"{slugify(path.stem) or 'bild'}{path.suffix.lower()}"
    with only_writer(root / STATE):
        return _kept_beside(article, wished, data)


def _kept_beside(article: Path, wished: str, data: bytes) -> str:
    """Write *data* beside *article* as *wished*, or by a name like it, and return that name."""
    name = free_name(article.parent, wished, data)
    if not (article.parent / name).exists():
        write_whole(article.parent / name, data)
    return name


def free_name(folder: Path, wished: str, data: bytes) -> str:
    """Return *wished*, or a name like it, that no file in *folder* has but one that holds *data*.

    Raises:
        InputError: when there are too many.
    """
    path = Path(wished)
    for number in range(1, 1000):
        name = wished if number == 1 else f"{path.stem}-{number}{path.suffix}"
        there = folder / name
        if not there.exists() or (there.is_file() and there.read_bytes() == data):
            return name
    raise refusal(path.name, _("has the name of a thousand others; give it another"), "taken-name")


def _take_tables(path: Path, article: Path, root: Path) -> Taken:
    from pressverk.intake.spreadsheets import import_tables, write_tables  # noqa: PLC0415 - heavy

    with only_writer(root / STATE):
        written = write_tables(import_tables(path, file=path.name), article.parent / DATA)
    questions = [finding.message for each in written for finding in each.table.questions]
    names = ", ".join(each.table.name for each in written)
    return Taken(file=path.name, status="data", name=names, notes=tuple(dict.fromkeys(questions)))


def text_of_html(html: str, language: str, messages: str) -> str:
    """Return *html* from the clipboard in the dialect; *language* is that of the article.

    Raises:
        IntakeError: when it is too large or nested too deeply.
    """
    from pressverk.intake.pasted import text_of_pasted  # noqa: PLC0415 - with what reads documents

    with messages_in(messages):
        return text_of_pasted(html, language)


def text_of_file(path: Path, article: Path, root: Path) -> str:
    """Return what the document or spreadsheet *path* says, to be put into the text of *article*.

    A document's pictures are put beside the article.

    Raises:
        PressverkError: when it can't be read or written.
    """
    newsroom = read_newsroom(root)
    if path.suffix.lower() in TABLES:
        from pressverk.intake.spreadsheets.tables_in_text import (  # noqa: PLC0415 - heavy
            tables_in_text,
        )

        return tables_in_text(path, file=path.name, language=newsroom.language)
    from pressverk.intake.article import make_article  # noqa: PLC0415 - as above
    from pressverk.intake.sources import read_source  # noqa: PLC0415 - as above

    texts: list[str] = []
    for document in read_source(path):
        made = make_article(document, newsroom, layout="press-release")
        body = split_text(made.text).body
        body = _with_pictures_beside(body, dict(made.files), article, root)
        texts.append(f"{made.title}\n\n{body}")
    return "\n\n".join(texts)


def _with_pictures_beside(body: str, files: dict[str, bytes], article: Path, root: Path) -> str:
    """Write the pictures among *files* beside *article*; return *body* with the names they got."""
    with only_writer(root / STATE):
        for name, data in files.items():
            if article.name != INDEX or "/" in name or name.endswith(".md"):
                continue
            body = body.replace(f"]({name}", f"]({_kept_beside(article, name, data)}")
    return body


def _renamed(finding: Finding, path: Path) -> Finding:
    """Return *finding* with the name that its author knows: not where we keep it meanwhile."""
    return replace(finding, place=replace(finding.place, file=path.name))


def refusal(file: str, message: str, rule: str) -> InputError:
    """Return the error that says why *file* isn't taken in."""
    return InputError([Finding(place=Place(file=file), message=message, rule=rule)])
