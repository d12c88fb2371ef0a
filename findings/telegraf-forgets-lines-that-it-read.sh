#!/usr/bin/env bash
# With a statefile, Telegraf's tail input loses at a restart what it had read and not delivered, and without one what was written meanwhile.
#
# Guess:   The statefile keeps how far the destination has the log. The input knows that, as it stops at max_undelivered_lines (1,000) until the output has them, and `saved-or-beginning` goes on there.
# So:      What is saved is how far the file was read. The lines behind that are in memory, and are gone at the end of the process. So a Telegraf that is restarted while its destination is down, as one does then, loses
#          up to a thousand lines of each file. It ends with status 0. Its last error says that the destination cannot be reached, and nothing says that lines were dropped. (`buffer_strategy = "disk"`
#          is another way.) Without a statefile, which is the default, `saved-or-end` begins at the end of the file after each restart.
# Version: Telegraf 1.37.2 (built from its Go module with the plugins of the script)
# Source:  plugins/inputs/tail/tail.go (GetState); https://docs.influxdata.com/telegraf/v1/configuration/#statefile
# Seen:    50 lines while the destination is down, restart, 5 lines more: 5 arrive with a statefile; without one, of 5 lines written between two runs none arrives
# Needs:   Go 1.25 or later, and four minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
telegraf=
trap '[ -z "$telegraf" ] || kill "$telegraf" 2> /dev/null || true; [ -z "$telegraf" ] || wait "$telegraf" || true; rm -rf "$folder"' EXIT
cd "$folder"

GOBIN=$folder go install -tags 'custom inputs.tail outputs.file outputs.loki parsers.value serializers.influx' github.com/influxdata/telegraf/cmd/telegraf@v1.37.2 2> build.txt

# Runs Telegraf with the option $1 of the agent and the output $2, until its log or its output has $3 and $4 seconds (0 by default) more, and then ends it as a service manager does.
run() {
  cat > telegraf.conf << TOML
[agent]
  interval = "1s"
  flush_interval = "1s"
  omit_hostname = true
  $1
[[inputs.tail]]
  files = ["$folder/app.log"]
  initial_read_offset = "$offset"
  data_format = "value"
  data_type = "string"
$2
TOML
  ./telegraf --config telegraf.conf --non-strict-env-handling > log.txt 2>&1 &
  telegraf=$!
  for _ in $(seq 150); do
    if grep --quiet "$3" log.txt out.txt 2> /dev/null; then break; fi
    sleep 0.1
  done
  sleep "${4:-0}"
  kill -TERM "$telegraf"
  wait "$telegraf"
  telegraf=
}
down='[[outputs.loki]]
  domain = "http://127.0.0.1:9"'
up="[[outputs.file]]
  files = [\"$folder/out.txt\"]"

offset=saved-or-beginning
for order in $(seq 50); do echo "order $order stored"; done > app.log
run "statefile = \"$folder/state.json\"" "$down" 'connection refused'
if grep --ignore-case --extended-regexp 'drop|lost|discard' log.txt; then exit 1; fi
for order in $(seq 51 55); do echo "order $order stored"; done >> app.log
run "statefile = \"$folder/state.json\"" "$up" 'order 55'
seen=$(grep --only-matching 'order [0-9]*' out.txt | paste --serial --delimiters ,)
echo "with a statefile: $seen"
[ "$seen" = 'order 51,order 52,order 53,order 54,order 55' ]

offset=saved-or-end
rm out.txt
run '' "$up" 'Config: Interval'
for order in $(seq 56 60); do echo "order $order stored"; done >> app.log
run '' "$up" 'Config: Interval' 3
echo "without one: $(cat out.txt 2> /dev/null || true)"
[ ! -s out.txt ]
