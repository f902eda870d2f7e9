import io
import zlib

import page
import pikepdf
import pydyf
import pytest

from pressverk.pdf.weasyprint.patches import stream_patch


def written(*streams: pydyf.Stream) -> bytes:
    pdf = pydyf.PDF()
    for stream in streams:
        pdf.add_object(stream)
    contents = pydyf.Array([stream.reference for stream in streams])
    box = pydyf.Array([0, 0, 9, 9])
    pdf.add_page(
        pydyf.Dictionary(
            {"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": box, "Contents": contents}
        )
    )
    output = io.BytesIO()
    pdf.write(output, b"1.7", identifier=True, compress=True)
    return output.getvalue()


def ends_in_carriage_return() -> bytes:
    """Return content whose zlib checksum, the compressed bytes' end, ends in 0x0D."""
    contents = (b"% " + b"!" * number + b"\nq Q" for number in range(10_000))
    return next(content for content in contents if zlib.compress(content).endswith(b"\r"))


def length_faults(data: bytes) -> list[str]:
    failures = page.validate_pdf_bytes(data, profile="2b").failures
    return [failure.message for failure in failures if "/Length" in failure.message]


@pytest.mark.parametrize("content", [ends_in_carriage_return(), b"q Q\r"])
def test_no_stream_ends_in_a_carriage_return(content: bytes) -> None:
    compress = not content.endswith(b"\r")
    assert length_faults(written(pydyf.Stream([content], compress=compress)))
    with stream_patch():
        data = written(pydyf.Stream([content], compress=compress))
    assert not length_faults(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].Contents[0].read_bytes().rstrip() == content.rstrip()


def test_streams_made_while_writing_are_sealed_too() -> None:
    for length in range(300):  # one in 128 would end in a carriage return
        with stream_patch():
            data = written(pydyf.Stream([b"% " + b"!" * length + b"\nq Q"], compress=True))
        assert not length_faults(data)


def test_glyphs_without_a_distance_between_them_are_written_together() -> None:
    stream = pydyf.Stream()
    with stream_patch():
        stream.show_text("<0001>0<0002>-10<0003>0<0004>5<0005>0")
    assert stream.stream == [b"[<00010002>-10<00030004>5<0005>0] TJ"]


def test_pydyf_is_left_as_it_was() -> None:
    before = pydyf.Stream.data, pydyf.Stream.show_text
    with stream_patch():
        assert pydyf.Stream.data is not before[0]
    assert (pydyf.Stream.data, pydyf.Stream.show_text) == before
