"""Previews made as always, but for texts whose words say what happens to their worker."""

import os
import time

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
