"""What a printer would send back of a PDF: fonts, colours, ink, resolution, hairlines, overprint.

Read from the finished file, as a printer's own preflight reads it.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any

import pikepdf
from pikepdf import Dictionary

from pressverk.i18n import _
from pressverk.model import Finding, Place, Severity

MOST_INK = 3.0  # of cyan, magenta, yellow and black together, on coated paper (ISO 12647-2)
ROUNDING = 0.012
LEAST_LINE = 0.19  # points: a printed line of 0.2 with its rounding
LEAST_DPI = 150
SMALL = 12  # points: black text up to this size overprints
ERRORS = {"print-font", "print-rgb", "print-ink"}
RGB, CMYK = "DeviceRGB", "DeviceCMYK"
SETS = {"rg": RGB, "RG": RGB, "k": CMYK, "K": CMYK, "g": "", "G": ""}
FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}
STROKES = {"S", "s", "B", "B*", "b", "b*"}
TEXTS = {"Tj", "TJ", "'", '"'}
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of graphics that matters here; *black* says that text is of black ink alone."""

    matrix: Matrix = UNIT
    line: float = 1.0
    black: bool = True
    overprints: bool = False
    size: float = 0.0


@dataclass(slots=True, kw_only=True)
class Faults:
    """What is wrong: the first page of each fault, and the worst of its measures.

    *page* is the one that is looked at.
    """

    page: int = 0
    pages: dict[str, int] = field(default_factory=dict)
    worst: dict[str, float] = field(default_factory=dict)

    def found(self, rule: str, measure: float = 0.0) -> None:
        """Keep that *rule* is broken; a larger *measure* is worse."""
        self.pages.setdefault(rule, self.page)
        self.worst[rule] = max(self.worst.get(rule, measure), measure)


def preflight(data: bytes, file: str) -> tuple[Finding, ...]:
    """Return what keeps the PDF *data*, called *file*, from being printed well."""
    faults = Faults()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for faults.page, page in enumerate(pdf.pages, 1):
            _look(page.obj, State(), faults)
    return tuple(_findings(faults, file))


def _findings(faults: Faults, file: str) -> Iterator[Finding]:
    for rule, page in faults.pages.items():
        yield Finding(
            place=Place(file=file, page=page),
            message=_message(rule, abs(faults.worst[rule])),
            rule=rule,
            severity=Severity.ERROR if rule in ERRORS else Severity.ADVICE,
        )


def _message(rule: str, measure: float) -> str:
    messages = {
        "print-font": _("a font isn't embedded; embed all fonts"),
        "print-rgb": _("has colours in RGB; convert all to CMYK"),
        "print-ink": _(
            "takes {percent} percent of ink, and paper holds 300; use lighter colours",
            percent=round(measure * 100),
        ),
        "print-hairline": _(
            "a line is {points} points wide and may not print; make it 0.25 points",
            points=f"{measure:.2f}",
        ),
        "print-resolution": _(
            "a picture has {dpi} pixels an inch, and print needs 150 or more, better 300; use a "
            "larger original",
            dpi=round(measure),
        ),
        "print-black": _(
            "small black text knocks out what is below it, and shows white edges when inks are "
            "out of register; let black overprint"
        ),
    }
    return messages[rule]


def _look(holder: Any, state: State, faults: Faults) -> None:
    """Look at the content stream of *holder*, a page or a form painted in *state*."""
    resources = holder.get("/Resources", Dictionary())
    fonts: Any = resources.get("/Font", Dictionary())
    for font in fonts.values():
        if not _is_embedded(font):
            faults.found("print-font")
    for shading in resources.get("/Shading", Dictionary()).values():
        if _is_rgb(shading.get("/ColorSpace")):
            faults.found("print-rgb")
    stack: list[State] = []
    box: list[float] = []
    for each in pikepdf.parse_content_stream(holder):
        operands, name = list(each.operands), str(each.operator)
        if name == "q":
            stack.append(state)
        elif name == "Q" and stack:
            state = stack.pop()
        elif name == "re":
            box = [float(each) for each in operands]
        elif name == "Do":
            _paint(resources.XObject[operands[0]], state, faults)
        else:
            _judge(name, state, box, faults)
            state = _after(name, operands, state, resources, faults)
            box = box if name in {"W", "W*"} else []


