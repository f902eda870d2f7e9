import asyncio
import gc
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2
import pytest
import spoiled_previews
from event_loops import run_alone
from report import write_report
from sample_newsroom import ARTICLE

from pressverk.build.preview import jobs
from pressverk.build.preview import pool as pool_module
from pressverk.build.preview.model import Preview, PreviewRequest, digest_of
from pressverk.build.preview.pool import PreviewPool, SupersededError
from pressverk.errors import only_errors
from pressverk.model import Newsroom

T = TypeVar("T")
Story = Callable[[Any], Awaitable[T]]
PNG = b"\x89PNG"


@pytest.fixture(autouse=True)
def _spoiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "make_preview", spoiled_previews.make_preview)


class Pool(PreviewPool):
    """A pool that always typesets for one newsroom."""

    def __init__(self, newsroom: Newsroom, workers: int, seconds: float) -> None:
        super().__init__(replace(newsroom.limits, seconds=seconds), workers=workers)
        self.newsroom = newsroom

    async def preview(self, request: PreviewRequest, newsroom: Newsroom | None = None) -> Preview:
        return await super().preview(request, newsroom or self.newsroom)


def play(newsroom: Newsroom, story: Story[T], *, workers: int = 1, seconds: float = 60) -> T:
    async def run() -> T:
        pool = Pool(newsroom, workers, seconds)
        try:
            return await story(pool)
        finally:
            await pool.close()

    return run_alone(run())


def asked(root: Path, text: str = ARTICLE, person: str = "anna") -> PreviewRequest:
    source = root / "articles" / "pris" / "index.md"
    return PreviewRequest(person=person, source=source, text=text, language="en")


def saying(words: str) -> str:
    return ARTICLE.replace("Priset", f"{words} priset")


def rules(preview: Preview) -> list[str]:
    return [finding.rule for finding in preview.findings]


def test_a_text_that_is_not_saved_becomes_pages(root: Path, newsroom: Newsroom) -> None:
    async def story(pool: Pool) -> Preview:
        return await pool.preview(asked(root, saying("Osparade ord:")))

    preview = play(newsroom, story)
    assert len(preview.pages) == 1
    assert preview.text == digest_of(saying("Osparade ord:"))
    assert 590 < preview.pages[0].width < 600


