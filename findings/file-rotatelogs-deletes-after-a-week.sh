#!/usr/bin/env bash
# Go's file-rotatelogs deletes after seven days, even with WithMaxAge(-1), and other programs' logs with its own.
#
# Guess:   `rotatelogs.New("app.%Y%m%d.log", rotatelogs.WithMaxAge(-1))` begins a file a day and keeps them all: "MaxAge should be disabled" like this, its README
#          says. At most it would delete files that it named.
# So:      -1 is made 0, and if no rotation count is given either, 0 is made seven days. What it looks for is the pattern with `*` for each verb, `app.*.log`.
#          So `app.error.log`, `app.audit.log` and what somebody kept as `app.incident.log` go at the next rotation, once they have not been written to
#          for a week. Only an age in years, or a count, keeps the files for longer.
# Version: github.com/lestrrat-go/file-rotatelogs v2.4.0+incompatible
# Source:  README (MaxAge), rotatelogs.go (New, rotateNolock)
# Seen:    without an age and with -1: files of 8 days ago: app.20240101.log, app.error.log, app-error.log; of 6 days ago: app.audit.log; after a rotation: app-error.log, app.audit.log, and today's two
# Needs:   Go 1.24 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/writelog

go 1.24.0

require github.com/lestrrat-go/file-rotatelogs v2.4.0+incompatible
MOD
cat > main.go << 'GO'
package main

import (
	"os"
	"time"

	rotatelogs "github.com/lestrrat-go/file-rotatelogs"
)

func main() {
	var options []rotatelogs.Option
	if os.Args[1] == "disabled" {
		options = append(options, rotatelogs.WithMaxAge(-1))
	}
	log, err := rotatelogs.New("logs/app.%Y%m%d.log", options...)
	if err != nil {
		panic(err)
	}
	log.Write([]byte("started\n"))
	if err := log.Rotate(); err != nil {
		panic(err)
	}
	// It deletes in a goroutine that nothing waits for.
	time.Sleep(time.Second)
}
GO
go mod tidy > tidy.txt 2>&1
go build -o writelog .
for age in default disabled; do
  mkdir logs
  for name in app.20240101.log app.error.log app-error.log app.audit.log; do echo 'of another day' > "logs/$name"; done
  touch --date '8 days ago' logs/*
  touch --date '6 days ago' logs/app.audit.log
  echo "$age, before: $(cd logs && echo *)"
  ./writelog $age
  echo "$age, after: $(cd logs && echo *)"
  [ ! -e logs/app.20240101.log ]
  [ ! -e logs/app.error.log ]
  [ -e logs/app-error.log ]
  [ -e logs/app.audit.log ]
  rm -r logs
done
