#!/usr/bin/env python3
"""`script/bench runner`: what a run costs beside the least that it could cost, printed as Markdown, never asserted.

    bench-runner.py BLINDFOLD [--rounds 5] [--requests 1000] [--at-once 32] [--long 10000]
                    [--address NAME=URL ...]     services of your own instead of bench-service's two
                    [--floor PROGRAM]            a floor of your own: it is called as bench-floor is

Images of 100 to 120 KB are sent to two models, by `blindfold run` and by bench-floor in turn. Of ours, every output must
be stored and every attempt be in the ledger, or the number is not printed. CPU is user and system time of the client's
process from start to end; the ideal is the service's own wait, as often as it must be waited for one after the other.
"""

import argparse
import os
import random
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SERVICES = {"at once": 0, "after 50 ms": 50}
STUDY = """\
version: 1
study: bench-runner
question: What does a run cost?
dataset: {path: ../IMAGES}
prompt: {user: Describe this picture.}
defaults: {temperature: 0.2, max_tokens: 80}
incumbent: one
candidates:
  one: {model: one, base_url: ADDRESS, price: {input: 1, output: 1}}
  two: {model: two, base_url: ADDRESS, price: {input: 1, output: 1}}
run: {concurrency: AT_ONCE, timeout: 60s, attempts: 4}
review: {rubric: RUBRIC, raters: [ana, bo], ratings_per_item: 1}
claim: {criterion: overall, scope: raters like these, margin: 0.3, because: a benchmark}
"""


def make_images(folder, count):
    """A small picture with seeded noise in segments that decoders pass over: another file, and as large as asked."""
    source = os.path.join(HERE, "../datasets/demo/images/product-01-teapot.jpg")
    with open(source, "rb") as file:
        picture = file.read()
    noise = random.Random(20261128)
    os.makedirs(folder)
    for number in range(count):
        segments = b""
        left = noise.randint(100_000, 120_000) - len(picture)
        while left > 4:
            size = min(left, 65_000)
            segments += b"\xff\xef" + (size - 2).to_bytes(2, "big") + noise.randbytes(size - 4)
            left -= size
        with open(f"{folder}/{number:05}.jpg", "wb") as file:
            file.write(picture[:2] + segments + picture[2:])


def measured(words, **settings):
    """CPU seconds, wall seconds and megabytes of a program, which must end well."""
    start = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **settings)
    errors = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench-runner: {words[0]} ended with {process.returncode}: {errors}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def ours(blindfold, folder, address, at_once, images):
    study = f"{folder}/study"
    shutil.rmtree(study, ignore_errors=True)
    os.makedirs(study)
    rubric = os.path.relpath(os.path.join(HERE, "../rubrics/alt-text.yaml"), study)
    with open(f"{study}/study.yaml", "w") as file:
        text = STUDY.replace("IMAGES", f"images-{images}").replace("ADDRESS", address)
        file.write(text.replace("AT_ONCE", str(at_once)).replace("RUBRIC", rubric))
    numbers = measured([blindfold, "run", study, "--yes", "--limit", str(images)])
    key = sqlite3.connect(f"file:{study}/key.sqlite?mode=ro", uri=True)
    public = sqlite3.connect(f"file:{study}/study.sqlite?mode=ro", uri=True)
    stored = [
        key.execute("SELECT COUNT(*) FROM answer WHERE outcome = 'captioned'").fetchone()[0],
        key.execute("SELECT COUNT(*) FROM attempt WHERE state = 'ended' AND cost IS NOT NULL").fetchone()[0],
        public.execute("SELECT COUNT(*) FROM output WHERE outcome = 'captioned'").fetchone()[0],
    ]
    if stored != [2 * images] * 3:
        sys.exit(f"bench-runner: {2 * images} captions were asked for; answers, attempts and outputs: {stored}")
    return numbers


def floor(program, folder, address, at_once, images):
    database = f"{folder}/floor.sqlite"
    for name in (database, database + "-wal", database + "-shm"):
        if os.path.exists(name):
            os.remove(name)
    return measured([program, f"{folder}/images-{images}", address, database, str(at_once)])


def compiled(folder, name, *libraries):
    program = f"{folder}/{name}"
    subprocess.run(["gcc", "-O2", "-o", program, f"{HERE}/{name}.c", *libraries], check=True)
    return program


def started(program, milliseconds):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([program, str(port), str(milliseconds)], stdout=subprocess.PIPE)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.01)
    return process, f"http://127.0.0.1:{port}/v1"


def main():
    reader = argparse.ArgumentParser(usage=__doc__)
    reader.add_argument("blindfold")
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--requests", type=int, default=1000)
    reader.add_argument("--at-once", type=int, default=32)
    reader.add_argument("--long", type=int, default=10_000)
    reader.add_argument("--address", action="append", default=[])
    reader.add_argument("--floor")
    asked = reader.parse_args()
    images, long_images = asked.requests // 2, asked.long // 2
    with tempfile.TemporaryDirectory(prefix="bench-runner-") as folder:
        make_images(f"{folder}/images-{images}", images)
        program = asked.floor or compiled(folder, "bench-floor", "-lcurl", "-lcrypto", "-lsqlite3")
        services, addresses = [], dict(pair.split("=", 1) for pair in asked.address)
        try:
            for name, wait in SERVICES.items():
                if name not in addresses:
                    service, addresses[name] = started(compiled(folder, "bench-service"), wait)
                    services.append(service)
            print(f"{2 * images} requests of 100 to 120 KB, {asked.at_once} at once; medians of {asked.rounds} rounds\n")
            print("| service | client | CPU ms a request | to the floor | wall s | to the ideal | memory MB |")
            print("|---|---|---:|---:|---:|---:|---:|")
            for name, address in addresses.items():
                rounds = {"blindfold": [], "floor": []}
                for _ in range(asked.rounds):
                    rounds["floor"].append(floor(program, folder, address, asked.at_once, images))
                    rounds["blindfold"].append(ours(asked.blindfold, folder, address, asked.at_once, images))
                ideal = -(-2 * images // asked.at_once) * SERVICES.get(name, 0) / 1000
                least = statistics.median(cpu for cpu, _, _ in rounds["floor"])
                for client, all_rounds in rounds.items():
                    cpu, wall, memory = (statistics.median(column) for column in zip(*all_rounds))
                    to_ideal = f"{wall / ideal:.3f}" if ideal else "–"
                    print(
                        f"| {name} | {client} | {cpu / images / 2 * 1000:.3f} | {cpu / least:.2f} | {wall:.2f} "
                        f"| {to_ideal} | {memory:.1f} |"
                    )
            if long_images > images:
                make_images(f"{folder}/images-{long_images}", long_images)
                address = next(iter(addresses.values()))
                short, long = [
                    [ours(asked.blindfold, folder, address, asked.at_once, count) for _ in range(3)]
                    for count in (images, long_images)
                ]
                short = statistics.median(numbers[2] for numbers in short)
                cpu, wall, memory = (statistics.median(column) for column in zip(*long))
                print(
                    f"\n{2 * long_images} requests: {cpu / long_images / 2 * 1000:.3f} CPU ms a request, {wall:.1f} s, "
                    f"{memory:.1f} MB, {memory - short:+.1f} MB beside {2 * images} requests"
                )
        finally:
            for service in services:
                service.send_signal(signal.SIGTERM)
                print("\nserved: " + service.communicate()[0].decode().strip())


if __name__ == "__main__":
    main()
