#!/usr/bin/env bash
# Ruby's Logger begins each log file with a line that no formatter made, so a log of JSON lines is none.
#
# Guess:   `Logger.new('app.log', 3, 1_000_000)` with a formatter for JSON writes what the formatter returns, and nothing else.
# So:      The first line of each file that Logger makes is `# Logfile created on 2026-11-30 … by logger.rb/v1.5.0`, at the start and after each rotation. The formatter does not see
#          it, and no level turns it off. A JSON parser fails on it once per rotated file, and a reader that finds out the format from the first line, or tells files
#          apart by it, is wrong about each of them. A test that logs to an IO, as to stdout, has no such line. Newer versions of the gem have `skip_header: true`.
# Version: Ruby 3.1.2 (Debian 12), logger 1.5.0
# Source:  lib/logger/log_device.rb (add_log_header); https://docs.ruby-lang.org/en/3.1/Logger.html
# Seen:    12 records with a rotation size of 300: 3 files, each begins with "# Logfile created on"; to a pipe: JSON only
# Needs:   Ruby 3.0 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > write.rb << 'RUBY'
require 'json'
require 'logger'

log = ARGV.empty? ? Logger.new($stdout) : Logger.new(ARGV[0], 3, 300)
log.formatter = proc { |severity, _time, _program, message| "#{JSON.generate({ level: severity, message: message })}\n" }
12.times { |order| log.info("order #{order} paid by card, thank you") }
RUBY
ruby write.rb app.log
ruby write.rb > stdout.log
for file in app.log app.log.0 app.log.1; do
  echo "$file: $(head --lines 1 "$file")"
  [[ $(head --lines 1 "$file") = '# Logfile created on '* ]]
  [ "$(grep --count '^#' "$file")" = 1 ]
  [[ $(sed --quiet 2p "$file") = '{"level":"INFO","message":"order '* ]]
done
[ "$(grep --count '^{' stdout.log)" = 12 ]
[ "$(wc -l < stdout.log)" = 12 ]
