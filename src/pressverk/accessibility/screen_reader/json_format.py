"""Transcript -> JSON, for programs: the same passages, and where they are on the pages."""

import json
from typing import Any

from pressverk.accessibility.screen_reader.model import Passage, Spot, Transcript
from pressverk.accessibility.screen_reader.text import passage_text


def as_json(transcript: Transcript) -> str:
    """Return *transcript* as JSON; areas are in points from the page's lower left corner."""
    table = {
        "title": transcript.title,
        "language": transcript.language,
        "passages": [_passage(passage) for passage in transcript.passages],
        "unheard": [_passage(passage) for passage in transcript.unheard],
    }
    return json.dumps(table, ensure_ascii=False, indent=2)


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "kind": passage.kind,
        "label": passage.label,
        "text": passage_text(passage),
        "depth": passage.depth,
        "parts": [
            {"role": part.role, "text": part.text}
            | ({"language": part.language} if part.language else {})
            for part in passage.parts
        ],
        "spots": [_spot(spot) for spot in passage.spots],
    }


def _spot(spot: Spot) -> dict[str, float]:
    sides = {side: getattr(spot.area, side) for side in ("left", "bottom", "right", "top")}
    return {"page": spot.page} | {side: round(at, 2) for side, at in sides.items()}
