#!/usr/bin/env bash
# polars' read_ndjson drops, without an error, each field that no line near the top of the log has.
#
# Guess:   A field that appears first in line 5,000 becomes a column with nulls above it. If the columns are guessed from the head of the file, the line is refused.
# So:      The columns come from the first 100 lines, and a later field is skipped. In a log the rare fields are the ones that matter: `error`, `stack`, `retry` are in
#          no row, and the row itself is there, so counts are right. infer_schema_length=None reads all lines first. A later value of another type is an error, so one expects one here, too.
#          In a file of fewer lines, such as a test has, nothing is lost.
# Version: polars 2.1.0 (PyPI)
# Source:  https://docs.pola.rs/api/python/stable/reference/api/polars.read_ndjson.html (infer_schema_length)
# Seen:    5001 lines, "error" in the last: columns ['order'], 5001 rows; with infer_schema_length=None: ['order', 'error']; 100 lines, "error" in the last: ['order', 'error']
# Needs:   Python 3.9 or later with venv; it downloads 50 MB.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check polars==2.1.0
cat > read.py << 'PY'
import json

import polars


def columns_of(lines, **options):
    with open('app.log', 'w') as log:
        for order in range(lines - 1):
            log.write(json.dumps({'order': order}) + '\n')
        log.write(json.dumps({'order': lines - 1, 'error': 'card refused'}) + '\n')
    frame = polars.read_ndjson('app.log', **options)
    print(f'{lines} lines {options}: {frame.columns}, {frame.height} rows')
    assert frame.height == lines
    return frame.columns


assert columns_of(100) == ['order', 'error']
assert columns_of(5001) == ['order']
assert columns_of(5001, infer_schema_length=None) == ['order', 'error']
PY
environment/bin/python read.py
