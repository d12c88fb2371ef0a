#!/usr/bin/env bash
# klog's structured messages print a value with newlines raw, over several lines, between `=<` and ` >`.
#
# Guess:   A structured klog line (`InfoS`, `ErrorS`: kubelet, scheduler, most controllers) is one line of logfmt: newlines in a value are quoted as `\n`.
# So:      Only the message and the keys are quoted in that way. A value with a newline, an error's text included, is written as `key=<`, then each of its
#          lines behind a tab, then a line ` >` on which the other keys follow. So the last keys of a record, often the pod's name, stand on
#          a line that begins with a space and `>`, which no logfmt reader parses and which a rule for indented lines may not take for part of the record.
# Version: k8s.io/klog/v2 v2.130.1
# Source:  internal/serialize/keyvalues.go (writeStringValue)
# Seen:    I… "Applied" patch=< / \tspec: / \t  replicas: 2 /  > pod="shop/web-1"
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
	"errors"

	"k8s.io/klog/v2"
)

func main() {
	klog.InfoS("Applied", "patch", "spec:\n  replicas: 2", "pod", klog.KRef("shop", "web-1"))
	klog.ErrorS(errors.New("connection lost\nretry later"), "Sync of\ntwo lines failed", "attempt", 1)
	klog.Flush()
}
GO
go mod tidy > tidy.txt 2>&1
go run . 2> lines.txt
cat --show-tabs lines.txt
sed --regexp-extended 's/^[IE][^]]*\] //' lines.txt > seen.txt
diff seen.txt <(printf '%s\n' '"Applied" patch=<' $'\tspec:' $'\t  replicas: 2' ' > pod="shop/web-1"' \
  '"Sync of\ntwo lines failed" err=<' $'\tconnection lost' $'\tretry later' ' > attempt=1')
