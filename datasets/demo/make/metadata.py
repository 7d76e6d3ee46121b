#!/usr/bin/env python3
"""Joins the rows of the three groups into metadata.jsonl and checks the images they name."""

import json
import struct
import sys
from pathlib import Path

MAKE = Path(__file__).resolve().parent
DEMO = MAKE.parent
GROUPS = ("products", "everyday", "hard")
MOST_BYTES = 6_000_000
SIDES = range(640, 1601)


def jpeg_size(data):
    at = 2
    while at < len(data):
        marker, length = struct.unpack_from(">xBH", data, at)
        # Start-of-frame markers, apart from the three in their range that are tables.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length
    raise ValueError("JPEG without a frame header")


def webp_size(data):
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    raise ValueError("unknown WebP chunk")


def image_size(path):
    """Format, as its file name should end, width and height, from the file's header."""
    data = path.read_bytes()
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png", *struct.unpack_from(">II", data, 16)
    if data.startswith(b"\xff\xd8"):
        return ".jpg", *jpeg_size(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return ".webp", *webp_size(data)
    raise ValueError("neither PNG, JPEG nor WebP")


def read_rows():
    for group in GROUPS:
        path = MAKE / group / "rows.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from sorted((json.loads(line) for line in lines if line.strip()), key=lambda row: row["file_name"])


def problems(rows):
    names = [row["file_name"] for row in rows]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}: listed twice"
    for name in names:
        path = DEMO / name
        if not path.is_file():
            yield f"{name}: missing"
            continue
        try:
            suffix, width, height = image_size(path)
        except (ValueError, struct.error) as error:
            yield f"{name}: {error}"
            continue
        if path.suffix != suffix:
            yield f"{name}: the file is really {suffix}"
        if width not in SIDES or height not in SIDES:
            yield f"{name}: {width} by {height} pixels"
    images = [path for path in sorted((DEMO / "images").iterdir()) if path.is_file()]
    for path in images:
        if f"images/{path.name}" not in names:
            yield f"images/{path.name}: not listed"
    total = sum(path.stat().st_size for path in images)
    if total >= MOST_BYTES:
        yield f"the images take {total} bytes"


def main():
    rows = list(read_rows())
    with open(DEMO / "metadata.jsonl", "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    found = list(problems(rows))
    for problem in found:
        print(problem, file=sys.stderr)
    total = sum(path.stat().st_size for path in (DEMO / "images").iterdir())
    print(f"{len(rows)} rows, {total} bytes of images, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
