#!/usr/bin/env bash
# nxadm/tail, the file reader of Promtail, Telegraf and others, hands out half a line as a line, and after a truncation the second half of one.
#
# Guess:   A `Line` is a line: without its newline it is not handed out. After a truncation the library reads from the start of the file.
# So:      1. With the default CompleteLines: false, what stands at the end of the file at the moment of the read is a line. A program that prints "half ", and
#             "whole\n" later, gives two lines.
#          2. A file that is truncated and has grown again by the time of the event is read on at the old offset: the lines before are lost, and the
#             first one is cut. Nothing compares the size or the content.
# Version: github.com/nxadm/tail v1.4.11
# Source:  tail.go (tailFileSync, readLine), watch/inotify.go
# Seen:    "half " and "whole"; after "truncate, write 12 lines": the first one handed out is the rest of a line
# Needs:   Go 1.24 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/readlog

go 1.24.0

require github.com/nxadm/tail v1.4.11
MOD
cat > main.go << 'GO'
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/nxadm/tail"
)

func main() {
	log, err := os.OpenFile("app.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		panic(err)
	}
	reader, err := tail.TailFile("app.log", tail.Config{Follow: true, ReOpen: true, Logger: tail.DiscardingLogger})
	if err != nil {
		panic(err)
	}
	next := func() string {
		select {
		case line := <-reader.Lines:
			return line.Text
		case <-time.After(5 * time.Second):
			return "(nothing)"
		}
	}
	fmt.Fprintln(log, "start")
	fmt.Println(next())
	fmt.Fprint(log, "half ")
	fmt.Println(next())
	fmt.Fprintln(log, "whole")
	fmt.Println(next())

	var lines strings.Builder
	for number := range 12 {
		fmt.Fprintf(&lines, "new line %d\n", number)
	}
	if err := os.Truncate("app.log", 0); err != nil {
		panic(err)
	}
	fmt.Fprint(log, lines.String())
	fmt.Println(next())
}
GO
go mod tidy > tidy.txt 2>&1
go build -o read-log .
./read-log | sed 's/^/[/; s/$/]/' | tee seen.txt
[ "$(head --lines 3 seen.txt | paste --serial --delimiters ,)" = '[start],[half ],[whole]' ]
[ "$(sed --quiet 4p seen.txt)" != '[new line 0]' ]
