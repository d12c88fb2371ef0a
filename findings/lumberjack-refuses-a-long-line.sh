#!/usr/bin/env bash
# lumberjack throws away a write that is longer than MaxSize, and leaves nothing of it in any file.
#
# Guess:   A line that does not fit triggers a rotation. A line that is longer than a whole file gets a file of its own, or is cut.
# So:      Write() returns an error and writes nothing at all. Loggers do not look at that error (zap prints it to standard error, the log package of Go drops
#          it), so exactly the records that are huge, a dumped request or a trace of all goroutines, are missing in the log. With MaxSize: 1
#          that is 1 MiB and one byte.
# Version: gopkg.in/natefinch/lumberjack.v2 v2.2.1 (the rotation of most Go programs)
# Source:  lumberjack.go (Write)
# Seen:    line of 1048577 bytes through the log package: no error, 0 bytes in the file; the next line: 5 bytes
# Needs:   Go 1.24 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/writelog

go 1.24.0

require gopkg.in/natefinch/lumberjack.v2 v2.2.1
MOD
cat > main.go << 'GO'
package main

import (
	"log"
	"strings"

	"gopkg.in/natefinch/lumberjack.v2"
)

func main() {
	log.SetFlags(0)
	log.SetOutput(&lumberjack.Logger{Filename: "app.log", MaxSize: 1})
	log.Print(strings.Repeat("x", 1024*1024))
	log.Print("next")
}
GO
go mod tidy > tidy.txt 2>&1
go run . > printed.txt 2>&1
echo "printed to the terminal: $(wc -c < printed.txt) bytes; in the log: $(cat app.log); files: $(ls app*)"
[ ! -s printed.txt ]
[ "$(cat app*.log)" = next ]
