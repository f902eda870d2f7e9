"""Built editions: read from ``output/`` if they are current and valid."""

import hashlib
import io
from pathlib import Path

import pikepdf

from pressverk.build import manifest
from pressverk.build.editions import file_name
from pressverk.errors import OutputError
from pressverk.i18n import _
from pressverk.model import Edition, Finding, Pdf, Place
from pressverk.newsroom.paths import OUTPUT, from_root, slug_of
from pressverk.pdf.validation import validate


def built_edition(source: Path, root: Path) -> tuple[Edition, bytes]:
    """Return the email edition of the article *source*, and its PDF, validated again.

    Raises:
        OutputError: if it isn't built, isn't current, or isn't the file that was built.
        InvalidPdfError: if it fails validation.
    """
    path, data = find_edition(source, root)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page_count = len(pdf.pages)
    validate(Pdf(data=data, page_count=page_count), from_root(path, root))
    web = root / OUTPUT / file_name(slug_of(source, root), "email", html=True)
    edition = Edition(
        slug=slug_of(source, root),
        pdf=path,
        web=web if web.is_file() else None,
        sha256=hashlib.sha256(data).hexdigest(),
        page_count=page_count,
    )
    return edition, data


def find_edition(source: Path, root: Path) -> tuple[Path, bytes]:
    """Return the path and the PDF of the email edition of the article *source*.

    Raises:
        OutputError: if it isn't built, isn't current, or isn't the file that was built.
    """
    slug = slug_of(source, root)
    path = root / OUTPUT / file_name(slug, "email")
    file = from_root(path, root)
    command = f"pressverk build {slug}"
    record = manifest.load(root, slug)
    if record is None or record.source != from_root(source, root) or not path.is_file():
        raise _refusal(file, _("not built yet; run: {command}", command=command))
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if file not in record.outputs or record.outputs[file].sha256 != digest:
        message = _("isn't the PDF that was built and validated; run: {command}", command=command)
        raise _refusal(file, message)
    if not manifest.is_current(record, manifest.environment_of(root), root, manifest.look_at):
        message = _(
            "is older than its article, its layout or newsroom.toml; run: {command}",
            command=command,
        )
        raise _refusal(file, message)
    return path, data


def current_pdf(source: Path, root: Path) -> bytes | None:
    """Return the PDF of the email edition of *source*, None where none is built or current."""
    try:
        return find_edition(source, root)[1]
    except OutputError:
        return None


def _refusal(file: str, message: str) -> OutputError:
    return OutputError(
        [Finding(place=Place(file=file), message=message, rule="edition-not-current")]
    )
