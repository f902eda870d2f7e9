"""What is compared: ways to print the same releases, each as commands to run.

Writing what a contender reads is not timed; running its commands is.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from content import content_of
from newsrooms import PHOTOGRAPH
from pressverk.content.articles import compose, read_article
from pressverk.layout.render import lay_out
from pressverk.model import HOST, Document
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import OUTPUT, STATE, find_articles

HERE = Path(__file__).parent
FAMILIES = [str(HERE.parent / "fonts" / name) for name in ("source-sans-3", "source-serif-4")]
TYPST_TEMPLATE = HERE / "press-release.typ"
PROGRAMS = Path(sys.executable).parent
PRESSVERK, WEASYPRINT = str(PROGRAMS / "pressverk"), str(PROGRAMS / "weasyprint")
TYPST = (
    sys.executable,
    str(HERE / "print_with_typst.py"),
    os.pathsep.join(FAMILIES),
    TYPST_TEMPLATE.name,
)
WEASYPRINT_LIBRARY = (sys.executable, str(HERE / "print_with_weasyprint.py"))
TAGGED = ("--pdf-variant", "pdf/ua-1")
DPI = 150  # of the pictures in an edition

Command = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Commands run in *folder*, *at_once* side by side; they leave PDFs in *made*.

    *leftovers* is what a run leaves that would spare the next one work.
    """

    name: str
    folder: Path
    commands: tuple[Command, ...]
    at_once: int = 1
    made: Path
    leftovers: tuple[Path, ...]


def contenders(newsroom: Path, workshop: Path) -> list[Contender]:
    """Return all contenders for the releases of *newsroom*; what they read is in *workshop*.

    The others are given pictures that Pressverk has prepared, and, in rows of their own, the
    photographs that Pressverk itself begins with.
    """
    prepared = list(laid_out(newsroom))
    photographed = [with_photographs(page, newsroom) for page in prepared]
    return [
        pressverk(newsroom),
        *weasyprint_loops(prepared, workshop / "weasyprint", {"": (), ", pdf/ua-1": TAGGED}),
        weasyprint_library(prepared, workshop / "weasyprint"),
        *weasyprint_loops(
            photographed,
            workshop / "weasyprint-photographs",
            {", pdf/ua-1, photograph": (*TAGGED, "--dpi", str(DPI))},
        ),
        *typst_loops(prepared, workshop / "typst"),
        *typst_loops(photographed, workshop / "typst-photographs", ", photograph"),
    ]


def run(contender: Contender) -> None:
    """Run the commands of *contender*, of which none may fail."""
    with ThreadPoolExecutor(contender.at_once) as executor:
        # The list raises what a command raised.
        list(executor.map(lambda command: _run(command, contender.folder), contender.commands))


def clear(contender: Contender) -> None:
    """Remove what an earlier run left."""
    for path in contender.leftovers:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def laid_out(root: Path) -> Iterator[Document]:
    """Return the newsroom's releases as WeasyPrint is given them, pictures prepared."""
    newsroom = read_newsroom(root)
    for source in find_articles(root):
        article, _advice = read_article(source, newsroom)
        yield lay_out(compose(article), newsroom, dpi=DPI)


def with_photographs(page: Document, newsroom: Path) -> Document:
    """Return *page* with each picture as it lies beside its article, under the same address."""
    photographs = {
        address: replace(resource, data=None, path=(newsroom / page.source).with_name(PHOTOGRAPH))
        for address, resource in page.resources.items()
        if resource.media_type == "image/jpeg"
    }
    return replace(page, resources={**page.resources, **photographs})


def pressverk(newsroom: Path) -> Contender:
    """Return the build of *newsroom* with nothing kept from an earlier one."""
    return Contender(
        name="pressverk build",
        folder=newsroom,
        commands=((PRESSVERK, "build"),),
        made=newsroom / OUTPUT,
        leftovers=(newsroom / OUTPUT, newsroom / STATE),
    )


def weasyprint_loops(
    pages: Sequence[Document], folder: Path, variants: Mapping[str, Command]
) -> Iterator[Contender]:
    """Return the ``weasyprint`` command for each page, two at a time, with each one's options."""
    names = [_write_site(page, folder) for page in pages]
    for number, (label, options) in enumerate(variants.items()):
        made = folder / str(number)
        made.mkdir()
        yield Contender(
            name=f"weasyprint command, 2 at a time{label}",
            folder=folder,
            commands=tuple(
                (WEASYPRINT, *options, f"{name}.html", str(made / f"{name}.pdf")) for name in names
            ),
            at_once=2,
            made=made,
            leftovers=_pdfs(made, names),
        )


def weasyprint_library(pages: Sequence[Document], folder: Path) -> Contender:
    """Return two processes that import WeasyPrint once and print half of *pages* each, untagged.

    In the *folder* of the command the same bytes come out: PDFs name pictures by their addresses.
    """
    names = [_write_site(page, folder) for page in pages]
    files = [f"{name}.html" for name in names]
    made = folder / "library"
    made.mkdir()
    return Contender(
        name="weasyprint library, warm, 2 processes",
        folder=folder,
        commands=tuple(
            (*WEASYPRINT_LIBRARY, str(made), *half) for half in (files[::2], files[1::2])
        ),
        at_once=2,
        made=made,
        leftovers=_pdfs(made, names),
    )


def typst_loops(pages: Sequence[Document], folder: Path, note: str = "") -> Iterator[Contender]:
    """Return Typst in a process for each page, one or two at a time, and in one for all."""
    names = [_write_content(page, folder) for page in pages]
    shutil.copy(TYPST_TEMPLATE, folder)
    files = [f"{name}.json" for name in names]
    each = tuple((*TYPST, file) for file in files)
    loops: list[tuple[str, tuple[Command, ...], int]] = [
        ("typst, a process each", each, 1),
        ("typst, a process each, 2 at a time", each, 2),
        ("typst, one process", ((*TYPST, *files),), 1),
    ]
    for label, commands, at_once in loops:
        yield Contender(
            name=label + note,
            folder=folder,
            commands=commands,
            at_once=at_once,
            made=folder,
            leftovers=_pdfs(folder, names),
        )


def _write_site(page: Document, folder: Path) -> str:
    """Write *page* as HTML with relative addresses, its files beside it; return its name."""
    write_resources(page, folder)
    name = page.address.rpartition("/")[2]
    html = page.html.replace('="/', '="')
    links = "".join(
        f'<link rel="stylesheet" href="{address.removeprefix(f"{HOST}/")}">\n'
        for address in page.stylesheets
    )
    write_file(folder / f"{name}.html", html.replace("</head>", f"{links}</head>").encode())
    return name


def _write_content(page: Document, folder: Path) -> str:
    """Write the texts of *page* as JSON, its files beside it; return its name."""
    write_resources(page, folder)
    name = page.address.rpartition("/")[2]
    write_file(folder / f"{name}.json", json.dumps(content_of(page)).encode())
    return name


def write_resources(page: Document, folder: Path) -> None:
    """Write the files that *page* needs below *folder*, under the names that it knows them by."""
    for address, resource in page.resources.items():
        path = folder / address.removeprefix(f"{HOST}/")
        data = resource.path.read_bytes() if resource.path else resource.data or b""
        if path.suffix == ".css":
            data = data.replace(b'url("/', b'url("../')
        write_file(path, data)


def write_file(path: Path, data: bytes) -> None:
    """Write *data*, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _pdfs(folder: Path, names: Sequence[str]) -> tuple[Path, ...]:
    return tuple(folder / f"{name}.pdf" for name in names)


def _run(command: Command, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stderr}")
