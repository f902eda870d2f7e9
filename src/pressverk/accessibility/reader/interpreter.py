"""What a page paints, with its marked-content identifiers, and what has none.

The operators of content streams and the graphics state, as far as reading needs them (ISO 32000-2,
annex A). Own code over pikepdf's parser: pdfminer.six knows more fonts, but gives neither the form
XObject of a piece nor property lists, and parses each file a second time; PDFium reorders and
normalises text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from warnings import catch_warnings, simplefilter

import pikepdf

from pressverk.accessibility.reader import objects
from pressverk.accessibility.reader.fonts import Font, read_font
from pressverk.accessibility.reader.geometry import (
    IDENTITY,
    Matrix,
    Point,
    area_of,
    around,
    combined,
    moved,
)
from pressverk.accessibility.reader.graphics_state import BLACK, GraphicsState, colour_of
from pressverk.accessibility.reader.marked_content import WORD_GAP, ContentKey, Marks
from pressverk.accessibility.reader.model import Artifact, Content, Run

DEEPEST_FORM = 30
MOST_OPERATIONS = 5_000_000  # of a page: forms can contain each other without end


def run_page(page: pikepdf.Page, marks: Marks, fonts: dict[objects.Key, Font]) -> str | None:
    """Pass all that *page* paints to *marks*; *fonts* is a cache that grows.

    Return the parser's message about a damaged form on it, None if there is none.

    Raises:
        TooMuchError: if it would take hours. pikepdf.PdfError: if it is damaged; *marks* have what
        came before.
    """
    left, bottom = [float(side) for side in page.cropbox][:2]
    reader = _Reader(marks, (1.0, 0.0, 0.0, 1.0, -left, -bottom), fonts)
    reader.run(page, page.resources)
    return reader.damage


class TooMuchError(Exception):
    """A page that would take hours to read."""


class _Reader:
    """Runs content streams; each operator is a method."""

    def __init__(self, marks: Marks, base: Matrix, fonts: dict[objects.Key, Font]) -> None:
        self.marks, self.fonts = marks, fonts
        self.state, self.saved = GraphicsState(matrix=base), list[GraphicsState]()
        self.text_matrix = self.line_matrix = IDENTITY
        self.path: list[Point] = []
        self.resources: Any = None
        self.forms: list[objects.Key | None] = [None]
        self.operations = 0
        self.damage: str | None = None

    def run(self, stream: Any, resources: Any) -> None:
        """Run *stream*; like viewers, skip operations with wrong operands."""
        self.resources = resources
        with catch_warnings(record=True) as caught:
            simplefilter("always")
            instructions = pikepdf.parse_content_stream(stream)
        if caught:
            self.damage = self.damage or str(caught[0].message)
        for instruction in instructions:
            self.operations += 1
            if self.operations > MOST_OPERATIONS:
                raise TooMuchError(MOST_OPERATIONS)
            act = OPERATORS.get(str(instruction.operator))
            if act is not None:
                try:
                    act(self, list(instruction.operands))
                except (ValueError, IndexError, TypeError):
                    continue

    def resource(self, kind: str, name: Any) -> Any:
        return objects.entry(objects.entry(self.resources, kind), str(name))

    # Marked content

    def begin_mark(self, operands: list[Any]) -> None:
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, pikepdf.Name):
            properties = self.resource("/Properties", properties)
        self.marks.begin(objects.name(operands[0]) or "", properties, self.forms[-1])

    def end_mark(self, _operands: list[Any]) -> None:
        self.marks.end()

    # Showing text, see 9.4

    def begin_text(self, _operands: list[Any]) -> None:
        self.text_matrix = self.line_matrix = IDENTITY
        self.marks.begin_text()

    def set_font(self, operands: list[Any]) -> None:
        source = self.resource("/Font", operands[0])
        key = objects.key_of(source)
        font = self.fonts.get(key) if key else None
        font = font or read_font(source)
        if key:
            self.fonts[key] = font
        self.state.font, self.state.size = font, _number(operands[1])

    def move_line(self, operands: list[Any]) -> None:
        x, y = map(_number, operands)
        self.line_matrix = combined((1.0, 0.0, 0.0, 1.0, x, y), self.line_matrix)
        self.text_matrix = self.line_matrix

    def move_line_and_lead(self, operands: list[Any]) -> None:
        self.state.leading = -_number(operands[1])
        self.move_line(operands)

    def next_line(self, _operands: list[Any]) -> None:
        self.move_line([0, -self.state.leading])

    def set_text_matrix(self, operands: list[Any]) -> None:
        self.text_matrix = self.line_matrix = _matrix(operands)

    def show_string(self, operands: list[Any]) -> None:
        self.show(operands)

    def show_array(self, operands: list[Any]) -> None:
        self.show(objects.items(operands[0]))

    def show_on_next_line(self, operands: list[Any]) -> None:
        self.next_line([])
        self.show(operands)

    def show_spaced_on_next_line(self, operands: list[Any]) -> None:
        self.state.word_space, self.state.character_space = map(_number, operands[:2])
        self.show_on_next_line(operands[2:])

    def show(self, parts: list[Any]) -> None:
        """Show strings; numbers between them move what follows, in thousandths of an em."""
        state, font = self.state, self.state.font
        if font is None:
            return
        glyphs: list[str] = []
        gaps: list[bool] = []
        end = gap = 0.0
        for part in parts:
            if not isinstance(part, pikepdf.String):
                gap -= _number(part) / 1000
                continue
            for glyph in font.decode(bytes(part)):
                glyphs.append(glyph.text)
                gaps.append(gap > WORD_GAP)
                space = state.character_space + (state.word_space if glyph.is_space else 0.0)
                end += ((gap + glyph.width) * state.size + space) * state.scale
                gap = 0.0
        if glyphs:
            self.paint("".join(glyphs), _spaced(glyphs, gaps, font), end, font)
        end += gap * state.size * state.scale
        self.text_matrix = combined((1.0, 0.0, 0.0, 1.0, end, 0.0), self.text_matrix)

    def paint(self, text: str, read: str, end: float, font: Font) -> None:
        state = self.state
        matrix = combined(self.text_matrix, state.matrix)
        scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        low, high = (side * state.size + state.rise for side in (font.descent, font.ascent))
        run = Run(
            text=text,
            area=area_of(matrix, 0.0, low, end, high),
            font=font.name,
            size=abs(state.size) * scale,
            colour=state.colour,
            is_visible=state.is_visible,
        )
        self.marks.show(run, read, spaced=not font.paints_spaces)

    # Drawings: 8.5, 8.8 and 8.10

    def add_points(self, operands: list[Any]) -> None:
        numbers = list(map(_number, operands))
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        self.path += [moved(self.state.matrix, pair) for pair in pairs]

    def add_rectangle(self, operands: list[Any]) -> None:
        x, y, width, height = map(_number, operands)
        self.add_points([x, y, x + width, y, x, y + height, x + width, y + height])

    def paint_path(self, _operands: list[Any]) -> None:
        if self.path:
            self.marks.draw(around(self.path))
        self.path = []

    def end_path(self, _operands: list[Any]) -> None:
        self.path = []

    def paint_image(self, _operands: list[Any]) -> None:
        self.marks.draw(area_of(self.state.matrix, 0.0, 0.0, 1.0, 1.0))

    def paint_object(self, operands: list[Any]) -> None:
        found = self.resource("/XObject", operands[0])
        key = objects.key_of(found)
        claimed = key and objects.integer(objects.entry(found, "/StructParent")) is not None
        if claimed:
            self.marks.claim((key, None))
        if objects.name(objects.entry(found, "/Subtype")) == "Form":
            self.paint_form(found, key)
        else:
            self.paint_image([])
        if claimed:
            self.marks.end()

    def paint_form(self, found: Any, key: objects.Key | None) -> None:
        """Run a form XObject in its own graphics state, and restore the outer one."""
        if len(self.forms) > DEEPEST_FORM or (key and key in self.forms):
            return
        outer = self.state, self.saved, self.resources, self.text_matrix, self.line_matrix
        stack = self.marks.stack
        matrix = objects.items(objects.entry(found, "/Matrix"))
        own = _matrix(matrix) if len(matrix) == 6 else IDENTITY
        self.state, self.saved = replace(self.state, matrix=combined(own, self.state.matrix)), []
        self.marks.stack = stack[-1:]
        self.forms.append(key)
        resources = objects.entry(found, "/Resources")
        try:
            self.run(found, self.resources if resources is None else resources)
        except pikepdf.PdfError as error:  # the rest of the page is still read
            self.damage = self.damage or str(error)
        finally:
            self.forms.pop()
            self.marks.stack = stack
            self.state, self.saved, self.resources, self.text_matrix, self.line_matrix = outer

    # Graphics state: 8.4

    def save(self, _operands: list[Any]) -> None:
        self.saved.append(replace(self.state))

    def restore(self, _operands: list[Any]) -> None:
        if self.saved:
            self.state = self.saved.pop()

    def concatenate(self, operands: list[Any]) -> None:
        self.state.matrix = combined(_matrix(operands), self.state.matrix)

    def set_parameters(self, operands: list[Any]) -> None:
        alpha = objects.number(objects.entry(self.resource("/ExtGState", operands[0]), "/ca"))
        self.state.alpha = self.state.alpha if alpha is None else alpha

    def set_colour(self, operands: list[Any]) -> None:
        self.state.colour = colour_of(operands)

    def set_colour_space(self, _operands: list[Any]) -> None:
        self.state.colour = BLACK


def _setter(name: str, factor: float = 1.0) -> Callable[[_Reader, list[Any]], None]:
    """Return the operator that sets *name* in the graphics state to a number."""

    def act(reader: _Reader, operands: list[Any]) -> None:
        setattr(reader.state, name, _number(operands[0]) * factor)

    return act


OPERATORS: Mapping[str, Callable[[_Reader, list[Any]], None]] = {
    "BMC": _Reader.begin_mark,
    "BDC": _Reader.begin_mark,
    "EMC": _Reader.end_mark,
    "BT": _Reader.begin_text,
    "Tc": _setter("character_space"),
    "Tw": _setter("word_space"),
    "Tz": _setter("scale", 0.01),
    "TL": _setter("leading"),
    "Ts": _setter("rise"),
    "Tr": _setter("mode"),
    "Tf": _Reader.set_font,
    "Td": _Reader.move_line,
    "TD": _Reader.move_line_and_lead,
    "T*": _Reader.next_line,
    "Tm": _Reader.set_text_matrix,
    "Tj": _Reader.show_string,
    "TJ": _Reader.show_array,
    "'": _Reader.show_on_next_line,
    '"': _Reader.show_spaced_on_next_line,
    **dict.fromkeys(("m", "l", "c", "v", "y"), _Reader.add_points),
    "re": _Reader.add_rectangle,
    **dict.fromkeys(("f", "F", "f*", "S", "s", "B", "B*", "b", "b*"), _Reader.paint_path),
    "n": _Reader.end_path,
    "Do": _Reader.paint_object,
    "INLINE IMAGE": _Reader.paint_image,
    "q": _Reader.save,
    "Q": _Reader.restore,
    "cm": _Reader.concatenate,
    "gs": _Reader.set_parameters,
    **dict.fromkeys(("g", "rg", "k", "sc", "scn"), _Reader.set_colour),
    "cs": _Reader.set_colour_space,
}


def _number(value: Any) -> float:
    found = objects.number(value)
    if found is None:
        raise ValueError(value)
    return found


def _matrix(operands: list[Any]) -> Matrix:
    a, b, c, d, e, f = map(_number, operands)
    return a, b, c, d, e, f


def _spaced(glyphs: list[str], gaps: list[bool], font: Font) -> str:
    """Return the text of *glyphs* with spaces at gaps; spaced-out letters are one word."""
    if font.paints_spaces or not any(gaps) or (len(gaps) > 2 and all(gaps[1:])):
        return "".join(glyphs)
    read = ""
    for glyph, gap in zip(glyphs, gaps, strict=True):
        read += (" " if gap and read and not read[-1:].isspace() else "") + glyph
    return read


FEWEST_LINES = 3  # share of lines that end with a space, in a document that paints spaces


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What a page paints; *damage* is the parser's message if there may be more."""

    marked: Mapping[ContentKey, Content] = field(default_factory=dict)
    artifacts: tuple[Artifact, ...] = ()
    unmarked: tuple[Content, ...] = ()
    damage: str | None = None
    lines: Mapping[bool, int] = field(default_factory=dict)


