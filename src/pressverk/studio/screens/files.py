"""What pages are made with: the fonts, and the newsroom's colour as a stylesheet."""

from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.colour import legible_on_dark
from pressverk.errors import PressverkError
from pressverk.studio.pages import Call, page

FONTS = {
    "serif-400.otf": "source-serif-4/SourceSerif4-Regular.otf",
    "serif-400-italic.otf": "source-serif-4/SourceSerif4-It.otf",
    "serif-600.otf": "source-serif-4/SourceSerif4-Semibold.otf",
    "display-600.otf": "source-serif-4/SourceSerif4Display-Semibold.otf",
    "sans-400.otf": "source-sans-3/SourceSans3-Regular.otf",
    "sans-400-italic.otf": "source-sans-3/SourceSans3-It.otf",
    "sans-600.otf": "source-sans-3/SourceSans3-Semibold.otf",
    "code-400.otf": "source-code-pro/SourceCodePro-Regular.otf",
}
DARK = "#161715"  # the background of studio.css in dark
USUAL = "#1f5c6b"
KEPT = "public, max-age=31536000, immutable"


def font(call: Call) -> Response:
    """Return a font file of the package."""
    name = FONTS.get(call.param("file"))
    if name is None:
        raise HTTPException(404)
    data = files("pressverk.fonts").joinpath(*name.split("/")).read_bytes()
    return Response(data, media_type="font/otf", headers={"cache-control": KEPT})


def brand(call: Call) -> Response:
    """Return the newsroom's colour, and a shade of it that is legible in the dark."""
    try:
        colour = call.studio.newsroom.brand.colour
    except PressverkError:
        colour = USUAL
    text = (
        f":root {{ --brand: {colour}; --on-brand: #fff }}\n"
        "@media (prefers-color-scheme: dark) "
        f"{{ :root {{ --brand: {legible_on_dark(colour, DARK)}; --on-brand: {DARK} }} }}\n"
    )
    return Response(text, media_type="text/css", headers={"cache-control": "no-cache"})


PAGES = (
    page("/fonts/{file}", "font", font, is_open=True),
    page("/brand.css", "brand", brand, is_open=True),
)
