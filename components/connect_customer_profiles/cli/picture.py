"""Writing shapes: as SVG with nothing but this file, as PNG with Pillow (extra `pictures`)."""

from collections.abc import Callable
from html import escape
from pathlib import Path

import click

from ..operations.errors import Refused
from .timeline import Box, Picture

SCALE = 2
"""Pixels of the PNG per pixel of the picture: sharp on high-resolution screens."""


def ending(suffix: str) -> Callable[[click.Context, click.Parameter, Path | None], Path | None]:
    """Checks an option for a file of this kind."""

    def check(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
        if value is not None and value.suffix != suffix:
            raise click.BadParameter(f"must end in {suffix}")
        return value

    return check


def write_svg(picture: Picture, file: Path) -> None:
    """Write an SVG file."""
    write(file, svg(picture).encode())


def write_png(picture: Picture, file: Path) -> None:
    """Write a PNG file.

    Raises:
        Refused: Pillow is not installed, or the file cannot be written.
    """
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ModuleNotFoundError:
        raise Refused("--png needs Pillow: pip install 'connect-customer-profiles[pictures]'") from None
    import io

    image = Image.new("RGB", (picture.width * SCALE, picture.height * SCALE), "white")
    draw = ImageDraw.Draw(image)
    for shape in picture.shapes:
        x, y = shape.x * SCALE, shape.y * SCALE
        if isinstance(shape, Box):
            draw.rectangle((x, y, x + shape.width * SCALE, y + shape.height * SCALE), fill=shape.fill)
        else:
            font = ImageFont.load_default(shape.size * SCALE)
            draw.text((x, y), shape.text, fill=shape.fill, font=font, anchor="ls")
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    write(file, data.getvalue())


def svg(picture: Picture) -> str:
    """A picture as an SVG document."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{picture.width}" height="{picture.height}" '
        f'viewBox="0 0 {picture.width} {picture.height}" font-family="system-ui, sans-serif">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for shape in picture.shapes:
        if isinstance(shape, Box):
            lines.append(
                f'<rect x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" height="{shape.height:g}" '
                f'fill="{shape.fill}"/>'
            )
        else:
            lines.append(
                f'<text x="{shape.x:g}" y="{shape.y:g}" font-size="{shape.size}" fill="{shape.fill}">'
                f"{escape(shape.text)}</text>"
            )
    return "\n".join([*lines, "</svg>", ""])


def write(file: Path, content: bytes) -> None:
    """Write a file.

    Raises:
        Refused: it cannot be written.
    """
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}") from None
