#!/usr/bin/python3
"""Makes pictures of screens, with Debian's python3-pil and fonts-dejavu-core alone.

  tmux capture-pane -eNp | screen.py draw COLUMNS ROWS OUT.png     a terminal's screen as it looks
  screen.py crop IN.png OUT.png HEIGHT                             a page's top, cut between two lines of text

Blocks (U+2580 to U+259F) and straight lines are drawn as rectangles, so that no seam shows between cells; everything
else comes from the font. A character that no font here has is an error, never a box.
"""

import os
import re
import sys
import unicodedata
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw, ImageFont

FONTS = "/usr/share/fonts/truetype/dejavu/"
POINTS = 16
CELL = (10, 20)  # pixels; the font's letters are 9.6 wide
MARGIN = 14  # pixels around the screen
LARGEST = 200_000  # bytes; a larger picture gets a palette

INK = (0xD6, 0xDC, 0xE4)
PAPER = (0x14, 0x17, 0x1C)
SIXTEEN = [  # xterm's
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
]  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a cell is drawn; a colour that is None is the terminal's own."""

    ink: tuple | None = None
    paper: tuple | None = None
    bold: bool = False
    dim: bool = False
    underline: bool = False
    reverse: bool = False

    def colours(self):
        """Ink and paper as red, green, blue."""
        ink, paper = self.ink or INK, self.paper or PAPER
        if self.reverse:
            ink, paper = paper, ink
        return (mix(ink, paper, 0.4) if self.dim else ink), paper


def mix(a, b, share):
    """Colour a with a share of b, 0 to 1."""
    return tuple(round(x * (1 - share) + y * share) for x, y in zip(a, b))


def indexed(place):
    """A colour of the table of 256: 16 named ones, a cube of 6 × 6 × 6, 24 greys."""
    if place < 16:
        return SIXTEEN[place]
    if place >= 232:
        return (8 + 10 * (place - 232),) * 3
    red, green, blue = (place - 16) // 36, (place - 16) // 6 % 6, (place - 16) % 6
    return tuple(55 + 40 * step if step else 0 for step in (red, green, blue))


FLAGS = {
    1: {"bold": True}, 2: {"dim": True}, 4: {"underline": True}, 7: {"reverse": True},
    22: {"bold": False, "dim": False}, 24: {"underline": False}, 27: {"reverse": False},
    39: {"ink": None}, 49: {"paper": None},
}  # fmt: skip


