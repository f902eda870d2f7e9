"""Pictures of pixels, through `prepare_picture`."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, ImageFile, PngImagePlugin

from pressverk.content.pictures import rasters
from pressverk.content.pictures.picture import Picture, advise_resolution
from pressverk.content.pictures.prepare import prepare_picture
from pressverk.content.pictures.rasters import prepare_raster
from pressverk.errors import ArticleError
from pressverk.model import Place, Severity

PLACE = Place(file="articles/spring/index.md", line=14)
GPS = {1: "N", 2: (59.0, 12.0, 0.0), 3: "E", 4: (17.0, 48.0, 0.0)}


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", "en")


def noise(width: int, height: int) -> Image.Image:
    """Return something that compresses as badly as a photograph."""
    bands = [Image.effect_noise((width, height), sigma) for sigma in (40, 60, 80)]
    return Image.merge("RGB", bands)


def stored(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


def prepared(path: Path, width: int = 1000) -> Picture:
    return prepare_picture(path, width=width, place=PLACE)


def opened(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.data))


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(ArticleError) as caught:
        prepared(path)
    (finding,) = caught.value.findings
    assert finding.place == PLACE
    return finding.rule, finding.message


def near(pixel: object, expected: tuple[int, ...], tolerance: int = 6) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, expected, strict=True))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "gif"])
def test_every_kind_is_printed_at_the_width_asked_for(tmp_path: Path, suffix: str) -> None:
    picture = prepared(stored(tmp_path / f"a.{suffix}", noise(300, 200)), width=150)
    assert (picture.width, picture.height) == (150, 100)
    assert opened(picture).size == (150, 100)


def test_a_small_picture_is_never_enlarged(tmp_path: Path) -> None:
    picture = prepared(stored(tmp_path / "a.png", noise(30, 20)), width=1000)
    assert (picture.width, picture.height) == (30, 20)


def test_a_picture_too_small_for_its_place_earns_advice() -> None:
    small = Picture(media_type="image/jpeg", data=b"", width=480, height=300)
    (advice,) = advise_resolution(small, name="stage.jpg", width=1000, place=PLACE)
    assert advice.severity is Severity.ADVICE
    assert advice.message == (
        "picture 'stage.jpg' is 480 pixels wide and needs 1000 to be sharp; "
        "use a larger original or a narrower width"
    )
    assert not advise_resolution(small, name="stage.jpg", width=960, place=PLACE)


def test_a_drawing_is_never_too_small() -> None:
    drawing = Picture(media_type="image/svg+xml", data=b"", width=16, height=16, drawing=True)
    assert not advise_resolution(drawing, name="mark.svg", width=1000, place=PLACE)


def test_a_photograph_becomes_jpeg_and_flat_colours_png(tmp_path: Path) -> None:
    photograph = stored(tmp_path / "photograph.png", noise(300, 200))
    flat = stored(tmp_path / "flat.png", Image.new("RGB", (300, 200), "#1f5c6b"))
    assert prepared(photograph).media_type == "image/jpeg"
    assert prepared(flat).media_type == "image/png"


def test_transparency_is_kept_and_a_useless_alpha_channel_dropped(tmp_path: Path) -> None:
    clear = stored(tmp_path / "clear.png", Image.new("RGBA", (20, 20), (31, 92, 107, 128)))
    full = stored(tmp_path / "full.png", Image.new("RGBA", (20, 20), (31, 92, 107, 255)))
    assert opened(prepared(clear)).getpixel((5, 5)) == (31, 92, 107, 128)
    assert opened(prepared(full)).mode == "RGB"


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_a_transparent_colour_becomes_transparency(tmp_path: Path, mode: str) -> None:
    path = stored(
        tmp_path / "a.png",
        Image.new(mode, (20, 20), 0),
        transparency=(0, 0, 0) if mode == "RGB" else 0,
    )
    pixel = opened(prepared(path)).convert("RGBA").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 0


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "tif", "png", "webp"])
def test_every_orientation_stands_upright(tmp_path: Path, orientation: int, suffix: str) -> None:
    upright = Image.new("RGB", (80, 40), "white")
    upright.paste("black", (0, 0, 20, 20))
    turns = {value: key for key, value in rasters.TURNS.items()}
    undo = {
        Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
        Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90,
    }
    turn = rasters.TURNS.get(orientation)
    assert turn is None or turns[turn] == orientation
    laid = upright if turn is None else upright.transpose(undo.get(turn, turn))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    path = stored(tmp_path / f"a.{suffix}", laid, exif=exif)
    picture = prepared(path, width=40)
    assert (picture.width, picture.height) == (40, 20)
    image = opened(picture).convert("RGB")
    assert near(image.getpixel((4, 4)), (0, 0, 0), 20)
    assert near(image.getpixel((35, 4)), (255, 255, 255), 20)
    assert near(image.getpixel((4, 15)), (255, 255, 255), 20)


def test_a_large_jpeg_that_lies_is_decoded_wide_enough(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture = prepared(stored(tmp_path / "a.jpg", noise(1600, 400), exif=exif), width=390)
    assert (picture.width, picture.height) == (390, 1560)


def test_no_metadata_survives(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(GPS)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "SecretAuthor")
    text.add_itxt("XML:com.adobe.xmp", "<x>SecretXmp</x>")
    files = [
        stored(
            tmp_path / "a.jpg",
            noise(40, 40),
            exif=exif,
            icc_profile=srgb,
            comment="SecretComment",
            xmp=b"<x>SecretXmp</x>",
            dpi=(300, 300),
        ),
        stored(tmp_path / "a.png", noise(40, 40), exif=exif, icc_profile=srgb, pnginfo=text),
        stored(tmp_path / "b.png", Image.new("RGB", (9, 9)), exif=exif, pnginfo=text),
        stored(tmp_path / "a.webp", noise(40, 40), exif=exif, xmp=b"<x>SecretXmp</x>"),
    ]
    for file in files:
        assert b"Secret" in file.read_bytes()
        data = prepared(file).data
        for trace in (b"Secret", b"Exif", b"eXIf", b"ICC_PROFILE", b"iCCP", b"tEXt", b"iTXt"):
            assert trace not in data
        assert not Image.open(BytesIO(data)).getexif()


def test_an_embedded_profile_decides_the_colours(tmp_path: Path) -> None:
    lab = ImageCms.createProfile("LAB")
    srgb = ImageCms.createProfile("sRGB")
    teal = Image.new("RGB", (20, 20), (31, 92, 107))
    in_lab = ImageCms.profileToProfile(teal, srgb, lab, outputMode="LAB")
    assert in_lab is not None
    picture = prepared(stored(tmp_path / "a.tif", in_lab))
    assert near(opened(picture).convert("RGB").getpixel((5, 5)), (31, 92, 107))


def test_a_profile_with_swapped_colours_is_obeyed(tmp_path: Path) -> None:
    # The profile of sRGB with its red and green primaries exchanged.
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    image = Image.new("RGB", (20, 20), (255, 0, 0))
    picture = prepared(stored(tmp_path / "a.png", image, icc_profile=bytes(profile)))
    assert near(opened(picture).convert("RGB").getpixel((5, 5)), (0, 255, 0))


@pytest.mark.parametrize("profile", [b"no profile", b""])
def test_a_broken_profile_is_left_aside(tmp_path: Path, profile: bytes) -> None:
    image = Image.new("RGB", (20, 20), (31, 92, 107))
    picture = prepared(stored(tmp_path / "a.png", image, icc_profile=profile))
    assert opened(picture).getpixel((5, 5)) == (31, 92, 107)


def test_a_profile_of_other_channels_is_left_aside(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = stored(tmp_path / "a.png", Image.new("L", (20, 20), 90), icc_profile=srgb)
    assert opened(prepared(path)).getpixel((5, 5)) == (90, 90, 90)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "CMYK", "YCbCr", "LAB", "I;16"])
def test_every_way_of_writing_white_is_white(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        image = Image.new("I;16", (20, 20), 65535)
    elif mode == "LAB":
        image = Image.new("LAB", (20, 20), (255, 128, 128))
    elif mode == "PA":
        image = Image.new("RGBA", (20, 20), "white").convert("PA")
    else:
        image = Image.new("RGB", (20, 20), "white").convert(mode)
    picture = prepared(stored(tmp_path / "a.tif", image))
    assert near(opened(picture).convert("RGB").getpixel((5, 5)), (255, 255, 255), 2)


def test_sixteen_bits_are_scaled_and_not_cut_off(tmp_path: Path) -> None:
    path = stored(tmp_path / "a.png", Image.new("I;16", (20, 20), 32768))
    assert near(opened(prepared(path)).convert("RGB").getpixel((5, 5)), (127, 127, 127), 1)


def test_the_first_frame_of_several_is_printed(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    path = stored(tmp_path / "a.gif", frames[0], save_all=True, append_images=frames[1:])
    assert opened(prepared(path)).getpixel((5, 5)) == (255, 0, 0)


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = stored(tmp_path / "a.jpg", noise(400, 300))
    assert prepared(path, width=150) == prepared(path, width=150)


@pytest.mark.parametrize("width", [3_400, 30_000])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path: Path, width: int) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (width, 30_000)).save(path)
    assert path.stat().st_size < 1_000_000
    assert refusal(path) == (
        "picture-too-large",
        "picture 'bomb.png' is over the limit of 100 megapixels; make it smaller",
    )


def test_a_picture_too_long_for_a_jpeg_is_refused(tmp_path: Path) -> None:
    assert refusal(stored(tmp_path / "a.png", Image.new("1", (1, 70_000)))) == (
        "picture-too-large",
        "picture 'a.png' is over the limit of 30000 pixels on one side; make it smaller",
    )


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "gif"])
@pytest.mark.parametrize("lenient", [False, True])
def test_half_a_file_is_refused_even_when_weasyprint_made_pillow_lenient(
    tmp_path: Path, suffix: str, *, lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    path = stored(tmp_path / f"a.{suffix}", noise(300, 200))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refusal(path) == (
        "picture-broken",
        f"picture 'a.{suffix}' is damaged or incomplete; fetch or save it again",
    )
    assert ImageFile.LOAD_TRUNCATED_IMAGES is lenient


def test_measurements_without_white_and_black_are_refused(tmp_path: Path) -> None:
    path = stored(tmp_path / "a.tif", Image.new("F", (20, 20), 0.5))
    assert refusal(path) == (
        "picture-depth",
        "picture 'a.tif' has an unusual bit depth (F); save it with 8 or 16 bits per channel",
    )


def _sample(kind: str) -> bytes:
    file = BytesIO()
    noise(24, 16).save(file, format=kind)
    return file.getvalue()


SAMPLES = {kind: _sample(kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "TIFF")}


@given(
    kind=st.sampled_from(sorted(SAMPLES)),
    at=st.integers(0),
    bytes_=st.binary(min_size=1, max_size=8),
)
def test_a_damaged_file_is_printed_or_refused_and_nothing_else(
    kind: str, at: int, bytes_: bytes
) -> None:
    data = bytearray(SAMPLES[kind])
    start = at % len(data)
    data[start : start + len(bytes_)] = bytes_
    with suppress(ArticleError):
        assert prepare_raster(bytes(data), kind, width=10, name="a", place=PLACE).width <= 10
