#!/usr/bin/env bash
# A restarted program that logs with Boost.Log to `app_%N.log` overwrites the files of the run before, beginning with the oldest.
#
# Guess:   With `file_name = "app_%N.log"` and a rotation size, a second run goes on with the next free number, or appends.
# So:      The counter begins at 0 in each process, and the file is opened with truncation. A program that crashes and is restarted replaces its first file, which
#          holds the time before the crash, and leaves the later ones: app_1.log is then older than app_0.log. A collector of files knows nothing
#          of this, as nothing was asked to delete. scan_for_files of a target folder, or a date in the name, ends it.
# Version: Boost.Log 1.74.0 (Debian 12, libboost-log1.74-dev 1.74.0+ds1-21)
# Source:  https://www.boost.org/doc/libs/1_74_0/libs/log/doc/html/log/detailed/sink_backends.html (Text file backend: scan_for_files, open_mode)
# Seen:    run 1, 30 lines: app_0.log begins with its line 0, app_1.log with 15; run 2, 10 lines: app_0.log begins with "run 2 line 0", app_1.log with "run 1 line 15"
# Needs:   g++, Debian's apt-get (it downloads packages and installs nothing), and a minute to compile.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download libboost1.74-dev libboost-log1.74-dev libicu72 \
  libboost-{log,thread,filesystem,regex,chrono,atomic,date-time}1.74.0 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
libraries=$folder/root/usr/lib/x86_64-linux-gnu

cat > write.cpp << 'CPP'
#include <boost/log/trivial.hpp>
#include <boost/log/utility/setup/file.hpp>
#include <cstdlib>

int main(int, char **arguments) {
  namespace keywords = boost::log::keywords;
  boost::log::add_file_log(keywords::file_name = "logs/app_%N.log", keywords::rotation_size = 200, keywords::format = "%Message%");
  for (int line = 0; line < std::atoi(arguments[2]); line++) BOOST_LOG_TRIVIAL(info) << "run " << arguments[1] << " line " << line;
}
CPP
g++ -DBOOST_LOG_DYN_LINK -I root/usr/include -o write write.cpp "$libraries"/libboost_{log,log_setup,thread,filesystem}.so.1.74.0 \
  -Wl,-rpath-link,"$libraries" -lpthread 2> compile.txt || { cat compile.txt; exit 1; }
export LD_LIBRARY_PATH=$libraries

run() {
  ./write "$1" "$2"
  seen=$(for file in logs/app_*.log; do echo "$(basename "$file") $(head --lines 1 "$file")"; done | paste --serial --delimiters ,)
  echo "run $1: $seen"
}

run 1 30
[ "$seen" = 'app_0.log run 1 line 0,app_1.log run 1 line 15,app_2.log run 1 line 29' ]
run 2 10
[ "$seen" = 'app_0.log run 2 line 0,app_1.log run 1 line 15,app_2.log run 1 line 29' ]
