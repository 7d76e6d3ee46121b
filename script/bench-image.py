#!/usr/bin/env python3
"""`script/bench image`: how fast image files are hashed, beside OpenSSL's command and the ImageHash package.

    bench-image.py BLINDFOLD-BENCH [--images 12] [--rounds 5]

Pictures of 12 megapixels are made from the demo's, enlarged, with a little seeded noise. SHA-256: CPU seconds of whole
processes over the same files, in turn. Perceptual hashes: CPU seconds of the hashing alone, in turn, reading and decoding
included, start-up not. Prints Markdown; asserts nothing. pip fetches ImageHash into a virtual environment in a temporary folder.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import venv

PACKAGES = ["ImageHash==4.3.2", "Pillow", "numpy", "scipy"]
DEMO = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "datasets/demo/images")


def make(folder, count):
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(20261122)
    names = sorted(name for name in os.listdir(DEMO) if name.endswith(".jpg"))
    for number in range(count):
        picture = Image.open(os.path.join(DEMO, names[number % len(names)])).convert("RGB").resize((4000, 3000), Image.BICUBIC)
        noise = rng.integers(-6, 7, (3000, 4000, 1))
        pixels = np.clip(np.asarray(picture, dtype=np.int16) + noise, 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(os.path.join(folder, f"{number:02}.jpg"), quality=90)


def peer(files):
    """ImageHash's pHash of each file, and the CPU seconds of it."""
    import imagehash
    from PIL import Image

    imagehash.phash(Image.open(files[0]))  # what is loaded at first use is start-up
    before = own_cpu()
    hashes = [str(imagehash.phash(Image.open(file))) for file in files]
    print(json.dumps({"seconds": own_cpu() - before, "hashes": hashes}))


def own_cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def cpu(command):
    """CPU seconds of a whole process, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, output


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def distances(bench, python, files):
    ours = json.loads(cpu([bench, "image", "phash", *files])[1])["hashes"]
    theirs = json.loads(cpu([python, __file__, "--peer", *files])[1])["hashes"]
    return [(int(a, 16) ^ int(b, 16)).bit_count() for a, b in zip(ours, theirs)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--images", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder + "/venv", with_pip=True)
        python = folder + "/venv/bin/python3"
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
        os.mkdir(folder + "/images")
        subprocess.run([python, __file__, "--make", folder + "/images", str(options.images)], check=True)
        files = sorted(os.path.join(folder, "images", name) for name in os.listdir(folder + "/images"))
        size = sum(map(os.path.getsize, files))
        many = files * max(1, 400_000_000 // size)
        sha, phash, ours, theirs = [], [], [], []
        for _ in range(options.rounds):
            mine, said = cpu([options.bench, "image", "sha256", *many])
            openssl, told = cpu(["openssl", "dgst", "-sha256", "-r", *many])
            if [line.split()[0] for line in said.splitlines()] != [line.split()[0] for line in told.splitlines()]:
                sys.exit("bench image: the two sides' SHA-256 differ. The times would not compare like with like.")
            sha.append(mine / openssl)
            a = json.loads(cpu([options.bench, "image", "phash", *files])[1])
            b = json.loads(cpu([python, __file__, "--peer", *files])[1])
            ours.append(1000 * a["seconds"] / len(files))
            theirs.append(1000 * b["seconds"] / len(files))
            phash.append(theirs[-1] / ours[-1])
        demo = sorted(os.path.join(DEMO, name) for name in os.listdir(DEMO))
        versions = subprocess.run([python, "-m", "pip", "freeze"], check=True, stdout=subprocess.PIPE, text=True).stdout
        print(
            f"{len(files)} JPEGs of 4000 × 3000 pixels, {size / len(files) / 1e6:.1f} MB each; {options.rounds} rounds in turn; "
            f"median (least–most). Beside: {subprocess.run(['openssl', 'version'], stdout=subprocess.PIPE, text=True).stdout.strip()}, "
            f"{', '.join(versions.split())}.\n"
        )
        print("| task | ours | beside | ratio | goal |\n|---|---:|---:|---:|---|")
        print(f"| SHA-256, {len(many) * size / len(files) / 1e6:.0f} MB, whole processes | | `openssl dgst` | {spread(sha)} of its CPU | at most 1.2 |")
        print(f"| perceptual hash, 12 megapixels, CPU ms | {spread(ours)} | ImageHash {spread(theirs)} | {spread(phash)} times as many a CPU second | at least 3 |")
        for title, chosen in [("the demo's images", demo), ("the enlarged ones", files)]:
            bits = distances(options.bench, python, chosen)
            print(f"| bits apart, {title} | | ImageHash | mean {statistics.mean(bits):.2f}, most {max(bits)} of 64 | at most 4 |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:2] == ["--peer"]:
        peer(sys.argv[2:])
    else:
        main()
