import io
import zlib

import pikepdf
from pikepdf import Name

from pressverk.pdf.saving import END, PLAIN_END, with_plain_ends

RETURN = b"\r"


def _content(*, ends_in_return: bool) -> bytes:
    """Return a page's content, whose compressed data end in a carriage return or don't."""
    tries = (b"q Q %" + b"a" * length for length in range(300))
    return next(each for each in tries if zlib.compress(each).endswith(RETURN) == ends_in_return)


def _pdf(*contents: bytes) -> bytes:
    book = pikepdf.new()
    for content in contents:
        page = book.add_blank_page()
        page.Contents = pikepdf.Stream(book, b"")
        page.Contents.write(zlib.compress(content), filter=Name.FlateDecode)
    target = io.BytesIO()
    book.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def test_data_that_end_in_a_return_are_followed_by_a_whole_end_of_line() -> None:
    contents = [_content(ends_in_return=each) for each in (True, False, True)]
    pdf = _pdf(*contents)
    assert pdf.count(END) >= 2
    fixed = with_plain_ends(pdf)
    assert fixed.count(END) == fixed.count(PLAIN_END) == pdf.count(END)
    with pikepdf.open(io.BytesIO(fixed)) as book:
        assert [page.Contents.read_bytes() for page in book.pages] == contents
        assert not book.check_pdf_syntax()


def test_nothing_in_the_file_moves() -> None:
    pdf = _pdf(_content(ends_in_return=True))
    fixed = with_plain_ends(pdf)
    assert len(fixed) == len(pdf)
    assert fixed.index(b"startxref") == pdf.index(b"startxref")


def test_other_files_are_left_as_they_are() -> None:
    pdf = _pdf(_content(ends_in_return=False)).replace(END, b"\n\nendstream")
    assert with_plain_ends(pdf) is pdf


def test_an_end_without_a_stream_is_left_as_it_is() -> None:
    assert with_plain_ends(b"text\r\nendstream") == b"text\r\nendstream"
