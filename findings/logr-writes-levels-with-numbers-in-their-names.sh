#!/usr/bin/env bash
# The `log.V(2).Info` of a Kubernetes operator has the level "Level(-2)" with zap, "DEBUG+2" with slog, "trace" with zerolog.
#
# Guess:   logr's verbosity is written as a number beside the level, or all of V(1) and above are debug, so a pipeline needs to know the names debug, info and error.
# So:      Each bridge counts on in its own logger's numbers, and those have no names. zap, which controller-runtime and so most operators use, writes "Level(-2)", "Level(-4)" …; slog "DEBUG+3" for V(1), "DEBUG+2", "DEBUG" for V(4) and
#          "DEBUG-1" for V(5); zerolog "trace", and then a number in quotes, "-3". So turning the verbosity up gives lines
#          with levels that no mapping knows, at the moment when one looks for something. Errors keep their name everywhere.
# Version: logr 1.4.4; zapr 1.3.0 with zap 1.28.0; log/slog of Go 1.26; zerologr 1.2.3 with zerolog 1.35.1; controller-runtime 0.25.2
# Source:  https://pkg.go.dev/github.com/go-logr/zapr#hdr-Implementation_Details; https://pkg.go.dev/log/slog#Level.String
# Seen:    V(0), 1, 2, 4, 5: zapr info debug Level(-2) Level(-4) Level(-5); slog INFO DEBUG+3 DEBUG+2 DEBUG DEBUG-1; zerologr info debug trace -3 -4
# Needs:   Go 1.26 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/operator

go 1.26

require (
	github.com/go-logr/logr v1.4.4
	github.com/go-logr/zapr v1.3.0
	github.com/go-logr/zerologr v1.2.3
	github.com/rs/zerolog v1.35.1
	go.uber.org/zap v1.28.0
	sigs.k8s.io/controller-runtime v0.25.2
)
MOD
cat > main.go << 'GO'
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/go-logr/logr"
	"github.com/go-logr/zapr"
	"github.com/go-logr/zerologr"
	"github.com/rs/zerolog"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	controller "sigs.k8s.io/controller-runtime/pkg/log/zap"
)

// Prints the levels of what a logger wrote.
func tell(name string, logger logr.Logger, written *strings.Builder) {
	for _, verbosity := range []int{0, 1, 2, 4, 5} {
		logger.V(verbosity).Info("order stored")
	}
	logger.Error(errors.New("disk full"), "order not stored")
	fmt.Print(name, ":")
	for line := range strings.Lines(written.String()) {
		var record struct{ Level any }
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			panic(err)
		}
		fmt.Printf(" %#v", record.Level)
	}
	fmt.Println()
}

func main() {
	var written [4]strings.Builder
	encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
	tell("zapr", zapr.NewLogger(zap.New(zapcore.NewCore(encoder, zapcore.AddSync(&written[0]), zapcore.Level(-9)))), &written[0])
	tell("controller-runtime", controller.New(controller.UseDevMode(false), controller.WriteTo(&written[1]), controller.Level(zapcore.Level(-9))), &written[1])
	tell("slog", logr.FromSlogHandler(slog.NewJSONHandler(&written[2], &slog.HandlerOptions{Level: slog.Level(-9)})), &written[2])
	zerologr.SetMaxV(9)
	zero := zerolog.New(&written[3])
	tell("zerologr", zerologr.New(&zero), &written[3])
}
GO
GOFLAGS=-mod=mod go build -o operator . 2> build.txt
./operator | tee seen.txt
diff seen.txt - << 'TXT'
zapr: "info" "debug" "Level(-2)" "Level(-4)" "Level(-5)" "error"
controller-runtime: "info" "debug" "Level(-2)" "Level(-4)" "Level(-5)" "error"
slog: "INFO" "DEBUG+3" "DEBUG+2" "DEBUG" "DEBUG-1" "ERROR"
zerologr: "info" "debug" "trace" "-3" "-4" "error"
TXT