def test_a_warm_up_that_fails_is_no_news(
    root: Path, newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(pool: Pool) -> Preview:
        pool.warm_up([asked(root, saying("RAISES"))], newsroom)
        made = await pool.preview(asked(root))
        gc.collect()
        return made

    assert play(newsroom, story).pages
    gc.collect()
    assert not caplog.records


def test_only_pages_that_changed_have_new_names(root: Path, newsroom: Newsroom) -> None:
    long = ARTICLE + "\nEn rad med flera ord i.\n" * 70

    async def story(pool: Pool) -> tuple[Preview, Preview]:
        before = await pool.preview(asked(root, long))
        return before, await pool.preview(asked(root, f"{long}\nSlutet är nytt med Ö och Þ.\n"))

    before, after = play(newsroom, story)
    names = [page.name for page in before.pages]
    assert after.pages[0].name == names[0]
    assert len([page for page in after.pages if page.name not in names]) == 1


def test_a_page_is_drawn_at_the_scale_that_is_asked_for(root: Path, newsroom: Newsroom) -> None:
    async def story(pool: Pool) -> list[bytes | None]:
        request = asked(root)
        (page,) = (await pool.preview(request)).pages
        first = [await pool.picture(request.source, page.name, scale) for scale in (1, 2, 2)]
        return [*first, await pool.picture(request.source.parent, page.name, 1)]

    small, large, again, elsewhere = play(newsroom, story)
    assert small
    assert large
    assert small.startswith(PNG)
    assert int.from_bytes(large[16:20]) == pytest.approx(2 * int.from_bytes(small[16:20]), abs=1)
    assert again is large
    assert elsewhere is None, "a page is only known to those who may see its article"


def test_a_text_with_faults_is_shown_as_far_as_it_goes(root: Path, newsroom: Newsroom) -> None:
    async def story(pool: Pool) -> Preview:
        return await pool.preview(asked(root, f"{ARTICLE}\n![](finns-inte.jpg)\n\n##Rubrik\n"))

    preview = play(newsroom, story)
    assert {"picture-missing", "unread-markup", "alternative-text"} <= set(rules(preview))
    assert len(preview.pages) == 1


def test_a_text_that_cannot_be_read_has_findings_and_no_pages(
    root: Path, newsroom: Newsroom
) -> None:
    async def story(pool: Pool) -> Preview:
        return await pool.preview(asked(root, "utan huvud"))

    preview = play(newsroom, story)
    assert rules(preview) == ["front-matter-missing"]
    assert not preview.pages


def test_the_newest_text_of_a_person_takes_the_place_of_those_that_wait(
    root: Path, newsroom: Newsroom
) -> None:
    async def story(pool: Pool) -> list[Preview | BaseException]:
        texts = [saying(f"SLOW {number}") for number in range(5)]
        waiting = [asyncio.ensure_future(pool.preview(asked(root, text))) for text in texts]
        return await asyncio.gather(*waiting, return_exceptions=True)

    first, *middle, last = play(newsroom, story)
    assert isinstance(first, Preview)
    assert all(isinstance(each, SupersededError) for each in middle)
    assert isinstance(last, Preview)
    assert last.text == digest_of(saying("SLOW 4"))


def test_who_writes_fast_does_not_keep_others_waiting(root: Path, newsroom: Newsroom) -> None:
    order: list[str] = []

    async def ask(pool: Pool, person: str, text: str) -> None:
        try:
            await pool.preview(asked(root, text, person))
        except SupersededError:
            return
        order.append(person)

    async def story(pool: Pool) -> None:
        work = [ask(pool, "fast", saying("SLOW 0")), ask(pool, "slow", saying("SLOW"))]
        waiting = [asyncio.ensure_future(each) for each in work]
        for number in range(1, 4):
            await asyncio.sleep(0.05)
            waiting.append(asyncio.ensure_future(ask(pool, "fast", saying(f"SLOW {number}"))))
        await asyncio.gather(*waiting)

    play(newsroom, story)
    assert order == ["fast", "slow", "fast"]


def test_a_stuck_text_is_ended_and_the_next_one_is_typeset(root: Path, newsroom: Newsroom) -> None:
    async def story(pool: Pool) -> tuple[Preview, Preview]:
        stuck = await pool.preview(asked(root, saying("HANGS")))
        return stuck, await pool.preview(asked(root))

    stuck, after = play(newsroom, story, seconds=3)
    assert rules(stuck) == ["over-time"]
    assert "3 seconds" in stuck.findings[0].message
    assert after.pages


def test_a_stuck_text_of_one_person_stops_nobody_else(root: Path, newsroom: Newsroom) -> None:
    async def story(pool: Pool) -> Preview:
        stuck = asyncio.ensure_future(pool.preview(asked(root, saying("HANGS"))))
        await asyncio.sleep(0)
        other = await pool.preview(asked(root, person="bo"))
        assert not stuck.done()
        stuck.cancel()
        return other

    assert play(newsroom, story, workers=2).pages


def test_a_worker_that_dies_is_replaced(root: Path, newsroom: Newsroom) -> None:
    async def story(pool: Pool) -> tuple[Preview, Preview]:
        died = await pool.preview(asked(root, saying("ABORTS")))
        return died, await pool.preview(asked(root))

    died, after = play(newsroom, story)
    assert rules(died) == ["worker-crashed"]
    assert after.pages


def test_a_worker_killed_while_nothing_is_asked_is_not_noticed(
    root: Path, newsroom: Newsroom
) -> None:
    async def story(pool: Pool) -> Preview:
        await pool.preview(asked(root))
        for each in pool._pool._workers:
            os.kill(each.process.pid or 0, signal.SIGKILL)
        return await pool.preview(asked(root))

    assert play(newsroom, story).pages


def test_a_fault_of_the_program_is_reported_and_logged(root: Path, newsroom: Newsroom) -> None:
    async def story(pool: Pool) -> Preview:
        return await pool.preview(asked(root, saying("RAISES")))

    preview = play(newsroom, story)
    assert rules(preview) == ["program-fault"]
    assert (root / ".pressverk" / "log" / "pris.txt").is_file()


def test_a_text_that_needs_too_much_memory_is_ended(root: Path, newsroom: Newsroom) -> None:
    limited = replace(newsroom, limits=replace(newsroom.limits, megabytes=40))

    async def story(pool: Pool) -> Preview:
        return await pool.preview(asked(root, ARTICLE + "\nEn rad med ord.\n" * 8000))

    assert rules(play(limited, story)) == ["over-memory"]


def test_what_is_kept_is_bounded(
    root: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "PDFS", 150_000)
    monkeypatch.setattr(pool_module, "PICTURES", 200_000)
    monkeypatch.setattr(pool_module, "PAGES", 3)

    async def story(pool: Pool) -> None:
        for number in range(8):
            request = asked(root, saying(f"Nummer {number}:"))
            for page in (await pool.preview(request)).pages:
                await pool.picture(request.source, page.name, 1)
        assert pool._pdfs.size <= 150_000
        assert 0 < pool._pictures.size <= 200_000
        assert len(pool._pages) == 3

    play(newsroom, story)


def test_what_validators_say_comes_after_the_pages(root: Path, newsroom: Newsroom) -> None:
    text = ARTICLE.replace(
        "Priset delas ut varje år.", "The prize is given to a school every year."
    )

    async def story(pool: Pool) -> tuple[str, ...]:
        request = asked(root, text)
        preview = await pool.preview(request)
        found = await pool.check(request.source, preview.text, newsroom, "en")
        assert await pool.check(request.source, "unknown", newsroom, "en") == ()
        return tuple(finding.rule for finding in found)

    assert "unmarked-language" in play(newsroom, story)


def test_lines_of_the_page_lead_to_lines_of_the_text(root: Path, newsroom: Newsroom) -> None:
    async def story(pool: Pool) -> Preview:
        return await pool.preview(asked(root))

    preview = play(newsroom, story)
    lines = {place.line for place in preview.places}
    assert {3, 9} <= lines, "the title and the body"
    page = preview.pages[0]
    for place in preview.places:
        left, top, width, height = place.box
        assert left >= 0 <= top
        assert left + width <= page.width
        assert top + height <= page.height


def test_of_a_report_only_the_chapter_that_is_written_in_is_set(
    root: Path, newsroom: Newsroom
) -> None:
    report = write_report(root, "One.\n\n/// page-break\n///\n\nTwo.", "Another chapter.")
    chapter = report.parent / "chapters" / "01-part1.md"
    text = chapter.read_text("utf-8").replace("Two.", "Words that nobody saved.")
    request = PreviewRequest(
        person="anna", source=report, text=text, chapter=chapter, language="en"
    )

    async def story(pool: Pool) -> Preview:
        return await pool.preview(request)

    preview = play(newsroom, story)
    assert len(preview.pages) == 2
    assert text.split("\n").index("Words that nobody saved.") + 1 in {
        place.line for place in preview.places if place.page == 1
    }


def test_a_fault_in_an_unsaved_chapter_is_reported_at_its_line(
    root: Path, newsroom: Newsroom
) -> None:
    report = write_report(root, "One.", "Two.")
    chapter = report.parent / "chapters" / "02-part2.md"
    text = chapter.read_text("utf-8") + "\n##Wrong\n"
    request = PreviewRequest(
        person="anna", source=report, text=text, chapter=chapter, language="en"
    )

    async def story(pool: Pool) -> Preview:
        return await pool.preview(request)

    (finding,) = only_errors(play(newsroom, story).findings)
    assert finding.rule == "unread-markup"
    assert finding.place.file == "articles/report/chapters/02-part2.md"
    assert finding.place.line == text.split("\n").index("##Wrong") + 1


def test_a_report_with_faults_elsewhere_shows_the_chapter_and_lists_them(
    root: Path, newsroom: Newsroom
) -> None:
    report = write_report(root, "One, see ![](none.jpg) there.", "[](#nowhere)\n\n##Wrong")
    chapter = report.parent / "chapters" / "01-part1.md"
    request = PreviewRequest(
        person="anna",
        source=report,
        text=chapter.read_text("utf-8"),
        chapter=chapter,
        language="en",
    )

    async def story(pool: Pool) -> Preview:
        return await pool.preview(request)

    preview = play(newsroom, story)
    assert len(preview.pages) == 1
    assert {"picture-missing", "unread-markup"} <= set(rules(preview))


def test_a_chapter_that_cannot_be_read_leaves_the_others_their_pages(
    root: Path, newsroom: Newsroom
) -> None:
    report = write_report(root, "One.", "Two.")
    (report.parent / "chapters" / "02-part2.md").write_text("---\ntitle: [\n---\n", "utf-8")
    request = PreviewRequest(
        person="anna", source=report, text=report.read_text("utf-8"), language="en"
    )

    async def story(pool: Pool) -> Preview:
        return await pool.preview(request)

    preview = play(newsroom, story)
    assert preview.pages
    [fault] = only_errors(preview.findings)
    assert fault.place.file == "articles/report/chapters/02-part2.md"


def test_a_chapter_has_the_page_numbers_of_the_book(root: Path, newsroom: Newsroom) -> None:
    report = write_report(root, "One.\n\n/// page-break\n///\n\nTwo.", "See [](#chapter-1).")
    chapter = report.parent / "chapters" / "02-part2.md"
    text = chapter.read_text("utf-8")
    request = PreviewRequest(
        person="anna", source=report, text=text, chapter=chapter, language="en"
    )

    async def story(pool: Pool) -> bytes | None:
        made = await pool.preview(request)
        return pool.pdf(chapter, made.text)

    pdf = play(newsroom, story)
    assert pdf
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split()
    assert "1" not in words
    assert "00" not in words


def test_what_takes_long_the_first_time_is_done_by_each_worker_beforehand(
    newsroom: Newsroom, root: Path
) -> None:
    async def story(pool: Pool) -> set[str]:
        then = [(spoiled_previews.leave_a_mark, asked(root))]
        pool.warm_up([asked(root, saying("RAISES"))], newsroom, then)
        for _look in range(400):
            await asyncio.sleep(0.05)
            if len(marks := spoiled_previews.marks_in(root)) == 2:
                break
        return marks

    assert len(play(newsroom, story, workers=2)) == 2  # two processes
