#!/usr/bin/env bash
# pandas.read_json(lines=True) makes numbers of JSON strings, so trace ids, commits and versions of a log change.
#
# Guess:   JSON says which value is a string. What stands in quotes arrives as text, and only bare numbers become numbers. read_csv has to guess, read_json has not.
# So:      dtype=True is the default, and each column of strings that all look like numbers becomes int64 or float64. A trace id of digits loses its leading zeros,
#          a commit such as 1234567e10 becomes 1.234567e+16, the versions 1.10 and 1.1 become equal. It depends on the other lines: with one trace id that has a letter in it, the column stays text. So
#          the same notebook works on one file and not on the next, and a join with the ids of another source finds nothing. `dtype=False` keeps the text.
# Version: pandas 3.1.1 (PyPI)
# Source:  https://pandas.pydata.org/docs/reference/api/pandas.read_json.html (dtype)
# Seen:    trace "0000000000000000…3456": 1234567890123456 (int64); commit "1234567e10": 1.234567e+16; version "1.10": 1.1; with a third line: trace "0000…3456"; dtype=False: all as stored
# Needs:   Python 3.11 or later with venv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check pandas==3.1.1
cat > read.py << 'PY'
import json
from io import StringIO

import pandas

LOG = [
    {'trace': '00000000000000001234567890123456', 'commit': '1234567e10', 'version': '1.10', 'took': 12},
    {'trace': '00000000000000001234567890123457', 'commit': '7654321', 'version': '1.9', 'took': 7},
]
OTHER = {'trace': '0000000000000000123456789012345a', 'commit': 'c0ffee1', 'version': '1.10-rc1', 'took': 8}


def first(records, **options):
    lines = '\n'.join(json.dumps(record) for record in records)
    row = pandas.read_json(StringIO(lines), lines=True, **options).to_dict('records')[0]
    print(row)
    return row


assert first(LOG) == {'trace': 1234567890123456, 'commit': 1.234567e16, 'version': 1.1, 'took': 12}
assert first([*LOG, OTHER]) == LOG[0]
assert first(LOG, dtype=False) == LOG[0]
PY
environment/bin/python read.py
