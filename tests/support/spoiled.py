"""Editions made as always, but for articles whose names say what happens to their worker."""

import os
import time
from typing import Any

import vl_convert

from pressverk.build import worker
from pressverk.build.worker import Made, Task
from pressverk.model import Newsroom
from pressverk.newsroom.paths import slug_of

make = worker.make_editions


def make_editions(task: Task, newsroom: Newsroom) -> tuple[Made, ...]:
    name = slug_of(task.source, newsroom.root)
    if name == "raises":
        nothing: dict[int, Made] = {}
        return (nothing[7],)
    if name == "aborts":
        os.abort()
    if name == "hangs":
        time.sleep(600)
    if name == "eats":
        _much = bytearray(10**12)
    return make(task, newsroom)


def make_editions_without_charts(task: Task, newsroom: Newsroom) -> tuple[Made, ...]:
    engine: Any = vl_convert
    engine.vegalite_to_svg = lambda *_given, **_options: os.abort()
    return make(task, newsroom)
