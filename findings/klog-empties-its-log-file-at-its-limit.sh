#!/usr/bin/env bash
# klog with -log_file empties the file when it reaches its maximum size, and keeps nothing.
#
# Guess:   At -log_file_max_size (1800 MB by default) klog begins a new file, as with -log_dir, or renames the full one.
# So:      There is one name, and klog opens it anew with truncation. All that was in the file is gone at that moment, with no message. The new file
#          begins with "Log file created at", as if it were the first. A reader of the file sees it shrink, as with a copytruncate without the copy.
#          Controllers that were built on klog and log to a file on a volume lose all of their log at once.
# Version: k8s.io/klog/v2 v2.130.1
# Source:  klog_file.go (openOrCreate), klog.go (-log_file_max_size)
# Seen:    12000 lines written, limit 1 MB: the file has 308,749 bytes and begins with line 9288; no other file
# Needs:   Go 1.24 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/writelog

go 1.24.0

require k8s.io/klog/v2 v2.130.1
MOD
cat > main.go << 'GO'
package main

import (
	"flag"
	"strings"

	"k8s.io/klog/v2"
)

func main() {
	klog.InitFlags(nil)
	flag.Parse()
	for line := 1; line <= 12000; line++ {
		klog.Infof("line %d %s", line, strings.Repeat("x", 60))
	}
	klog.Flush()
}
GO
go mod tidy > tidy.txt 2>&1
go build -o writelog .
mkdir logs
./writelog -logtostderr=false -log_file=logs/app.log -log_file_max_size=1
first=$(grep --max-count 1 --only-matching 'line [0-9]\+' logs/app.log)
echo "files: $(ls logs); $(wc -c < logs/app.log) bytes; first: $first; last: $(tail --lines 1 logs/app.log | grep --only-matching 'line [0-9]\+')"
[ "$(ls logs)" = app.log ]
head --lines 1 logs/app.log | grep --quiet '^Log file created at'
[ "${first#line }" -gt 8000 ]
[ "$(wc -c < logs/app.log)" -lt 1048576 ]
tail --lines 1 logs/app.log | grep --quiet 'line 12000 '
