#!/usr/bin/env bash
# spdlog's daily files: whatever lies before a day without a log is never deleted, whatever max_files says.
#
# Guess:   `daily_logger_mt(name, "app.log", 0, 0, false, 3)` keeps the three newest files that match app_YYYY-MM-DD.log, and deletes all older ones.
# So:      At its start spdlog looks for today's file, yesterday's and so on, up to max_files, and stops at the first day that has none. Only these, and the ones that it writes, are ever deleted.
#          A service that does not run at weekends begins with an empty list on each Monday, and keeps every week for ever. So does one whose max_files
#          was lowered. A program that starts daily and ends before midnight never deletes at all. The disk fills although the setting is there, and it worked in the test that ran through.
# Version: spdlog 1.10.0 (Debian 12, libspdlog-dev 1:1.10.0+ds-0.4), libfaketime 0.9.10
# Source:  include/spdlog/sinks/daily_file_sink.h (init_filenames_q_, delete_old_)
# Seen:    max_files 3, files of 20 to 27 and 29 November, a run over midnight of 30 November: 20 to 27 are still there; 10 of 11 files are older than yesterday or of today
# Needs:   g++, Debian's apt-get (it downloads packages and installs nothing), and a minute to compile.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root logs
(cd packages && apt-get --quiet=2 download libspdlog-dev libfmt-dev libfaketime > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
cat > write.cpp << 'CPP'
#include <chrono>
#include <thread>
#include <spdlog/sinks/daily_file_sink.h>
#include <spdlog/spdlog.h>

int main() {
  auto log = spdlog::daily_logger_mt("shop", "logs/app.log", 0, 0, false, 3);
  log->info("before midnight");
  std::this_thread::sleep_for(std::chrono::seconds(4));
  log->info("after midnight");
}
CPP
g++ -std=c++17 -Iroot/usr/include -DSPDLOG_FMT_EXTERNAL -DFMT_HEADER_ONLY write.cpp -o write -pthread

# Runs the program over the midnight after 30 November, with logs of the days given.
run() {
  rm -f logs/*
  for day in "$@"; do echo "a line of $day November" > "logs/app_2026-11-$day.log"; done
  LD_PRELOAD=$(find "$folder/root" -name libfaketime.so.1) FAKETIME='@2026-11-30 23:59:58' TZ=UTC ./write
  echo "before: $*; after: $(cd logs && echo *)"
}
run 28 29
[ "$(cd logs && echo *)" = 'app_2026-11-29.log app_2026-11-30.log app_2026-12-01.log' ]
run 20 21 22 23 24 25 26 27 29
for day in 20 21 22 23 24 25 26 27 29 30; do [ -e "logs/app_2026-11-$day.log" ]; done
[ -e logs/app_2026-12-01.log ]
