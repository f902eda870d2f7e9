"""Coroutines in tests, whatever loop the test's own thread may have."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def run_alone(coroutine: Coroutine[object, object, T]) -> T:
    """Return what *coroutine* returns, run in a thread of its own.

    Playwright keeps a loop running in the thread of tests, once a test has opened a browser.
    """
    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(asyncio.run, coroutine).result()