def restyled(style, codes):
    """The style after ESC [ codes m. Codes that mean nothing here (blinking, italics) are passed over."""
    numbers = [int(code.split(":")[0] or 0) for code in codes.split(";")] if codes else [0]
    while numbers:
        code = numbers.pop(0)
        if code == 0:
            style = Style()
        elif code in FLAGS:
            style = replace(style, **FLAGS[code])
        elif code in (38, 48):
            if numbers.pop(0) == 5:
                colour = indexed(numbers.pop(0))
            else:
                colour, numbers = tuple(numbers[:3]), numbers[3:]
            style = replace(style, **{"ink" if code == 38 else "paper": colour})
        elif code // 10 in (3, 4, 9, 10) and code % 10 < 8:
            colour = SIXTEEN[code % 10 + (8 if code >= 90 else 0)]
            style = replace(style, **{"ink" if code // 10 in (3, 9) else "paper": colour})
    return style


def cells(capture):
    """Every character of a capture as (column, row, text, width in cells, style); tmux carries styles over line ends."""
    style = Style()
    for row, line in enumerate(capture.split("\n")):
        column = 0
        for codes, text in re.findall(r"\x1b\[([0-9;:]*)m|([^\x1b][\u0300-\u036f\u200d\ufe0e\ufe0f]*)", line):
            if not text:
                style = restyled(style, codes)
                continue
            width = 2 if unicodedata.east_asian_width(text[0]) in "WF" else 1
            yield column, row, text, width, style
            column += width


def fractions(character):
    """A block's rectangles in eighths of a cell (left, top, right, bottom); None where it is no block."""
    place = ord(character) - 0x2580
    if not 0 <= place <= 0x1F or place in (0x11, 0x12, 0x13):
        return None
    if place == 0x00:
        return [(0, 0, 8, 4)]
    if place <= 0x08:
        return [(0, 8 - place, 8, 8)]
    if place <= 0x0F:
        return [(0, 0, 16 - place, 8)]
    if place == 0x10:
        return [(4, 0, 8, 8)]
    if place == 0x14:
        return [(0, 0, 8, 1)]
    if place == 0x15:
        return [(7, 0, 8, 8)]
    quarters = {"a": (0, 0, 4, 4), "b": (4, 0, 8, 4), "c": (0, 4, 4, 8), "d": (4, 4, 8, 8)}
    return [quarters[name] for name in "c d a acd ad abc abd b bc bcd".split()[place - 0x16]]


# The arms of straight lines: left, up, right, down.
ARMS = {
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ur", "┘": "lu", "├": "urd", "┤": "lud", "┬": "lrd", "┴": "lur",
    "┼": "lurd", "━": "lr", "┃": "ud",
}  # fmt: skip
# Rounded corners: whether they go right (1) or left, down (1) or up, and where the quarter circle starts in degrees.
ARCS = {"╭": (1, 1, 180), "╮": (-1, 1, 270), "╯": (-1, -1, 0), "╰": (1, -1, 90)}


def fonts(weight):
    """The fonts to look for a character in, the best first."""
    return [ImageFont.truetype(f"{FONTS}{name}{weight}.ttf", POINTS) for name in ("DejaVuSansMono", "DejaVuSans")]


def has(font, character):
    """Whether a font has a character, rather than its box for those it lacks."""
    box = font.getmask("\uffff")
    mask = font.getmask(character)
    return (mask.size, bytes(mask)) != (box.size, bytes(box))


class Screen:
    """A picture of so many cells."""

    def __init__(self, columns, rows):
        self.image = Image.new("RGB", (columns * CELL[0] + 2 * MARGIN, rows * CELL[1] + 2 * MARGIN), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.fonts = {False: fonts(""), True: fonts("-Bold")}

    def put(self, column, row, text, width, style):
        """Draws one character in its cells."""
        left, top = MARGIN + column * CELL[0], MARGIN + row * CELL[1]
        across, down = width * CELL[0], CELL[1]
        ink, paper = style.colours()
        self.fill(left, top, across, down, paper)
        if text in "░▒▓":
            self.fill(left, top, across, down, mix(paper, ink, 0.25 * (1 + "░▒▓".index(text))))
        elif (rectangles := fractions(text[0])) is not None:
            for x0, y0, x1, y1 in rectangles:
                x0, x1 = round(x0 * across / 8), round(x1 * across / 8)
                y0, y1 = round(y0 * down / 8), round(y1 * down / 8)
                self.fill(left + x0, top + y0, x1 - x0, y1 - y0, ink)
        elif text in ARMS:
            thick = 4 if text in "━┃" else 2
            x, y = left + (across - thick) // 2, top + (down - thick) // 2
            for arm in ARMS[text]:
                if arm in "lr":
                    start = left if arm == "l" else x
                    self.fill(start, y, (x + thick if arm == "l" else left + across) - start, thick, ink)
                else:
                    start = top if arm == "u" else y
                    self.fill(x, start, thick, (y + thick if arm == "u" else top + down) - start, ink)
        elif text in ARCS:
            self.arc(left, top, ARCS[text], ink)
        elif text != " ":
            self.letter(left, top, across, text, style.bold, ink)
        if style.underline:
            self.fill(left, top + down - 3, across, 1, ink)

    def fill(self, left, top, across, down, colour):
        if across > 0 and down > 0:
            self.pen.rectangle((left, top, left + across - 1, top + down - 1), fill=colour)

    def arc(self, left, top, shape, ink):
        """A rounded corner, drawn eight times as large: a quarter of a circle, and the straight rest to the cell's side."""
        right, below, start = shape
        times, (across, down) = 8, CELL
        x, y, thick = (across - 2) // 2 * times, (down - 2) // 2 * times, 2 * times
        radius = across * times - x  # of the outer edge, from the corner's middle to the cell's side
        mask = Image.new("L", (across * times, down * times), 0)
        pen = ImageDraw.Draw(mask)
        centre_x = x + radius if right > 0 else x + thick - radius
        centre_y = y + radius if below > 0 else y + thick - radius
        box = (centre_x - radius, centre_y - radius, centre_x + radius - 1, centre_y + radius - 1)
        pen.arc(box, start, start + 90, 255, thick)
        if below > 0:
            pen.rectangle((x, centre_y, x + thick - 1, down * times), fill=255)
        else:
            pen.rectangle((x, 0, x + thick - 1, centre_y), fill=255)
        self.image.paste(ink, (left, top, left + across, top + down), mask.resize(CELL, Image.BOX))

    def letter(self, left, top, across, text, bold, ink):
        font = next((font for font in self.fonts[bold] if has(font, text[0])), None)
        if font is None:
            code = f"U+{ord(text[0]):04X}"
            sys.exit(f"screen.py: no font in {FONTS} has {code} ({text}). Nothing was drawn. Name a font that has it.")
        ascent, descent = font.getmetrics()
        line = top + (CELL[1] - ascent - descent) // 2 + ascent
        self.pen.text((left + across // 2, line), text, font=font, fill=ink, anchor="ms")


def save(image, path):
    """Writes a PNG; one that would be large gets a palette of 256 colours."""
    image.save(path, optimize=True)
    if os.path.getsize(path) > LARGEST:
        image.quantize(256, method=Image.MEDIANCUT, dither=Image.NONE).save(path, optimize=True)


def draw(columns, rows, path):
    screen = Screen(columns, rows)
    for column, row, text, width, style in cells(sys.stdin.read().rstrip("\n")):
        if column + width > columns or row >= rows:
            sys.exit(f"screen.py: the capture exceeds {columns}×{rows} cells. Nothing was drawn. Give its true size.")
        screen.put(column, row, text, width, style)
    save(screen.image, path)


def crop(source, path, height):
    """The top of a page, cut in the middle of the last run of 12 or more plain rows above the height."""
    image = Image.open(source).convert("RGB")
    height = min(height, image.height)
    plain = 0
    for row in range(height - 1, height // 2, -1):
        line = image.crop((0, row, image.width, row + 1)).getextrema()
        plain = plain + 1 if all(low == high for low, high in line) else 0
        if plain == 12:
            height = row + 6
            break
    save(image.crop((0, 0, image.width, height)), path)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["draw", columns, rows, path]:
            draw(int(columns), int(rows), path)
        case ["crop", source, path, height]:
            crop(source, path, int(height))
        case _:
            sys.exit(__doc__)
