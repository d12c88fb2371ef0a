#!/usr/bin/env bash
# Go's file-rotatelogs deletes after seven days though no age was asked for, and other programs' logs with its own.
#
# Guess:   `rotatelogs.New("app.%Y%m%d.log")` begins a file a day and keeps them all, as no WithMaxAge is given. At most it would delete files that it named.
# So:      Without WithMaxAge and WithRotationCount the age is seven days. What it looks for is the pattern with `*` for each verb, `app.*.log`: so
#          `app.error.log`, `app.audit.log` and the log of last year that somebody kept as `app.incident.log` go at the next rotation, once they have not been written to for
#          a week. WithMaxAge(-1) keeps everything.
# Version: github.com/lestrrat-go/file-rotatelogs v2.4.0+incompatible
# Source:  README (WithMaxAge), rotatelogs.go (rotateNolock)
# Seen:    files of 8 days ago: app.20240101.log, app.error.log, app-error.log; of 6 days ago: app.audit.log; after a rotation: app-error.log, app.audit.log, and today's two
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
	"time"

	rotatelogs "github.com/lestrrat-go/file-rotatelogs"
)

func main() {
	log, err := rotatelogs.New("logs/app.%Y%m%d.log")
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
mkdir logs
for name in app.20240101.log app.error.log app-error.log app.audit.log; do echo 'of another day' > "logs/$name"; done
touch --date '8 days ago' logs/*
touch --date '6 days ago' logs/app.audit.log
echo "before: $(cd logs && echo *)"
go run .
echo "after: $(cd logs && echo *)"
[ ! -e logs/app.20240101.log ]
[ ! -e logs/app.error.log ]
[ -e logs/app-error.log ]
[ -e logs/app.audit.log ]
