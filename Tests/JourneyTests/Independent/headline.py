#!/usr/bin/env python3
"""Recomputes a report's headline numbers from ratings.csv and compares them with results.json.

    python3 headline.py results/demo

Written from the formulas, with nothing but Python's standard library, so that a mistake in the program cannot hide in a
library that both share. For each candidate on the claimed criterion: the mean (weighted to traffic where weights are
declared), the share of 4 or better, the paired difference to the incumbent; each with both 95 % intervals; and both
verdicts. Where captions were compared in pairs: the net preference over the incumbent, and the shares won, lost, without a
difference and with neither usable. Exit 0 where all agree within 1e-6, 1 where one does not, 2 where the files cannot be read.
"""

import csv
import json
import math
import sys
from collections import defaultdict

TOLERANCE = 1e-6


# --- distributions ----------------------------------------------------------------------------------------------------

def incomplete_gamma(a, x):
    """P(a, x), lower and regularised, by its power series: x^a e^-x / Gamma(a+1) * sum of x^k / ((a+1)...(a+k))."""
    if x <= 0:
        return 0.0
    term = total = 1.0
    k = 0
    while term > total * 1e-17:
        k += 1
        term *= x / (a + k)
        total += term
    return min(1.0, math.exp(a * math.log(x) - x - math.lgamma(a + 1)) * total)


def incomplete_beta(a, b, x):
    """I_x(a, b), regularised, by its series in x, taken from the side where x is small:
    x^a (1-x)^b / (a B(a, b)) * sum of (a+b)...(a+b+k-1) / ((a+1)...(a+k)) x^k."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    term = total = 1.0
    k = 0
    while term > total * 1e-17:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    log_front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a + 1) - math.lgamma(b)
    return math.exp(log_front) * total


def bisect(function, target, low, high):
    """Where an increasing function takes a value, to the last digits."""
    while function(high) < target:
        low, high = high, high * 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if function(middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def chi_square_quantile(p, df):
    return bisect(lambda x: incomplete_gamma(df / 2, x / 2), p, 0.0, 1.0)


def t_quantile(p, df):
    """For p above a half: P(T <= t) = 1 - I_{df/(df+t^2)}(df/2, 1/2) / 2."""
    return bisect(lambda t: 1 - incomplete_beta(df / 2, 0.5, df / (df + t * t)) / 2, p, 0.0, 1.0)


# --- the estimate and its two intervals -------------------------------------------------------------------------------

class Missing(Exception):
    """A number that these ratings cannot give."""


def clusters_squared(pulls, key):
    """G/(G-1) times the sum of squares of the pulls' sums by cluster."""
    sums = defaultdict(list)
    for row, pull in pulls:
        sums[key(row)].append(pull)
    if len(sums) < 2:
        raise Missing("one cluster")
    return len(sums) / (len(sums) - 1) * math.fsum(math.fsum(s) ** 2 for s in sums.values())


