#!/usr/bin/env bash
# Day.js reads an epoch in a string as the year, so journald's times become valid dates of the year 1739.
#
# Guess:   `dayjs('1732951800123456')`, the microseconds that `journalctl -o json` writes as a string, is the instant, or not valid (isValid() is false).
# So:      A string that is all digits is cut into year, month, day and time: 1732-95-18 … becomes 18 November 1739, and isValid() is true, since the
#          95th month rolls over. The same holds for seconds and milliseconds in a string, as CSV, environment variables and JSON encoders of 64-bit numbers give
#          them. Nothing fails. Records land 287 years ago, where a store drops them as too old.
#          A fraction without a zone is wrong, too: `.5` and `.05` are both read as 5 ms, so writers that trim zeros (PostgreSQL) lose the order within a second.
# Version: dayjs 1.11.23 (npm)
# Source:  https://day.js.org/docs/en/parse/string; src/constant.js (REGEX_PARSE)
# Seen:    1732951800, 1732951800123, 1732951800123456: valid, 1739-11-18; `07:30:00.5` and `07:30:00.05`: 00.005, with Z behind them 00.500 and 00.050
# Needs:   Node.js and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund dayjs@1.11.23
cat > read.js << 'JS'
import dayjs from 'dayjs';

const epochs = ['1732951800', '1732951800123', '1732951800123456'];
const fractions = ['2024-11-30T07:30:00.5', '2024-11-30T07:30:00.05', '2024-11-30T07:30:00.5Z', '2024-11-30T07:30:00.05Z'];
for (const text of [...epochs, ...fractions]) {
  const time = dayjs(text);
  console.log(text, time.isValid(), time.toISOString());
}
JS
TZ=UTC node read.js | tee seen.txt
diff seen.txt - << 'TXT'
1732951800 true 1739-11-18T00:00:00.000Z
1732951800123 true 1739-11-18T00:12:03.000Z
1732951800123456 true 1739-11-18T00:12:34.056Z
2024-11-30T07:30:00.5 true 2024-11-30T07:30:00.005Z
2024-11-30T07:30:00.05 true 2024-11-30T07:30:00.005Z
2024-11-30T07:30:00.5Z true 2024-11-30T07:30:00.500Z
2024-11-30T07:30:00.05Z true 2024-11-30T07:30:00.050Z
TXT
