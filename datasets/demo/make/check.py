#!/usr/bin/env python3
"""Checks metadata rows of the demo set: check.py [rows.jsonl ...]"""

import json
import re
import sys
from pathlib import Path

MAKE = Path(__file__).resolve().parent
DEMO = MAKE.parent

ROW_KEYS = {"file_name", "text", "category", "is_screenshot", "is_chart", "object_count", "title", "facts"}
KINDS = {"subject", "colour", "material", "count", "object", "detail", "setting", "text", "trend", "absent"}


def mentions(text, term):
    """Whether term occurs in text as whole words, ignoring case."""
    return re.search(r"(?<!\w)" + re.escape(term.lower()) + r"(?!\w)", text.lower()) is not None


def mentions_any(text, terms):
    return any(mentions(text, term) for term in terms)


def check_fact(fact, text):
    say = fact.get("say", "")
    terms = fact.get("terms", [])
    wrong = fact.get("wrong", [])
    kind = fact.get("kind")
    label = f"fact {say!r}"

    if kind not in KINDS:
        yield f"{label}: unknown kind {kind!r}"
    allowed = {"kind", "say", "terms", "weight"}
    if kind != "absent":
        allowed.add("wrong")
    if kind == "subject":
        allowed.add("vague")
    required = allowed - ({"weight"} if kind == "absent" else set())
    if set(fact) - allowed:
        yield f"{label}: unexpected keys {sorted(set(fact) - allowed)}"
    if required - set(fact):
        yield f"{label}: missing keys {sorted(required - set(fact))}"

    if not say or say != say.strip():
        yield f"{label}: empty or padded phrase"
    if not terms or any(term != term.lower() for term in terms):
        yield f"{label}: terms must be a non-empty lower-case list"
    if not mentions_any(say, terms):
        yield f"{label}: no term occurs in its own phrase"

    if kind == "absent":
        if mentions_any(text, terms):
            yield f"{label}: absent, but the reference text mentions it"
        return
    if len(set(wrong)) < 2:
        yield f"{label}: needs two wrong variants"
    for variant in wrong:
        if mentions_any(variant, terms):
            yield f"{label}: wrong variant {variant!r} matches a term"
        if mentions(text, variant):
            yield f"{label}: wrong variant {variant!r} is in the reference text"
    if kind == "subject":
        if fact.get("weight") != 3:
            yield f"{label}: the subject has weight 3"
        if not mentions_any(text, terms):
            yield f"{label}: the reference text does not name the subject"
        if mentions_any(fact.get("vague", ""), terms):
            yield f"{label}: the vague phrase names the subject"
    elif fact.get("weight") not in (1, 2):
        yield f"{label}: weight must be 1 or 2"


def check_row(row):
    if set(row) != ROW_KEYS:
        yield f"keys differ: {sorted(set(row) ^ ROW_KEYS)}"
        return
    if not (DEMO / row["file_name"]).is_file():
        yield "image is missing"
    text = row["text"]
    if not 1 <= len(text.split()) <= 25:
        yield f"reference text has {len(text.split())} words"
    for key in ("is_screenshot", "is_chart"):
        if not isinstance(row[key], bool):
            yield f"{key} must be true or false"
    if type(row["object_count"]) is not int or row["object_count"] < 0:
        yield "object_count must be a whole number"
    if not row["title"].strip():
        yield "title is empty"

    facts = row["facts"]
    for fact in facts:
        yield from check_fact(fact, text)
    present = [fact for fact in facts if fact["kind"] != "absent"]
    absent = [fact for fact in facts if fact["kind"] == "absent"]
    if sum(fact["kind"] == "subject" for fact in facts) != 1:
        yield "needs exactly one subject"
    if len(absent) != 3:
        yield f"needs three absent facts, has {len(absent)}"
    if not 4 <= len(present) <= 6:
        yield f"needs four to six facts that are present, has {len(present)}"

    caption = " ".join(fact["say"] for fact in present)
    if not 8 <= len(caption.split()) <= 25:
        yield f"caption has {len(caption.split())} words: {caption}"
    for fact in absent:
        if mentions_any(caption, fact["terms"]):
            yield f"absent {fact['say']!r} is in the caption: {caption}"
    unmentioned = [fact["say"] for fact in present if not mentions_any(text, fact["terms"])]
    if len(unmentioned) > 1:
        yield f"reference text leaves out {unmentioned}"


def main(paths):
    paths = [Path(path) for path in paths] or sorted(MAKE.glob("*/rows.jsonl"))
    seen, problems, count = set(), 0, 0
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            count += 1
            try:
                row = json.loads(line)
                found = list(check_row(row))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                row, found = {}, [f"unreadable row: {error!r}"]
            name = row.get("file_name", f"line {number}")
            if name in seen:
                found.append("file name is used twice")
            seen.add(name)
            for problem in found:
                print(f"{path.parent.name}/{path.name}:{number}: {name}: {problem}")
            problems += len(found)
    print(f"{count} rows, {problems} problems")
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
