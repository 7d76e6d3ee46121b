#!/usr/bin/env python3
"""`script/bench monitor`: a log of edits through `blindfold monitor`, printed as Markdown, never asserted.

    bench-monitor.py BLINDFOLD [--events 1000000] [--rounds 3] [--folder FOLDER]

A seeded log of a quarter: six categories, two tiers, captions of 9 to 18 words of which users edit 22 %, two further columns.
As CSV, as lines of JSON, and of both as a stream on standard input. Memory is the most that the process held, with a tenth of
the events and with all of them.
"""

import argparse
import csv
import datetime
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


COLUMNS = ["time", "category", "tier", "shown", "final", "accepted", "tags_changed"]
WORDS = ("a red boat lies on the sand beside small pier with two people in blue coats near tall white house under grey "
         "sky and green trees").split()


def edited(text, draw):
    words = text.split()
    kind = draw.random()
    count = 1 if kind < 0.6 else len(words) // 2 if kind < 0.85 else len(words)
    for place in draw.sample(range(len(words)), count):
        words[place] = draw.choice(WORDS) + "s"
    return " ".join(words)


def write_logs(folder, name, events):
    draw = random.Random(1)
    start = datetime.datetime(2024, 1, 1)
    texts = [" ".join(draw.choices(WORDS, k=draw.randint(9, 18))).capitalize() + "." for _ in range(20_000)]
    with open(f"{folder}/{name}.csv", "w", newline="") as table, open(f"{folder}/{name}.jsonl", "w") as lines:
        writer = csv.writer(table)
        writer.writerow(COLUMNS)
        for _ in range(events):
            when = start + datetime.timedelta(seconds=draw.randrange(91 * 86_400))
            shown = draw.choice(texts)
            row = [
                when.isoformat() + "Z", draw.choice(["food", "people", "places", "charts", "pets", "text"]),
                draw.choice(["large", "nano"]), shown, edited(shown, draw) if draw.random() < 0.22 else shown,
                int(draw.random() < 0.9), draw.choice([0, 0, 0, 1, 2]),
            ]
            writer.writerow(row)
            lines.write(json.dumps(dict(zip(COLUMNS, row))) + "\n")


def measured(words, path, is_stream):
    """CPU and wall seconds, MB at most, and the number of events that it counted."""
    with open(path, "rb") as log, tempfile.TemporaryFile("w+") as output:
        begin = time.monotonic()
        process = subprocess.Popen(words, stdin=log if is_stream else subprocess.DEVNULL, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        code = os.waitstatus_to_exitcode(status)
        output.seek(0)
        found = json.loads(output.read())
    if code not in (0, 100):
        sys.exit(f"bench-monitor: {' '.join(words)} ended with {code}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, found["rows"][0]["all"]["events"]


def main():
    reader = argparse.ArgumentParser(usage=__doc__)
    reader.add_argument("blindfold")
    reader.add_argument("--events", type=int, default=1_000_000)
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--folder", help="where logs are made; kept, and used again")
    asked = reader.parse_args()
    folder = asked.folder or tempfile.mkdtemp(prefix="bench-monitor-")
    try:
        os.makedirs(folder, exist_ok=True)
        sizes = [asked.events // 10, asked.events]
        for size in sizes:
            if not os.path.exists(f"{folder}/{size}.jsonl"):
                write_logs(folder, str(size), size)
        print(f"Six categories, two tiers, a quarter; medians of {asked.rounds} rounds\n")
        print("| log | events | MB | wall s | CPU s | memory MB |")
        print("|---|---:|---:|---:|---:|---:|")
        for form in ("csv", "jsonl"):
            for is_stream in (False, True):
                for size in sizes:
                    path = f"{folder}/{size}.{form}"
                    words = [asked.blindfold, "monitor", "-" if is_stream else path, "--json", "-"]
                    rounds = [measured(words, path, is_stream) for _ in range(asked.rounds)]
                    if any(count != size for *_, count in rounds):
                        sys.exit(f"bench-monitor: {path}: not every event was counted")
                    cpu, wall, memory = (statistics.median(column) for column in list(zip(*rounds))[:3])
                    name = form + (", a stream" if is_stream else "")
                    megabytes = os.path.getsize(path) / 1e6
                    print(f"| {name} | {size:,} | {megabytes:.0f} | {wall:.2f} | {cpu:.2f} | {memory:.0f} |")
    finally:
        if not asked.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
