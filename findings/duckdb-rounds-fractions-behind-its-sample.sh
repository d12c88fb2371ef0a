#!/usr/bin/env bash
# DuckDB's read_json rounds each fraction of a JSON log to a whole number, if the first 20,480 lines have only whole ones.
#
# Guess:   A value that does not fit the type that was found is an error that names the line, as it is for a text in a column of times. Or the column is a DOUBLE.
# So:      The types come from the first 20,480 lines. A later 0.35 in a column that is BIGINT by then is cast, which rounds it to 0, without an error; ignore_errors plays no part. Sums and averages of durations
#          are wrong, and `took > 0 and took < 1` finds nothing. A text in the same place is an error. So whether a log's fractions count depends on its order: sorted otherwise, or with sample_size=-1, the result is right.
# Version: DuckDB 2.0.1 (PyPI)
# Source:  https://duckdb.org/docs/stable/data/json/loading_json (sample_size)
# Seen:    21,000 lines with took 1, then 0.35, 0.5 and 2.5: BIGINT 0, 0, 2; sum 21002; sample_size=-1: DOUBLE 0.35, 0.5, 2.5; sum 21003.35; a text for a time behind the sample: error
# Needs:   Python 3.10 or later with venv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.1
cat > read.py << 'PY'
import json

import duckdb


def write(name, early, late):
    with open(name, 'w') as file:
        for record in [early] * 21_000 + late:
            file.write(json.dumps(record) + '\n')


def read(options):
    table = f"read_json('took.json'{options})"
    kind = duckdb.sql(f'SELECT typeof(took) FROM {table} LIMIT 1').fetchall()[0][0]
    late = [took for took, in duckdb.sql(f'SELECT took FROM {table} OFFSET 21000').fetchall()]
    total = round(duckdb.sql(f'SELECT sum(took) FROM {table}').fetchall()[0][0], 2)
    print(f'{options or "default"}: {kind} {late}, sum {total}')
    return kind, late, total


write('took.json', {'took': 1}, [{'took': 0.35}, {'took': 0.5}, {'took': 2.5}])
assert read('') == ('BIGINT', [0, 0, 2], 21_002)
assert read(', ignore_errors=true') == ('BIGINT', [0, 0, 2], 21_002)
assert read(', sample_size=-1') == ('DOUBLE', [0.35, 0.5, 2.5], 21_003.35)

write('time.json', {'time': '2026-11-30 07:30:00'}, [{'time': 'never'}])
try:
    duckdb.sql("SELECT max(time) FROM read_json('time.json')").fetchall()
    raise SystemExit('no error')
except duckdb.InvalidInputException as error:
    print('a text for a time:', str(error).split('.')[0])
PY
environment/bin/python read.py
