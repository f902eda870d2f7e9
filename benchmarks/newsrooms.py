"""The newsrooms that are measured: as many distinct releases as asked for, with a picture each."""

import os
import random
import shutil
import time
from pathlib import Path

from PIL import Image

SAMPLE = Path(__file__).parent.parent
WORDS = (  # noqa: SIM905 - text reads better than a list
    "kommunen arbetar tillsammans med skola socialtjänst räddningstjänst och polis för att "
    "förebygga våld bland barn och unga i hela kommunen genom nära samverkan som ger resultat "
    "under året har flera verksamheter deltagit i utbildningar om aktiva åskådare"
).split()
PICTURE_SIZE = (1600, 1000)  # pixels, as a newsroom's web gallery offers
PHOTOGRAPH = "picture.jpg"
DAY = 86_400  # seconds


def make_newsroom(
    folder: Path, count: int, *, pictures: bool = True, shared: int | None = None
) -> None:
    """Write a newsroom with *count* releases of about 2,000 characters to *folder*.

    Its files are a day old: what was changed seconds ago is compared by content, which is not
    how a newsroom is found on most days. Pictures are each release's own, unless *shared* says how
    many there are for all.
    """
    dice = random.Random(2018)  # noqa: S311 - always the same newsroom
    folder.mkdir(parents=True)
    for name in ("newsroom.toml", "logo.svg"):
        shutil.copy(SAMPLE / name, folder / name)
    for number in range(count):
        article = folder / "articles" / f"release-{number:04}"
        article.mkdir(parents=True)
        owner = number if shared is None else number % shared
        text = release(dice, number, pictures=pictures)
        if owner != number:
            text = text.replace(f"({PHOTOGRAPH}", f"(../release-{owner:04}/{PHOTOGRAPH}")
        (article / "index.md").write_text(text, "utf-8")
        if pictures and owner == number:
            photograph(dice).save(article / PHOTOGRAPH, quality=90)
    yesterday = time.time() - DAY
    for path in folder.rglob("*"):
        os.utime(path, (yesterday, yesterday))


def release(dice: random.Random, number: int, *, pictures: bool) -> str:
    """Return the text of one release; the dice make it unlike the others."""
    picture = f'![En yta i flera färger]({PHOTOGRAPH} "Exempelbild"){{photographer="Exempel"}}\n\n'
    paragraphs = [sentence(dice, 45) for _paragraph in range(5)]
    return (
        "---\nlayout: press-release\n"
        f"title: Exempel {number} – {sentence(dice, 6)}\n"
        f"date: 2018-11-{dice.randint(1, 28):02}\n"
        f"lead: {sentence(dice, 25)}\n"
        "contacts: [presstjansten]\n---\n\n"
        f"{picture if pictures else ''}"
        f"{paragraphs[0]}\n\n– {paragraphs[1]}\n\n## {sentence(dice, 4)}\n\n"
        f"{paragraphs[2]}\n\n- {sentence(dice, 6)}\n- {sentence(dice, 6)}\n\n"
        f"{paragraphs[3]}\n\n> {paragraphs[4]}\n"
    )


def sentence(dice: random.Random, length: int) -> str:
    """Return *length* words with a capital and no full stop."""
    return " ".join(dice.choice(WORDS) for _word in range(length)).capitalize()


def photograph(dice: random.Random) -> Image.Image:
    """Return a picture with the detail of a photograph, unlike the others."""
    noise = Image.frombytes("RGB", (64, 40), dice.randbytes(64 * 40 * 3))
    return noise.resize(PICTURE_SIZE, Image.Resampling.BICUBIC)
