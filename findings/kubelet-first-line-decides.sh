#!/usr/bin/env bash
# One line that the kubelet cannot parse hides a whole log, if it is the first one read.
#
# Guess:   A damaged line costs that line: the reader skips it, as it does in the middle of a file.
# So:      The reader chooses the format by the first line that it reads. If that is neither CRI nor Docker JSON, `kubectl logs` fails with
#          "unsupported log format" and prints nothing, however many good lines follow. The same line in the middle is skipped without a
#          word to the user. So whether `kubectl logs` works can depend on --tail, and a truncation that leaves half a line at the start
#          of the file makes the log unreadable until the next rotation.
# Version: k8s.io/cri-client v0.34.1 (the code that the kubelet of Kubernetes 1.34 runs)
# Source:  pkg/logs/logs.go, getParseFunc and ReadLogs
# Seen:    first: unsupported log format, 0 lines; middle: 2 lines; --tail=1 of the first: 1 line
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
	"fmt"
	"os"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/cri-client/pkg/logs"
)

func main() {
	options := &v1.PodLogOptions{}
	if len(os.Args) > 2 {
		one := int64(1)
		options.TailLines = &one
	}
	err := logs.ReadLogs(context.Background(), nil, os.Args[1], "container", logs.NewLogOptions(options, time.Now()), nil, os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
GO
go mod tidy > tidy.txt 2>&1
go build -o read-logs .

printf 'rest of a line\n2026-01-01T00:00:00Z stdout F one\n2026-01-01T00:00:01Z stdout F two\n' > first.log
printf '2026-01-01T00:00:00Z stdout F one\nrest of a line\n2026-01-01T00:00:01Z stdout F two\n' > middle.log
first=$(./read-logs "$folder/first.log" 2> error.txt | wc -l || true)
middle=$(./read-logs "$folder/middle.log" 2> /dev/null | wc -l)
last=$(./read-logs "$folder/first.log" tail 2> /dev/null)
echo "first: $(cut -d: -f1-2 error.txt | tail --lines 1), $first lines; middle: $middle lines; --tail=1 of the first: $last"
grep --quiet 'unsupported log format' error.txt
[ "$first" -eq 0 ]
[ "$middle" -eq 2 ]
[ "$last" = two ]
