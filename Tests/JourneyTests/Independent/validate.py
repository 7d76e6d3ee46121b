#!/usr/bin/env python3
"""Holds documents of a report to their JSON Schema with a validator that is not ours (python3-jsonschema).

    python3 validate.py schemas/results.schema.json results/demo/results.json
    python3 validate.py --teeth schemas/results.schema.json results/demo/results.json

With --teeth each document is also spoilt in every place that those before it did not have, one at a time: a member left
out, a member too many, a value of another type. The schema must refuse every one. Exit 0 where all is as it should be, 1 where it is not, 2 where a file
cannot be read.
"""

import copy
import json
import sys

from jsonschema import Draft202012Validator

# Objects whose keys are the study's own words: categories, questions, names of files, ...
FREE = {
    "by_category", "images_by_category", "traffic", "outcomes", "checks_broken", "coefficients", "items", "counts", "reasons", "files", "seeds",
    "versions", "documents", "prompts", "contents",
}
# Members that some studies have: those in which captions were compared, or edited.
SOMETIMES = {"preferences", "edits", "caches", "services", "policies", "hit_audits"}
# Members that some candidates have: those of whose calls some brought no answer.
SOMETIMES_OF_CANDIDATES = {"calls_not_in_cost"}
# A value of another type, by the type that is there.
OTHERS = {str: 12345, int: "twelve", float: "twelve", bool: "yes", type(None): [True], list: "none", dict: [1]}


def is_free(path):
    """Keys below are free. `counts` of an answer holds a free object for each question, `contents` one for each database;
    `candidates` is an object of digests in `digests` only."""
    return bool(path) and (
        path[-1] in FREE or path[-2:] in (("counts", "*"), ("contents", "*"), ("digests", "candidates")))


def shape(value):
    if isinstance(value, dict):
        return tuple((key, shape(value[key])) for key in sorted(value))
    if isinstance(value, list):
        return ("list",) + tuple(sorted({repr(shape(each)) for each in value}))
    return type(value).__name__


def pruned(value):
    """One of each shape is enough: the same document, with every list cut to members that differ in form."""
    if isinstance(value, dict):
        return {key: pruned(each) for key, each in value.items()}
    if isinstance(value, list):
        kept = {}
        for each in map(pruned, value):
            kept.setdefault(repr(shape(each)), each)
        return list(kept.values())[:4]
    return value


def places(value, path=(), generic=()):
    """Every value with where it is: its keys, and its keys with the free ones as `*` and numbers as `[]`."""
    yield path, generic, value
    if isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, path + (key,), generic + ("*" if is_free(generic) else key,))
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from places(each, path + (index,), generic + ("[]",))


def spoilt(document, done):
    """(what was done, the spoilt document), once for each form of each place that is not among those done."""
    for path, generic, value in places(document):
        form = (generic, tuple(sorted(value)) if isinstance(value, dict) else type(value).__name__)
        if form in done:
            continue
        done.add(form)
        name = ".".join(generic) or "the whole"

        def changed(change):
            copied = copy.deepcopy(document)
            parent = copied
            for key in path[:-1]:
                parent = parent[key]
            if not path:
                return change(copied)
            parent[path[-1]] = change(parent[path[-1]])
            return copied

        yield f"{name}: {type(value).__name__} of another type", changed(lambda _: OTHERS[type(value)])
        yield f"{name}: an object of nobody's", changed(lambda _: {"unknown_member": [True]})
        if isinstance(value, dict) and not is_free(generic):
            yield f"{name}: a member too many", changed(lambda old: {**old, "unknown_member": 1})
            for key in value:
                may_lack = SOMETIMES_OF_CANDIDATES if generic == ("candidates", "[]") else set() if generic else SOMETIMES
                if key not in may_lack:
                    yield (
                        f"{name}: without {key}",
                        changed(lambda old: {other: each for other, each in old.items() if other != key}))


def main(arguments):
    teeth = arguments[:1] == ["--teeth"]
    names = arguments[1:] if teeth else arguments
    if len(names) < 2:
        sys.exit("validate.py: needs a schema and documents, for example: "
                 "python3 validate.py schemas/results.schema.json results/demo/results.json")
    with open(names[0], encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    wrong = 0
    done = set()
    for name in names[1:]:
        with open(name, encoding="utf-8") as file:
            document = json.load(file)
        problems = [
            f"{name}: {'.'.join(map(str, error.absolute_path)) or 'the whole'}: {error.message[:300]}"
            for error in validator.iter_errors(document)]
        tried = 0
        if teeth and not problems:
            small = pruned(document)
            problems += [f"{name}: pruned, it is refused: {error.message[:300]}" for error in validator.iter_errors(small)]
            for what, bad in spoilt(small, done):
                tried += 1
                if validator.is_valid(bad):
                    problems.append(f"{name}: accepted with {what}")
        print(f"{name}: {'valid' if not problems else 'NOT as it should be'}" + (f", {tried} spoilt" if teeth else ""))
        for problem in problems:
            print(f"  {problem}")
        wrong += len(problems)
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError) as problem:
        print(f"validate.py: {problem!r}. Nothing was held to the schema. Give readable JSON files.", file=sys.stderr)
        sys.exit(2)
