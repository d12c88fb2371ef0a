#!/usr/bin/env bash
# When a log file of Google's glog is full, what is logged in the rest of that second is lost.
#
# Guess:   At max_log_size glog closes the file and goes on in a new one, with a counter in the name if the name is taken.
# So:      The name ends with the time in seconds and the process id, and must not exist. If a file is full within the second in which it was begun, as at a burst,
#          the new one has the same name, and glog cannot create it. It throws the lines away, and tries again only at each 32nd line. So the first lines after the
#          burst are lost, too, however long afterwards they come. It says "COULD NOT CREATE A LOGGINGFILE" on stderr, which a daemon has often closed.
# Version: glog 0.6.0 (Debian 12, libgoogle-glog-dev 0.6.0-2)
# Source:  src/logging.cc (LogFileObject::CreateLogfile, O_EXCL)
# Seen:    30000 lines at once, max_log_size 1 MB: 11517 in the file; 100 lines two seconds later: 87 in a second file
# Needs:   g++, Debian's apt-get (it downloads packages and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root logs
(cd packages && apt-get --quiet=2 download libgoogle-glog-dev libgoogle-glog0v6 libgflags-dev libgflags2.2 libunwind8 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
libraries=$folder/root/usr/lib/x86_64-linux-gnu

cat > write.cpp << 'CPP'
#include <chrono>
#include <glog/logging.h>
#include <thread>

int main(int, char **arguments) {
  FLAGS_log_dir = "logs";
  FLAGS_max_log_size = 1;
  google::InitGoogleLogging(arguments[0]);
  // Begins with the second, so that the burst fits into it.
  std::this_thread::sleep_until(std::chrono::ceil<std::chrono::seconds>(std::chrono::system_clock::now()));
  for (int line = 1; line <= 30000; line++) LOG(INFO) << "burst " << line << " xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
  std::this_thread::sleep_for(std::chrono::seconds(2));
  for (int line = 1; line <= 100; line++) LOG(INFO) << "later " << line;
}
CPP
g++ -std=c++17 -I root/usr/include -o write write.cpp "$libraries/libglog.so.1" -Wl,-rpath-link,"$libraries" -lpthread
export LD_LIBRARY_PATH=$libraries
./write 2> errors.txt
files=$(find logs -type f -name '*.INFO.*' | wc -l)
burst=$(cat logs/*.INFO.* | grep --count 'burst ')
later=$(cat logs/*.INFO.* | grep --count 'later ')
echo "$burst of 30000 lines of the burst, $later of 100 later ones, in $files files; on stderr: $(wc -c < errors.txt) bytes"
[ "$files" -ge 2 ]
[ "$burst" -lt 28000 ]
[ "$later" -ge 69 ]
[ "$later" -lt 100 ]
grep --quiet 'COULD NOT CREATE A LOGGINGFILE' errors.txt