def estimate(rows, weights, confidence):
    """rows: (image, category, rater, value). Returns the mean and, by scope, its bounds or None."""
    strata = defaultdict(list)
    for row in rows:
        strata[row[1] if weights else "all"].append(row)
    weights = {c: w for c, w in weights.items() if w > 0} if weights else {"all": 1.0}
    seen = {c: w for c, w in weights.items() if c in strata}
    if not seen:
        return None
    total = sum(seen.values())
    mean, pulls, by_stratum = 0.0, [], {}
    for category, weight in seen.items():
        group = strata[category]
        share = weight / total
        centre = math.fsum(r[3] for r in group) / len(group)
        mean += share * centre
        by_stratum[category] = [(r, share * (r[3] - centre) / len(group)) for r in group]
        pulls += by_stratum[category]
    none = {"these_raters": None, "raters_like_these": None}
    if len(seen) < len(weights):
        return mean, none
    values = [r[3] for group in by_stratum.values() for r, _ in group]
    if max(values) - min(values) <= 1e-12 * max(abs(v) for v in values):
        return mean, none

    # How the mean would vary over images (within strata) and over image-and-rater cells.
    try:
        parts = {
            c: (clusters_squared(p, lambda r: r[0]), len({r[0] for r, _ in p})) for c, p in by_stratum.items()}
        cell = math.fsum(clusters_squared(p, lambda r: (r[0], r[2])) for p in by_stratum.values())
    except Missing:
        return mean, none
    image = math.fsum(v for v, _ in parts.values())
    largest = max(abs(v) for v in values)
    level = 0.5 + confidence / 2
    image_df = image ** 2 / math.fsum(v ** 2 / (n - 1) for v, n in parts.values()) if image > 0 else math.inf
    bounds = dict(none)
    if math.sqrt(image) > 1e-12 * largest:
        half = t_quantile(level, image_df) * math.sqrt(image)
        bounds["these_raters"] = (mean - half, mean + half)

    # ... and over raters, who work across strata: their pulls add up before they are squared.
    raters = len({r[2] for r, _ in pulls})
    if raters >= 2:
        rater = clusters_squared(pulls, lambda r: r[2])
        variance = max(image + rater - cell, image, rater)
        if math.sqrt(variance) > 1e-12 * largest:
            # The rater part as large as it may well be: an upper 85 % bound from R - 1 degrees of freedom.
            guarded = rater * (raters - 1) / chi_square_quantile(0.15, raters - 1)
            inverse = (image ** 2 / image_df if image > 0 else 0) + guarded ** 2 / (raters - 1)
            df = (image + guarded) ** 2 / inverse
            half = t_quantile(level, df) * math.sqrt(variance)
            bounds["raters_like_these"] = (mean - half, mean + half)
    return mean, bounds


def verdict(bounds, margin):
    if bounds is None:
        return None, None
    low, high = bounds
    if high < -margin:
        against_margin = "worse beyond the margin"
    elif low > -margin:
        against_margin = "equivalent" if high < margin else "not worse"
    else:
        against_margin = "undecided"
    direction = "measurably higher" if low > 0 else "measurably lower" if high < 0 else "no difference shown"
    return against_margin, direction


# --- comparing with results.json --------------------------------------------------------------------------------------

class Report:
    def __init__(self):
        self.checked = self.wrong = 0

    def number(self, name, ours, stated):
        self.checked += 1
        if ours is None or stated is None:
            same = ours is None and stated is None
        else:
            same = abs(ours - stated) <= TOLERANCE
        self.line(name, ours, stated, same)

    def words(self, name, ours, stated):
        self.checked += 1
        self.line(name, ours, stated, ours == stated)

    def line(self, name, ours, stated, same):
        if not same:
            self.wrong += 1

        def show(value):
            if isinstance(value, dict):
                value = value["margin"]
            return "none" if value is None else f"{value:.6f}" if isinstance(value, float) else str(value)

        print(f"{name:<52} {show(ours):>24} {show(stated):>24}  {'ok' if same else 'DIFFERS'}")

    def end(self):
        print(f"{self.checked} compared, {self.wrong} differ by more than {TOLERANCE:g}")
        return 1 if self.wrong else 0

    def scopes(self, name, ours, stated, cut=False):
        if ours is None or stated is None:
            return self.words(name, ours and "a number", stated and "a number")
        mean, bounds = ours
        self.number(name, mean, float(stated["value"]))
        for scope in ("these_raters", "raters_like_these"):
            for place, bound in enumerate(("lower", "upper")):
                value = bounds[scope][place] if bounds[scope] else None
                if cut and value is not None:
                    value = min(1.0, max(0.0, value))
                other = stated[scope].get(bound)
                self.number(f"{name}, {scope}, {bound}", value, None if other is None else float(other))


def comparison(report, line, rows, weights, claim):
    """One candidate's difference from the incumbent, row by row, with its intervals and verdicts."""
    name = line["candidate"]
    report.words(f"{name}: pairs", len(rows), line["pairs"])
    ours = estimate(rows, weights, claim["confidence"])
    report.scopes(f"{name}: difference", ours, line["difference"])
    decided = line["verdicts"][claim["scope"].replace(" ", "_")]
    report.words(f"{name}: the verdict is the declared scope's", decided, line["verdict"])
    for scope in ("these_raters", "raters_like_these"):
        facts = verdict(ours[1][scope] if ours else None, claim["margin"])
        for fact, kind in zip(facts, ("margin", "direction")):
            report.words(f"{name}: {kind}, {scope}", fact, line["verdicts"][scope][kind])


