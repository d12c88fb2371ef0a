#!/usr/bin/env bash
# After Go's slog.SetDefault with the level WARN, log.Fatal ends the program and says nothing.
#
# Guess:   slog.SetDefault(logger) concerns slog's own functions. The old package log goes on writing to stderr; at worst in the new format. The message of log.Fatal, the last
#          that a program says, is written in any case.
# So:      SetDefault also puts the handler behind package log, and gives each of its messages the level INFO: those of Print, of Panic and of Fatal alike. A handler with
#          the level WARN or ERROR drops them. So `log.Fatal(err)` exits with status 1 and no word, and so does a library's. A container that is
#          configured to log errors only dies without an error in its log. slog.SetLogLoggerLevel(slog.LevelError) before it ends that.
# Version: Go 1.26.8 (SetLogLoggerLevel came with Go 1.22)
# Source:  https://pkg.go.dev/log/slog#SetDefault, #SetLogLoggerLevel; src/log/slog/logger.go (handlerWriter)
# Seen:    without SetDefault: "cannot open the ledger", status 1; with it: nothing, status 1; with SetLogLoggerLevel: {"level":"ERROR","msg":"cannot open the ledger"}, status 1
# Needs:   Go 1.24 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

printf 'module example.com/die\n\ngo 1.24.0\n' > go.mod
cat > main.go << 'GO'
package main

import (
	"log"
	"log/slog"
	"os"
)

func main() {
	if os.Args[1] == "raised" {
		slog.SetLogLoggerLevel(slog.LevelError)
	}
	if os.Args[1] != "plain" {
		slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	}
	log.Fatal("cannot open the ledger")
}
GO
go build -o die .

# Runs the program and keeps what it said and its status.
try() {
  status=0
  said=$(./die "$1" 2>&1) || status=$?
  echo "$1: status $status, said: $said"
  [ "$status" = 1 ]
}
try plain
[[ $said = *'cannot open the ledger' ]]
try default
[ -z "$said" ]
try raised
[[ $said = *'"level":"ERROR","msg":"cannot open the ledger"}' ]]
