#!/usr/bin/env bash
# The JSON log of a Kubernetes component has no level: a warning cannot be told from information, and an error is known by what it lacks.
#
# Guess:   With --logging-format=json, the kubelet, the API server and the scheduler write what klog's text has (I, W, E), as a field. `ts` is in seconds, as in zap's JSON, which it looks like.
# So:      There is no such field. `klog.Warning` writes the same object as an information, "v":0 included. An error has no "v", and that is all that tells it: "err" is missing when there is no error value. So a shipper
#          that looks for a level finds none, and a count of warnings is 0 for ever. `ts` is in milliseconds, with a fraction: zap's own JSON has the same name, form and digits in seconds, and Kubernetes'
#          documentation shows seconds as well, so that the time lands in the year 58886.
# Version: k8s.io/component-base v0.37.2, k8s.io/klog/v2 v2.140.0, go.uber.org/zap v1.28.0
# Source:  component-base/logs/json/json.go; https://kubernetes.io/docs/concepts/cluster-administration/system-logs/#json-log-format
# Seen:    {"ts":1796093626075.4548,"caller":"shop/main.go:7","msg":"disk almost full","v":0} for a warning; text: W1201 02:53:46.229009
# Needs:   Go 1.26 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/component

go 1.26

require (
	go.uber.org/zap v1.28.0
	k8s.io/component-base v0.37.2
	k8s.io/klog/v2 v2.140.0
)
MOD
cat > main.go << 'GO'
package main

import (
	"errors"
	"os"

	"go.uber.org/zap"
	logs "k8s.io/component-base/logs/api/v1"
	_ "k8s.io/component-base/logs/json/register"
	"k8s.io/klog/v2"
)

func main() {
	if os.Args[1] == "zap" {
		zap.Must(zap.NewProduction()).Info("Order stored")
		return
	}
	configuration := logs.NewLoggingConfiguration()
	configuration.Format = os.Args[1]
	if err := logs.ValidateAndApply(configuration, nil); err != nil {
		panic(err)
	}
	klog.InfoS("Order stored", "order", 17)
	klog.Warning("disk almost full")
	klog.ErrorS(errors.New("disk full"), "Order not stored", "order", 18)
	klog.ErrorS(nil, "Order refused", "order", 19)
	klog.Flush()
}
GO
GOFLAGS=-mod=mod go build -o component . 2> build.txt
for format in text json zap; do ./component "$format" 2>&1; done | tee log.txt
cat > check.py << 'PY'
import json
import time

lines = open('log.txt').read().splitlines()
assert [line[0] for line in lines[:4]] == list('IWEE')
objects = [json.loads(line) for line in lines[4:]]
assert [sorted(object) for object in objects[:4]] == [
    ['caller', 'msg', 'order', 'ts', 'v'],
    ['caller', 'msg', 'ts', 'v'],
    ['caller', 'err', 'msg', 'order', 'ts'],
    ['caller', 'msg', 'order', 'ts'],
]
assert [object.get('v') for object in objects[:4]] == [0, 0, None, None]
assert abs(objects[0]['ts'] / 1000 - time.time()) < 60 and abs(objects[4]['ts'] - time.time()) < 60
assert objects[4]['level'] == 'info'
PY
python3 check.py