def read_pages(pdf: pikepdf.Pdf) -> list[PageContent]:
    """Return the content of each page of *pdf*.

    Many programs paint no space at a line's end, so one is read there. In a document that paints
    spaces, words continue where there is none.
    """
    fonts: dict[objects.Key, Font] = {}
    pages = [read_page(page, number, fonts) for number, page in enumerate(pdf.pages, 1)]
    spaced, bare = (sum(page.lines.get(kind, 0) for page in pages) for kind in (True, False))
    if not bare or spaced < max(FEWEST_LINES, bare):
        return pages
    return [
        read_page(page, number, fonts, ends_words=True) for number, page in enumerate(pdf.pages, 1)
    ]


def read_page(
    page: pikepdf.Page, number: int, fonts: dict[objects.Key, Font], *, ends_words: bool = False
) -> PageContent:
    """Return the content of *page*; *fonts* is a cache that grows.

    With *ends_words*, a space is painted wherever a word ends at a line's end.
    """
    marks, damage = Marks(page=number, ends_words=ends_words), None
    try:
        damage = run_page(page, marks, fonts)
    except (pikepdf.PdfError, TooMuchError, ValueError, TypeError) as error:
        damage = str(error)
    return PageContent(
        marked={key: piece.finished() for key, piece in marks.marked.items()},
        artifacts=marks.finished_artifacts(),
        unmarked=tuple(piece.finished() for piece in marks.unmarked if piece.runs),
        damage=damage,
        lines=marks.lines,
    )
