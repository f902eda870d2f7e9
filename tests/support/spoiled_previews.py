"""Previews made as always, but for texts whose words say what happens to their worker."""

import os
import time
from pathlib import Path

from pressverk.build.preview import jobs
from pressverk.build.preview.model import PreviewRequest, Typeset
from pressverk.model import Newsroom

make = jobs.make_preview


def make_preview(request: PreviewRequest, newsroom: Newsroom) -> Typeset:
    if "HANGS" in request.text:
        time.sleep(600)
    if "ABORTS" in request.text:
        os.abort()
    if "RAISES" in request.text:
        raise KeyError(7)
    if "SLOW" in request.text:
        time.sleep(0.5)
    return make(request, newsroom)


def leave_a_mark(request: PreviewRequest, _newsroom: Newsroom) -> None:
    """Leave a file with the number of this process."""
    (request.source.parents[2] / f"warm-{os.getpid()}").touch()


def marks_in(root: Path) -> set[str]:
    """Return the names of the files that processes left in the newsroom *root*."""
    return {each.name for each in root.glob("warm-*")}
