"""The C declarations of WeasyPrint, read beforehand.

WeasyPrint declares in C what it calls of Pango and others. cffi parses the text whenever WeasyPrint
is imported, and each type again when it is first used, which takes longer than to set a page. cffi
can keep what it has read as a module (its "out-of-line" mode, without a compiler): that is
``c_declarations``, which holds for one text. To write it anew, run
``python -m pressverk.pdf.weasyprint.declarations``.
"""

import hashlib
import inspect
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import _cffi_backend
import cffi

MODULE = "c_declarations"
TEXT = re.compile(r"\bffi\.cdef\('''(.*?)'''\)", re.DOTALL)
DECLARING = "weasyprint.text.ffi"
HEAD = '''"""What cffi read of the declarations with this SHA-256; see ``declarations``."""

from pressverk.pdf.weasyprint.declarations import ReadBefore

SHA256 = "{sha256}"
'''


class UnlikeError(ImportError):
    """WeasyPrint declares something else than what was read."""


class ReadBefore(_cffi_backend.FFI):  # type: ignore[misc]  # it has no types
    """An interface to C that knows its declarations."""

    def cdef(self, text: str) -> None:
        """Compare *text* with what was read.

        Raises:
            UnlikeError: if it is another.
        """
        if hashlib.sha256(text.encode()).hexdigest() != _read().SHA256:
            raise UnlikeError(DECLARING)


def import_declaring() -> None:
    """Import the module of WeasyPrint that declares what it calls, without parsing that anew."""
    if DECLARING in sys.modules:
        return
    with _read_before(), suppress(ImportError):
        import_module(DECLARING)
        return
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        del sys.modules[name]


@contextmanager
def _read_before() -> Iterator[None]:
    original = cffi.FFI
    cffi.FFI = lambda: _read().ffi
    try:
        yield
    finally:
        cffi.FFI = original


def _read() -> ModuleType:
    return import_module(f"pressverk.pdf.weasyprint.{MODULE}")


def written() -> str:
    """Return the module that says what cffi reads of WeasyPrint's declarations."""
    source = inspect.getsource(import_module(DECLARING))
    match = TEXT.search(source)
    if match is None:
        raise UnlikeError(DECLARING)
    reader = cffi.FFI()
    reader.cdef(match[1])
    reader.set_source(MODULE, None)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{MODULE}.py"
        reader.emit_python_code(str(path))
        made = path.read_text("utf-8").partition("ffi = _cffi_backend.FFI(")[2]
    sha256 = hashlib.sha256(match[1].encode()).hexdigest()
    return f"{HEAD.format(sha256=sha256)}ffi = ReadBefore({made}"


if __name__ == "__main__":
    Path(__file__).with_name(f"{MODULE}.py").write_text(written(), "utf-8")
