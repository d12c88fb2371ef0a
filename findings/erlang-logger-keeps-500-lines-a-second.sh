#!/usr/bin/env bash
# Erlang's logger writes 500 lines a second to the console and drops the others, and nothing says so.
#
# Guess:   A logger protects itself by its queue: it drops when it cannot write fast enough, and says when. A program that logs 1,000 lines in a second to a pipe that is read
#          loses none.
# So:      The handler logger_std_h, the one of each OTP release, has a burst limit that is on by default: 500 events in 1,000 ms. The rest of the second is
#          thrown away, errors too, before any queue is full. The messages about overload ("switched to drop mode") belong to the queue's limits; the burst limit writes none and counts nothing.
#          So RabbitMQ, ejabberd, CouchDB or an Elixir program have holes in their logs in just those seconds that one looks at later. `burst_limit_enable => false` in the handler's config ends it.
# Version: Erlang/OTP 25 (Debian 12: erlang-base 1:25.2.3)
# Source:  https://www.erlang.org/doc/apps/kernel/logger_chapter.html#protecting-the-handler-from-overload (burst limit)
# Seen:    1,000 lines in less than a second, 20 of them errors at the end: default 500, errors 0; burst_limit_enable false: 1000, errors 20; messages about it: 0
# Needs:   Debian's package erlang-base.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# The pauses keep the queue short, so that only the burst limit can drop something.
cat > burst.erl << 'ERLANG'
-module(burst).
-export([main/0]).
-include_lib("kernel/include/logger.hrl").

main() ->
    [begin
         ?LOG_NOTICE("order ~b stored", [N]),
         N rem 20 =/= 0 orelse timer:sleep(2)
     end || N <- lists:seq(1, 980)],
    [?LOG_ERROR("order ~b not stored", [N]) || N <- lists:seq(981, 1000)],
    timer:sleep(1500),
    ?LOG_NOTICE("end"),
    init:stop().
ERLANG
erlc burst.erl

try() {
  erl -noshell -kernel logger "[{handler, default, logger_std_h, #{config => #{$2}, formatter => {logger_formatter, #{template => [level, \" \", msg, \"\\n\"]}}}}]" -run burst main > "$1.txt" 2>&1
  echo "$1: lines $(grep --count order "$1.txt"), errors $(grep --count '^error' "$1.txt" || true), other: $(grep --invert-match order "$1.txt" | paste --serial --delimiters ,)"
}
try default ''
[ "$(grep --count order default.txt)" = 500 ]
[ "$(grep --count '^error' default.txt)" = 0 ]
[ "$(grep --invert-match order default.txt)" = 'notice end' ]
try unlimited 'burst_limit_enable => false'
[ "$(grep --count order unlimited.txt)" = 1000 ]
