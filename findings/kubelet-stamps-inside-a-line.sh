#!/usr/bin/env bash
# The kubelet's own log reader (`kubectl logs`) treats a part of a CRI line as a line, in two places.
#
# Guess:   `kubectl logs --tail=1` prints the last line, whole. `--timestamps` prints one time at the start of each line.
# So:      1. --tail counts physical lines, so of a line that the runtime wrote in three parts (P, P, F) it prints only the last part.
#          2. The reader keeps one "at the start of a line" state for both streams. When a line of stderr stands between two parts of a
#             line of stdout, --timestamps prints a second time in the middle of the stdout line.
#          Whoever reads times back out of `kubectl logs --timestamps` gets a broken message and a lost part.
# Version: k8s.io/cri-client v0.34.1 (the code that the kubelet of Kubernetes 1.34 runs)
# Source:  pkg/logs/logs.go, ReadLogs and logWriter.write
# Seen:    tail=1: cccc
#          timestamps: 2026-01-01T00:00:01.000000001Z aaaa2026-01-01T00:00:03.000000001Z bbbbcccc
# Needs:   Go 1.24 or later, and two minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/readlogs

go 1.24.0

require (
	k8s.io/api v0.34.1
	k8s.io/cri-client v0.34.1
)
MOD
cat > main.go << 'GO'
package main

import (
	"context"
	"os"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/cri-client/pkg/logs"
)

func main() {
	options := &v1.PodLogOptions{Timestamps: os.Args[1] == "timestamps"}
	if os.Args[1] == "tail" {
		one := int64(1)
		options.TailLines = &one
	}
	if err := logs.ReadLogs(context.Background(), nil, os.Args[2], "container", logs.NewLogOptions(options, time.Now()), nil, os.Stdout, os.Stderr); err != nil {
		panic(err)
	}
}
GO
go mod tidy > tidy.txt 2>&1
go build -o read-logs .

cat > 0.log << 'LOG'
2026-01-01T00:00:00.000000001Z stdout F first
2026-01-01T00:00:01.000000001Z stdout P aaaa
2026-01-01T00:00:02.000000001Z stderr F other
2026-01-01T00:00:03.000000001Z stdout P bbbb
2026-01-01T00:00:04.000000001Z stdout F cccc
LOG
tail_1=$(./read-logs tail "$folder/0.log" 2> /dev/null)
stamped=$(./read-logs timestamps "$folder/0.log" 2> /dev/null | tail --lines 1)
echo "tail=1: $tail_1"
echo "timestamps: $stamped"
[ "$tail_1" = cccc ]
[ "$stamped" = '2026-01-01T00:00:01.000000001Z aaaa2026-01-01T00:00:03.000000001Z bbbbcccc' ]
