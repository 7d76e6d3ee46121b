#!/bin/sh
# Makes every image again, checks the rows and writes ../metadata.jsonl. Takes about an hour on two cores.
set -eu
cd "$(dirname "$0")"
products/render.sh
everyday/render.sh
hard/render.sh
python3 check.py
python3 metadata.py
