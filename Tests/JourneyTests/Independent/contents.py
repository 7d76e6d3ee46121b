#!/usr/bin/env python3
"""Recomputes the digests of a study's databases that its manifest.json lists, from the rows and nothing of ours.

    python3 contents.py FOLDER

Ends with 1 where a digest differs. Needs Python 3 and nothing else. The form is described in Check-the-numbers.md.
"""
import hashlib
import json
import os
import sqlite3
import struct
import sys

FORM = "blindfold-contents/1"
# Columns that name a row, then the others. '#' marks a number and '~' a caption.
PARTS = {
    "study.sqlite": {
        "fact": ("name", "value"),
        "item": ("id", "category"),
        "output": ("arm item", "outcome text~ breaches"),
        "packet": ("id", "rater commitment"),
        "presentation": ("id", "packet position# item"),
        "extension": ("number#", "record"),
        "withdrawal": ("rater", "at# record"),
        "log": ("id#", "at# who event detail"),
    },
    "key.sqlite": {
        "secret": ("name", "value"),
        "arm": ("code", "label definition"),
        "slot": ("id arm", ""),
        "commitment": ("number#", "hash at# text"),
        "attempt": (
            "id#",
            "arm item number# started# state status# reason served_model fingerprint request_id input_tokens# "
            "output_tokens# cost# connect# first_byte# total#"),
        "first_token": ("id#", "first_token#"),
        "attempt_details": (
            "id#",
            "part requested_model image_sent happened ended# cached_tokens# reasoning_tokens# image_tokens# fallbacks# "
            "flags retry_after# resends# tls# last_token#"),
        "partial": ("id#", "partial~"),
        "answer": ("arm item", "outcome text~ breaches"),
        "served": (
            "arm item",
            "part rule# passed from_arm cache distance# origin_at# origin_model origin_fingerprint origin_cost# "
            "origin_total# origin_first_token# own_total#"),
        "extension": ("number#", "commitment record"),
        "anchor": ("slot", "item arm"),
        "repeat": ("presentation", "first"),
        "planned_order": ("presentation", "arms"),
    },
}


def sha(data):
    return hashlib.sha256(data).hexdigest()


def written(value, is_caption=False):
    if value is None:
        return b"-"
    if isinstance(value, int):
        return b"i%d" % value
    if isinstance(value, float):
        return b"r" + struct.pack(">d", value).hex().encode()
    data = value if isinstance(value, bytes) else value.encode()
    return b"h" + sha(data).encode() if is_caption else b"t%d:" % len(data) + data


def digest(rows, file, part):
    head = sha(f"{FORM}\n{file}/{part}".encode())
    for row in rows:
        head = sha(head.encode() + b"\n" + b"|".join(row))
    return {"rows": len(rows), "sha256": head}


def table(database, part, columns, most):
    keys, others = (text.split() for text in columns)
    names = keys + others
    select = ", ".join(f'"{n[:-1]}"' if n[-1] == "#" else f'CAST("{n.rstrip("~")}" AS BLOB)' for n in names)
    order = ", ".join(f'"{n.rstrip("#")}"' for n in keys)
    which = {
        "fact": "name IN ('protocol', 'unblinding')",
        "first_token": "first_token IS NOT NULL",
        "partial": "partial IS NOT NULL",
    }.get(part, "TRUE")
    # What a table got later is a part of its own.
    name = "attempt" if part in ("first_token", "attempt_details", "partial") else part
    # The log and the ledger are only added to: what came after the report is not meant.
    limit = most if name in ("log", "attempt") else -1
    found = database.execute(f'SELECT {select} FROM "{name}" WHERE {which} ORDER BY {order} LIMIT {limit}')
    return [[written(value, name[-1] == "~") for name, value in zip(names, row)] for row in found]


def plan(database):
    texts = [text for (text,) in database.execute("SELECT value FROM fact WHERE name = 'plan'")]
    texts += [text for (text,) in database.execute("SELECT packets FROM extension ORDER BY number")]
    for packet in (packet for text in texts for packet in json.loads(text)):
        def about(name, item):
            return [written(name), written(packet["rater"]), written(item), written(packet["id"])]
        for place, shown in enumerate(packet["presentations"]):
            for position, slot in enumerate(shown["slots"]):
                yield about(slot["id"], shown["item"]) + [
                    written(shown["id"]), written(place), written(position), written(slot["caption"], True)]
        for item in packet["unshown"]:
            yield about(item, item)
        for pair in packet.get("unasked", []):
            yield about(f'{pair["first"]} {pair["second"]}', pair["item"])


def ratings(database, receipts):
    for receipt in sorted(receipts, key=lambda receipt: receipt["packet"]):
        link = database.execute(
            "SELECT chain FROM rating WHERE packet = ? AND sequence = ?", (receipt["packet"], receipt["count"])).fetchone()
        yield [written(receipt["packet"]), written(receipt["count"]), written(link[0] if link else None)]


def main(folder):
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    if manifest["databases"]["format"] != FORM:
        sys.exit(f"{folder}: digests of the form {manifest['databases']['format']}, which this script does not know")
    wrong = 0
    for file, parts in PARTS.items():
        listed = manifest["databases"]["contents"][file]
        database = sqlite3.connect(os.path.join(folder, file))
        now = {
            part: digest(table(database, part, columns, listed[part]["rows"]), file, part)
            for part, columns in parts.items() if part in listed}
        if file == "study.sqlite":
            now["plan"] = digest(list(plan(database)), file, "plan")
            now["rating"] = digest(list(ratings(database, manifest["receipts"])), file, "rating")
        database.close()
        for part in sorted(set(now) | set(listed)):
            if now.get(part) != listed.get(part):
                wrong += 1
                print(f"{file} {part}: {listed.get(part)} listed, {now.get(part)} found")
    print(f"{folder}: {wrong} parts differ" if wrong else f"{folder}: every digest is the one that manifest.json lists")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