def _after(
    name: str, operands: Sequence[Any], state: State, resources: Any, faults: Faults
) -> State:
    """Return *state* after an operator, and keep what is wrong with its colours."""
    if name == "cm":
        return replace(state, matrix=_times([float(each) for each in operands], state.matrix))
    if name == "w":
        return replace(state, line=float(operands[0]))
    if name == "Tf":
        return replace(state, size=float(operands[1]))
    if name == "gs":
        given = resources.ExtGState[operands[0]]
        return replace(state, overprints=bool(given.get("/op", state.overprints)))
    if name in {"cs", "CS"}:
        spaces = resources.get("/ColorSpace", Dictionary())
        if _is_rgb(spaces.get(str(operands[0]), operands[0])):
            faults.found("print-rgb")
    if name in SETS:
        return _with_colour(name, [float(each) for each in operands], state, faults)
    return state


def _with_colour(name: str, channels: Sequence[float], state: State, faults: Faults) -> State:
    if SETS[name] == RGB:
        faults.found("print-rgb")
    if SETS[name] == CMYK and sum(channels) > MOST_INK + ROUNDING:
        faults.found("print-ink", sum(channels))
    if not name.islower():
        return state
    return replace(state, black=list(channels) in ([0, 0, 0, 1], [0]))


def _judge(name: str, state: State, box: Sequence[float], faults: Faults) -> None:
    """Keep what is wrong with what the operator *name* paints."""
    scale = _scale(state.matrix)
    if name in STROKES and state.line * scale < LEAST_LINE:
        faults.found("print-hairline", -state.line * scale)
    if name in FILLS and box:
        thin = min(abs(box[2]), abs(box[3])) * scale
        if 0 < thin < LEAST_LINE:
            faults.found("print-hairline", -thin)
    if name in TEXTS and state.black and not state.overprints and 0 < state.size <= SMALL:
        faults.found("print-black")


def _paint(painted: Any, state: State, faults: Faults) -> None:
    if painted.get("/Subtype") == "/Form":
        matrix = [float(each) for each in painted.get("/Matrix", UNIT)]
        _look(painted, replace(state, matrix=_times(matrix, state.matrix)), faults)
        return
    if painted.get("/ImageMask"):
        return
    if _is_rgb(painted.get("/ColorSpace")):
        faults.found("print-rgb")
    a, b, _c, _d, *_rest = state.matrix
    inches = hypot(a, b) / 72
    if inches and painted.Width / inches < LEAST_DPI:
        faults.found("print-resolution", -painted.Width / inches)
    if painted.get("/ColorSpace") == f"/{CMYK}" and (most := _most_ink(painted)) > MOST_INK:
        faults.found("print-ink", most)


def _most_ink(picture: Any) -> float:
    """Return the most ink of any pixel that rounding doesn't explain."""
    image = pikepdf.PdfImage(picture).as_pil_image(apply_mask=False)
    image.thumbnail((400, 400))
    raw = image.convert("CMYK").tobytes()
    most = max(map(sum, zip(raw[::4], raw[1::4], raw[2::4], raw[3::4], strict=True)), default=0)
    return most / 255 - ROUNDING


def _is_rgb(space: Any) -> bool:
    if space is None:
        return False
    if isinstance(space, pikepdf.Array):
        kind = str(space[0])
        if kind == "/ICCBased":
            return int(space[1].N) == 3
        if kind == "/Indexed":
            return _is_rgb(space[1])
        return kind == "/CalRGB"
    return str(space) == f"/{RGB}"


def _is_embedded(font: Any) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    fonts = font.get("/DescendantFonts", [font])
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    return all(any(key in each.get("/FontDescriptor", {}) for key in files) for each in fonts)


def _scale(matrix: Matrix) -> float:
    a, b, c, d, *_rest = matrix
    return float(abs(a * d - b * c) ** 0.5)


def _times(first: Sequence[float], then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j,
        c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip
