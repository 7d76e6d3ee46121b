#!/usr/bin/env python3
"""`script/bench batch`: exporting and importing a list of addresses by batch, printed as Markdown, never asserted.

    bench-batch.py BLINDFOLD [--items 100000 1000000] [--folder FOLDER]

Nothing is sent: answers are made up from the exported files, in another order than they were asked, as a service would give
them. Memory is the most that the process held. An import counts only if every row is in the output once.
"""

import argparse
import importlib.util
import json
import os
import random
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location("bench_runner", f"{HERE}/bench-runner.py")
RUNNER = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(RUNNER)

ANSWER = (
    '{{"id":"batch_req_{0}","custom_id":"{0}","response":{{"status_code":200,"request_id":"r{0}","body":{{"id":"c","object":'
    '"chat.completion","model":"bench","choices":[{{"index":0,"message":{{"role":"assistant","content":"A picture of a thing, '
    'number {1}, on a table by a window."}},"finish_reason":"stop"}}],"usage":{{"prompt_tokens":812,"completion_tokens":14,'
    '"total_tokens":826}}}}}},"error":null}}\n'
)


def list_of(path, items):
    with open(path, "w", encoding="utf-8") as file:
        file.write("url,category\n")
        for number in range(items):
            file.write(f"https://images.example.com/{number:07}.jpg,product\n")


def answered(shards, path):
    """Answers to every request of some shards, shuffled over each shard; gives how many."""
    total = 0
    with open(path, "w", encoding="utf-8") as out:
        for shard in shards:
            with open(shard, encoding="utf-8") as file:
                ids = [line[14:46] for line in file]
            random.Random(len(ids)).shuffle(ids)
            for number, request in enumerate(ids):
                out.write(ANSWER.format(request, number))
            total += len(ids)
    return total


def main():
    reader = argparse.ArgumentParser(usage=__doc__)
    reader.add_argument("blindfold")
    reader.add_argument("--items", type=int, nargs="+", default=[100_000, 1_000_000])
    reader.add_argument("--folder", help="where files are made; removed afterwards")
    asked = reader.parse_args()
    print("| items | step | wall s | CPU µs an item | memory MB |")
    print("|---:|---|---:|---:|---:|")
    for items in asked.items:
        folder = tempfile.mkdtemp(prefix="bench-batch-", dir=asked.folder)
        try:
            list_of(f"{folder}/list.csv", items)
            with open(f"{folder}/bench.yaml", "w", encoding="utf-8") as file:
                file.write(
                    "model: bench\nbase_url: http://127.0.0.1:9/v1\nimage: url\nmax_tokens: 80\n"
                    "price: {input: 1, output: 1, batch: {input: 0.5, output: 0.5}}\nprompt: {user: Describe this picture.}\n"
                )
            out = f"{folder}/captions.jsonl"
            words = [asked.blindfold, "batch"]
            cpu, wall, memory = RUNNER.measured(
                words + ["export", f"{folder}/list.csv", "--policy", f"{folder}/bench.yaml", "--out", out]
            )
            print(f"| {items} | export | {wall:.1f} | {cpu / items * 1e6:.0f} | {memory:.1f} |", flush=True)
            shards = sorted(f"{out}.batch/{name}" for name in os.listdir(f"{out}.batch") if name.startswith("shard-"))
            if answered(shards, f"{folder}/answers.jsonl") != items:
                sys.exit("bench-batch: not every row was exported")
            cpu, wall, memory = RUNNER.measured(words + ["import", out, f"{folder}/answers.jsonl"])
            print(f"| {items} | import | {wall:.1f} | {cpu / items * 1e6:.0f} | {memory:.1f} |", flush=True)
            with open(out, encoding="utf-8") as file:
                rows = sum(1 for line in file if json.loads(line)["outcome"] == "captioned")
            if rows != items:
                sys.exit(f"bench-batch: {rows} of {items} rows are in the output")
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
