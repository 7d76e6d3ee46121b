#!/usr/bin/env python3
"""`script/bench cache`: captions a second out of a warm cache, printed as Markdown, never asserted.

    bench-cache.py BLINDFOLD [--images 50000] [--few 5000] [--rounds 3] [--at-once 32] [--folder FOLDER]

Images of 100 to 120 KB are captioned once by bench-service, which fills a cache; then again into new outputs, out of the
cache alone, each image read, hashed and looked up, each line and its ledger entry durable. A warm round counts only if the
service was sent nothing, every line of the output is a hit, and its caption is the one that came the first time. Memory is the
most that the process held, with few images and with all.
"""

import argparse
import importlib.util
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location("bench_runner", f"{HERE}/bench-runner.py")
RUNNER = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(RUNNER)


def captions(path):
    with open(path, encoding="utf-8") as file:
        return {row["image"]: (row["caption"], row["cache"]) for row in map(json.loads, file)}


def captioned(asked, folder, address, name, limit):
    out = f"{folder}/{name}.jsonl"
    for path in (out, out + ".ledger.sqlite", out + ".ledger.sqlite-wal", out + ".ledger.sqlite-shm"):
        if os.path.exists(path):
            os.remove(path)
    words = [
        asked.blindfold, "caption", f"{folder}/images", "--model", "bench", "--base-url", address, "--prompt",
        "Describe this picture.", "--max-tokens", "80", "--price", "1,1", "--concurrency", str(asked.at_once),
        "--cache-file", f"{folder}/captions.sqlite", "--out", out, "--limit", str(limit),
    ]
    return RUNNER.measured(words), captions(out)


def main():
    reader = argparse.ArgumentParser(usage=__doc__)
    reader.add_argument("blindfold")
    reader.add_argument("--images", type=int, default=50_000)
    reader.add_argument("--few", type=int, default=5_000)
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--at-once", type=int, default=32)
    reader.add_argument("--folder", help="where images and cache are made and kept; images that are there are used again")
    asked = reader.parse_args()
    folder = asked.folder or tempfile.mkdtemp(prefix="bench-cache-")
    try:
        if not os.path.exists(f"{folder}/images"):
            os.makedirs(folder, exist_ok=True)
            RUNNER.make_images(f"{folder}/images", asked.images)
        for ending in ("", "-wal", "-shm"):
            if os.path.exists(f"{folder}/captions.sqlite{ending}"):
                os.remove(f"{folder}/captions.sqlite{ending}")
        service, address = RUNNER.started(RUNNER.compiled(folder, "bench-service"), 0)
        try:
            (cpu, wall, memory), first = captioned(asked, folder, address, "cold", asked.images)
        finally:
            service.send_signal(signal.SIGTERM)
            served = service.communicate()[0].decode().strip()
        print(f"{asked.images} images of 100 to 120 KB, {asked.at_once} at once; medians of {asked.rounds} rounds\n")
        print("| cache | images | captions a second | CPU ms a caption | wall s | memory MB |")
        print("|---|---:|---:|---:|---:|---:|")
        print(f"| empty | {len(first)} | {len(first) / wall:.0f} | {cpu / len(first) * 1000:.3f} | {wall:.1f} | {memory:.1f} |")
        for limit in (asked.few, asked.images):
            rounds = []
            for _ in range(asked.rounds):
                # No service is there: whatever were asked would fail.
                numbers, found = captioned(asked, folder, address, "warm", limit)
                wrong = [name for name, (text, hit) in found.items() if hit != "exact" or text != first[name][0]]
                if len(found) != limit or wrong:
                    sys.exit(f"bench-cache: {len(found)} of {limit} captioned; not as they came: {wrong[:3]}")
                rounds.append(numbers)
            cpu, wall, memory = (statistics.median(column) for column in zip(*rounds))
            print(f"| warm | {limit} | {limit / wall:.0f} | {cpu / limit * 1000:.3f} | {wall:.1f} | {memory:.1f} |")
        size = os.path.getsize(f"{folder}/captions.sqlite")
        print(f"\nserved while the cache was empty: {served}\nthe cache's file: {size / 1e6:.1f} MB, {size / asked.images:.0f} bytes a caption")
        probe = subprocess.run(["openssl", "speed", "-seconds", "1", "-bytes", "110000", "-evp", "sha256"], capture_output=True, text=True)
        line = next((line for line in probe.stdout.splitlines() if line.lower().startswith("sha256")), "")
        speed = f"{float(line.split()[-1].rstrip('k')) / 1e6:.2f} GB a second" if line else "not measured"
        print(f"openssl speed -evp sha256, 110,000 bytes: {speed}")
    finally:
        if not asked.folder:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
