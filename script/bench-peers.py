#!/usr/bin/env python3
"""The Python side of `script/bench speed --peers`: the same work, as fast as numpy and the krippendorff package do it.

    bench-peers.py TASK FOLDER      TASK: bootstrap, alpha or worths; FOLDER: ratings.csv, units.csv, battles.csv
    bench-peers.py versions

Prints one JSON object: CPU seconds (user and system) of the work alone, without start-up and reading, and what came out.
"""

import json
import os
import platform
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import krippendorff
import numpy as np

RESAMPLES, ROUNDS, MODELS = 10_000, 1000, 20


def spread(values):
    """Standard errors, and bounds in turn: lower, upper, lower, upper."""
    bounds = np.percentile(values, [2.5, 97.5], axis=0)
    return np.std(values, axis=0, ddof=1).tolist(), bounds.T.ravel().tolist()


def drawn(rng, count, rounds):
    """How often each of `count` was drawn, round by round: one bincount is faster than a multinomial a round."""
    draws = rng.integers(0, count, (rounds, count))
    draws += np.arange(rounds)[:, None] * count
    return np.bincount(draws.ravel(), minlength=rounds * count).reshape(rounds, count).astype(float)


def read_bootstrap(folder):
    rows = np.loadtxt(f"{folder}/ratings.csv", delimiter=",", skiprows=1).astype(int)
    table = np.zeros(rows[:, :3].max(0) + 1)
    table[rows[:, 0], rows[:, 1], rows[:, 2]] = rows[:, 3]
    return np.ascontiguousarray(table.transpose(1, 2, 0))


def bootstrap(table):
    """Weights of images times weights of raters, as one matrix product and one einsum."""
    rng = np.random.default_rng(1)
    images, raters, models = table.shape
    by_image = drawn(rng, images, RESAMPLES)
    by_rater = drawn(rng, raters, RESAMPLES)
    sums = (by_image @ table.reshape(images, raters * models)).reshape(RESAMPLES, raters, models)
    means = np.einsum("brm,br->bm", sums, by_rater) / (images * raters)
    pairs = [means[:, a] - means[:, b] for a in range(models) for b in range(a)]
    errors, bounds = spread(np.column_stack([means, *pairs]))
    return {"exact": table.mean((0, 1)).tolist(), "resampled": errors, "bounds": bounds}


def read_alpha(folder):
    return np.loadtxt(f"{folder}/units.csv", delimiter=",", skiprows=1)


def alpha(units):
    """The package counts values a unit once; each round then only picks rows of those counts."""
    rng = np.random.default_rng(1)
    domain = np.unique(units)
    counts = np.stack([(units == value).sum(1) for value in domain], 1)

    def value(rows):
        return krippendorff.alpha(value_counts=rows, value_domain=domain, level_of_measurement="ordinal")

    n = len(counts)
    values = [value(counts[rng.integers(0, n, n)]) for _ in range(ROUNDS)]
    return {"exact": [float(value(counts))], "resampled": [], "bounds": np.percentile(values, [2.5, 97.5]).tolist()}


def read_worths(folder):
    return np.loadtxt(f"{folder}/battles.csv", delimiter=",", skiprows=1).astype(int)


def newton(wins, worths):
    """Maximum likelihood on the matrix of wins, from given worths; worths add up to 0."""
    both = wins + wins.T
    won = wins.sum(1)
    for _ in range(50):
        chance = 1 / (1 + np.exp(worths[None] - worths[:, None]))
        gradient = won - (both * chance).sum(1)
        information = -both * chance * (1 - chance)
        np.fill_diagonal(information, 0)
        np.fill_diagonal(information, -information.sum(1))
        step = np.linalg.solve(information + 1 / MODELS, gradient)
        worths = worths + step
        if np.abs(step).max() < 1e-10:
            break
    return worths - worths.mean()


def worths(battles):
    """A round draws battles, counts them and starts from the worths of the whole."""
    rng = np.random.default_rng(1)
    cells = battles[:, 0] * MODELS + battles[:, 1]

    def fit(chosen, start):
        return newton(np.bincount(chosen, minlength=MODELS * MODELS).reshape(MODELS, MODELS).astype(float), start)

    whole = fit(cells, np.zeros(MODELS))
    n = len(cells)
    rounds = np.array([fit(cells[rng.integers(0, n, n)], whole) for _ in range(ROUNDS)])
    errors, bounds = spread(rounds[:, 1:] - rounds[:, :1])
    return {"exact": whole.tolist(), "resampled": errors, "bounds": bounds}


if __name__ == "__main__":
    tasks = {"bootstrap": (read_bootstrap, bootstrap), "alpha": (read_alpha, alpha), "worths": (read_worths, worths)}
    if sys.argv[1:] == ["versions"]:
        from importlib.metadata import version

        print(f"Python {platform.python_version()}, numpy {np.__version__}, krippendorff {version('krippendorff')}")
    elif len(sys.argv) == 3 and sys.argv[1] in tasks:
        read, work = tasks[sys.argv[1]]
        data = read(sys.argv[2])
        start = time.process_time()
        answer = work(data)
        print(json.dumps({"seconds": time.process_time() - start, "answer": answer}))
    else:
        sys.exit("bench-peers.py: needs a task (bootstrap, alpha, worths) and a folder, or 'versions'")
