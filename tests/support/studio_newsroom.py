"""A newsroom with mail, a list and an article that is built, for the studio's screens."""

import shutil
from pathlib import Path

from newsroom_that_sends import mail_table
from sample_newsroom import LOGO, NEWSROOM_TOML, article

from pressverk.build import pipeline

LIST = """\
name,email,organisation,language,lists,source,added,opted_out,bounced
Anna Exempel,anna@exempel.se,Exempelbladet,sv,radio,Exempel,2026-01-01,,
Bo Exempel,bo@exempel.se,Exempelradion,sv,radio,Exempel,2026-01-01,,
Cia Exempel,cia@exempel.se,Exempelnytt,sv,,Exempel,2026-01-01,,
Dan Exempel,dan@exempel.se,Exempelnytt,sv,,Exempel,2026-01-01,2026-02-01,
"""


def make_newsroom(folder: Path, *, port: int = 2525, approval: bool = False) -> Path:
    """Make the newsroom in *folder*, not built, and return its root."""
    root = folder / "redaktion"
    root.mkdir(parents=True)
    set_mail(root, port=port, approval=approval)
    (root / "logo.svg").write_text(LOGO, encoding="utf-8")
    article(root / "articles" / "pris")
    (root / "contacts").mkdir()
    (root / "contacts" / "redaktioner.csv").write_text(LIST, encoding="utf-8")
    return root


def set_mail(root: Path, *, port: int, approval: bool) -> None:
    """Say where mail goes, and whether a second person approves."""
    table = mail_table(port, approval=approval)
    (root / "newsroom.toml").write_text(NEWSROOM_TOML + table, encoding="utf-8")


def build_all(root: Path) -> None:
    """Build the article."""
    outcomes = list(pipeline.build(root, [root / "articles" / "pris" / "index.md"]))
    assert not any(each.failed for each in outcomes), outcomes


def copy_newsroom(root: Path, to: Path) -> Path:
    """Return a copy of the newsroom *root* in the folder *to*, built if it is."""
    return Path(shutil.copytree(root, to / "redaktion"))
