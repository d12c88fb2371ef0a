#!/usr/bin/env bash
# ClickHouse reads a log's milliseconds in quotes as 2024, and without quotes as the end of the year 9999.
#
# Guess:   `{"time":1732951800123}` goes into a DateTime64(3) column as its milliseconds, since 3 means milliseconds. If not, it is refused. Quotes make no difference.
# So:      Without quotes the number is seconds with a fraction, and 1732951800123 seconds are cut, silently, to the last second of 9999. In quotes the digits
#          are counted, and 13 are milliseconds: right. A DateTime column has the same, with 2106 as its end. pino, Bunyan and Logback's JsonEncoder
#          write milliseconds without quotes. DateTime64(9) refuses them, so what happens depends on the precision of the column as well.
# Version: ClickHouse 26.9.2.1 as chdb 4.4.0 with chdb-core 26.9.0 (PyPI)
# Source:  https://clickhouse.com/docs/sql-reference/data-types/datetime64
# Seen:    DateTime64(3): 1732951800123 is 9999-12-31 23:59:59.000, "1732951800123" is 2024-11-30 07:30:00.123; DateTime: 2106-02-07 06:28:15 and 2024-11-30 07:30:00
# Needs:   Python 3.9 or later with venv; it downloads 200 MB.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check chdb==4.4.0 chdb-core==26.9.0
cat > read.py << 'PY'
import chdb

for column in ['DateTime64(3)', 'DateTime', 'DateTime64(9)']:
    for value in ['1732951800.123', '1732951800123', '"1732951800123"']:
        query = f"""SELECT toTimeZone(time, 'UTC') FROM format(JSONEachRow, 'time {column}', '{{"time":{value}}}')"""
        try:
            seen = str(chdb.query(query, 'TSV')).strip()
        except RuntimeError as error:
            seen = 'refused' if 'out of range' in str(error) else error
        print(column, value, seen)
PY
environment/bin/python read.py | tee seen.txt
diff seen.txt - << 'TXT'
DateTime64(3) 1732951800.123 2024-11-30 07:30:00.123
DateTime64(3) 1732951800123 9999-12-31 23:59:59.000
DateTime64(3) "1732951800123" 2024-11-30 07:30:00.123
DateTime 1732951800.123 2024-11-30 07:30:00
DateTime 1732951800123 2106-02-07 06:28:15
DateTime "1732951800123" 2024-11-30 07:30:00
DateTime64(9) 1732951800.123 2024-11-30 07:30:00.123000000
DateTime64(9) 1732951800123 refused
DateTime64(9) "1732951800123" 2024-11-30 07:30:00.123000000
TXT
