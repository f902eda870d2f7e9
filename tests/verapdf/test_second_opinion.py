"""The comparison of validators can fail; `make verapdf` runs it with veraPDF itself."""

import json
from pathlib import Path

import page
import pytest
from second_opinion import SPOILABLE, Verdicts, disagreements, not_sound, not_spoiled, read_report
from spoiling import spoiled

from pressverk.model import Document
from pressverk.pdf.typesetting import typeset

FILE = Path("/exempel.pdf")


def verdicts(**profiles: tuple[bool, bool]) -> list[Verdicts]:
    return [
        Verdicts(profile=profile.strip("_"), verapdf=verapdf, page=page_validation)
        for profile, (verapdf, page_validation) in profiles.items()
    ]


def test_a_sound_pdf_claims_and_holds_both_profiles() -> None:
    good = verdicts(ua1=(True, True), _2a=(True, True))
    assert [*not_sound(FILE, good), *disagreements(FILE, good)] == []


def test_a_profile_that_does_not_hold_is_reported() -> None:
    bad = verdicts(ua1=(False, False), _2a=(True, True))
    assert [*not_sound(FILE, bad)] == ["/exempel.pdf: ua1 does not hold"]


def test_a_pdf_that_claims_nothing_is_not_sound() -> None:
    assert [*not_sound(FILE, [])] == ["/exempel.pdf: claims nothing"]
    assert [*not_sound(FILE, verdicts(ua1=(True, True)))] == ["/exempel.pdf: claims ['ua1']"]


def test_what_goes_to_a_printing_press_is_no_archive_file() -> None:
    assert [*not_sound(Path("/a.print.pdf"), verdicts(ua1=(True, True)))] == []


def test_a_disagreement_is_reported_either_way() -> None:
    assert [*disagreements(FILE, verdicts(ua1=(True, False), _3a=(False, True)))] == [
        "/exempel.pdf: ua1 holds says veraPDF, does not hold says page-validation",
        "/exempel.pdf: 3a does not hold says veraPDF, holds says page-validation",
    ]


def test_a_fault_that_goes_unnoticed_is_reported() -> None:
    assert [*not_spoiled(FILE, verdicts(ua1=(True, True)))]
    assert [*not_spoiled(FILE, verdicts(ua1=(False, False), _2a=(True, True)))] == []


def test_a_file_that_verapdf_could_not_read_has_no_verdict() -> None:
    result = {"profileName": "PDF/UA-1 validation profile", "compliant": True}
    unasked = {"profileName": "PDF/A-1b validation profile", "compliant": False}
    jobs = [
        {"itemDetails": {"name": "/a.pdf"}, "validationResult": [unasked, result]},
        {"itemDetails": {"name": "/b.pdf"}, "taskException": {}},
    ]
    report = json.loads(json.dumps({"report": {"jobs": jobs}}))
    files = [Path("/a.pdf"), Path("/b.pdf"), Path("/c.pdf")]
    assert [*read_report(report, files).values()] == [{"ua1": True}, {}, {}]


SOUND = typeset(Document(address="https://newsroom.invalid/exempel.html", html=SPOILABLE)).data


SPOILED = dict(spoiled(SOUND))


@pytest.mark.parametrize("name", SPOILED)
def test_each_fault_breaks_a_profile(name: str) -> None:
    results = [page.validate_pdf_bytes(SPOILED[name], profile=p) for p in ("ua1", "2a")]
    assert not all(result.is_compliant for result in results)


def test_what_is_spoiled_was_sound() -> None:
    assert all(
        page.validate_pdf_bytes(SOUND, profile=profile).is_compliant for profile in ("ua1", "2a")
    )
