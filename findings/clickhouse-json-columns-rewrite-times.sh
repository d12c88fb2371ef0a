#!/usr/bin/env bash
# A ClickHouse column of type JSON gives times back with other text than was stored, and without their zone.
#
# Guess:   A JSON column returns the values that went in; a string is a string. Only the order of names, spaces and perhaps numbers change.
# So:      Strings that look like a time become a DateTime64. "2026-11-30T07:30:00.5+02:00" comes back as "2026-11-30 05:30:00.500000000": converted to the server's zone, and
#          nothing says which that is. "2026-11-30 25:00:00" becomes one o'clock of the next day, and "2026-1-5" gets zeros. So a field that a user logged cannot be
#          searched for with its own text, and whoever reads the JSON elsewhere is hours wrong. A member that is null and an empty object are gone.
#          input_format_try_infer_datetimes=0 and input_format_try_infer_dates=0 keep the text.
# Version: ClickHouse 26.9.2.1 as chdb 4.4.0 with chdb-core 26.9.0 (PyPI)
# Source:  https://clickhouse.com/docs/sql-reference/data-types/newjson; https://clickhouse.com/docs/interfaces/schema-inference
# Seen:    {"at":"2026-11-30T07:30:00.5+02:00","night":"2026-11-30 25:00:00","day":"2026-1-5","note":null,"tags":{}}: at "2026-11-30 05:30:00.500000000",
#          night "2026-12-01 01:00:00", day "2026-01-05"; no note, no tags; with the two settings: as stored
# Needs:   Python 3.9 or later with venv; it downloads 200 MB.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check chdb==4.4.0 chdb-core==26.9.0
cat > store.py << 'PY'
import json

import chdb

record = {'at': '2026-11-30T07:30:00.5+02:00', 'night': '2026-11-30 25:00:00', 'day': '2026-1-5', 'version': '1.10', 'note': None, 'tags': {}}


def through(settings):
    query = f"SELECT '{json.dumps(record)}'::JSON SETTINGS session_timezone = 'UTC'{settings}"
    text = chdb.query(query, 'TSVRaw').bytes().decode()
    print(text.strip())
    return json.loads(text)


default = through('')
assert default == {'at': '2026-11-30 05:30:00.500000000', 'night': '2026-12-01 01:00:00', 'day': '2026-01-05', 'version': '1.10'}, default
kept = through(', input_format_try_infer_datetimes = 0, input_format_try_infer_dates = 0')
assert kept == {name: record[name] for name in ['at', 'night', 'day', 'version']}, kept
PY
environment/bin/python store.py