def table(folder):
    """Rows of ratings.csv. A cell that begins with an apostrophe has one too many: it keeps spreadsheets from running names
    as formulas."""
    with open(f"{folder}/ratings.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: cell[1:] if cell.startswith("'") else cell for column, cell in row.items()}


def compared_in_pairs(report, folder, results, claim, weights):
    """Net preferences: +1 where the candidate was preferred to the incumbent, -1 where the incumbent was, else 0."""
    incumbent = results["incumbent"]
    rows = defaultdict(list)
    for row in table(folder):
        sides = {"first": row["model_a"], "second": row["model_b"]}
        if row["outcome"] not in ("first", "second", "tie", "neither"):
            raise ValueError(f"outcome {row['outcome']}")
        if incumbent in sides.values():
            other = next(name for name in sides.values() if name != incumbent)
            preferred = sides.get(row["outcome"])
            value = 1.0 if preferred == other else -1.0 if preferred == incumbent else 0.0
            rows[other].append((row["image_id"], row["category"], row["rater_id"], value, row["outcome"]))
    stated = {line["candidate"]: line for line in results["preferences"]["candidates"]}
    report.words("candidates with judgements", ", ".join(sorted(rows)), ", ".join(sorted(stated)))
    for line in results["comparisons"]:
        name = line["candidate"]
        comparison(report, line, [row[:4] for row in rows[name]], weights, claim)
        parts = {
            "won": lambda row: row[3] > 0, "lost": lambda row: row[3] < 0,
            "no_difference": lambda row: row[4] == "tie", "neither_usable": lambda row: row[4] == "neither"}
        for part, counts in parts.items():
            share = [row[:3] + (1.0 if counts(row) else 0.0,) for row in rows[name]]
            report.scopes(f"{name}: {part}", estimate(share, weights, claim["confidence"]), stated[name][part], cut=True)


def main(folder):
    with open(f"{folder}/results.json", encoding="utf-8") as file:
        results = json.load(file)
    claim = results["claim"]
    weights = results["images"]["traffic"] or {}
    if "preferences" in results:
        report = Report()
        print(f"{'':<52} {'from ratings.csv':>24} {'results.json':>24}")
        compared_in_pairs(report, folder, results, claim, weights)
        return report.end()
    rows = defaultdict(list)
    for row in table(folder):
        if row["criterion"] == claim["criterion"]:
            rows[row["candidate"]].append((row["image_id"], row["category"], row["rater_id"], float(row["value"])))

    report = Report()
    print(f"{'':<52} {'from ratings.csv':>24} {'results.json':>24}")
    stated = {c["candidate"]: c for c in results["criteria"] if c["claimed"]}
    report.words("candidates with ratings", ", ".join(sorted(rows)), ", ".join(sorted(stated)))
    for name, line in stated.items():
        report.scopes(f"{name}: mean", estimate(rows[name], weights, claim["confidence"]), line["mean"])
        if line["publishable"] is not None:
            usable = [(i, c, r, 1.0 if v >= 4 else 0.0) for i, c, r, v in rows[name]]
            report.scopes(
                f"{name}: 4 or better", estimate(usable, weights, claim["confidence"]), line["publishable"], cut=True)
    base = {(i, r): v for i, _, r, v in rows[results["incumbent"]]}
    for line in results["comparisons"]:
        name = line["candidate"]
        pairs = [(i, c, r, v - base[i, r]) for i, c, r, v in rows[name] if (i, r) in base]
        comparison(report, line, pairs, weights, claim)
    return report.end()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("headline.py: needs one folder with ratings.csv and results.json, for example: "
                 "python3 headline.py results/demo")
    try:
        sys.exit(main(sys.argv[1]))
    except (OSError, KeyError, ValueError) as problem:
        print(f"headline.py: {sys.argv[1]}: {problem!r}. Nothing was compared. "
              "Give the folder of a report of this version.", file=sys.stderr)
        sys.exit(2)
