#!/usr/bin/env bash
# OpenTelemetry's bridge for Go's slog takes errors away from their keys, and of two errors in a record keeps the last.
#
# Guess:   `"error", first, "cleanup", second` arrives as two attributes, error and cleanup, as slog's own handlers write them, or as two exceptions.
# So:      A value that is an error is no attribute: it becomes exception.message and exception.type of the record, of which there is one each. The second error replaces the first, so
#          "disk full" is lost behind the failure of the cleaning up that followed it, and the keys are gone: a search for error="disk full" and a dashboard by `cleanup` find nothing after
#          the change from the JSON handler to the bridge. Older versions (v0.13.0) sent both under their keys. A struct arrives as `{ID:1 User:ann}`, the
#          text of Go's %+v, without the names of its json tags, and a named number with a String method as "unhandled: (main.Money) 5 EUR".
# Version: go.opentelemetry.io/contrib/bridges/otelslog v0.21.0, go.opentelemetry.io/otel/sdk/log v1.47.0, Go 1.26.8
# Source:  https://pkg.go.dev/go.opentelemetry.io/contrib/bridges/otelslog (Handler: conversions); handler.go
# Seen:    bridge: order={ID:1 User:ann}, price=unhandled: (main.Money) 5 EUR, exception.message=file is gone, no "disk full";
#          JSONHandler: "order":{"id":1,"user":"ann"},"price":5,"error":"disk full","cleanup":"file is gone"
# Needs:   Go 1.25 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/bridge

go 1.25.0

require (
	go.opentelemetry.io/contrib/bridges/otelslog v0.21.0
	go.opentelemetry.io/otel/sdk/log v1.47.0
)
MOD
cat > main.go << 'GO'
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/log"
)

type printer struct{}

func (printer) Export(_ context.Context, records []sdk.Record) error {
	for _, record := range records {
		record.WalkAttributes(func(pair attribute.KeyValue) bool {
			fmt.Printf("%s=%s\n", pair.Key, pair.Value.Emit())
			return true
		})
	}
	return nil
}
func (printer) Shutdown(context.Context) error   { return nil }
func (printer) ForceFlush(context.Context) error { return nil }

type Money int

func (m Money) String() string { return fmt.Sprintf("%d EUR", int(m)) }

type Order struct {
	ID   int    `json:"id"`
	User string `json:"user"`
}

func main() {
	provider := sdk.NewLoggerProvider(sdk.WithProcessor(sdk.NewSimpleProcessor(printer{})))
	bridge := otelslog.NewHandler("shop", otelslog.WithLoggerProvider(provider))
	for _, handler := range []slog.Handler{bridge, slog.NewJSONHandler(os.Stdout, nil)} {
		slog.New(handler).Error("not stored", "order", Order{1, "ann"}, "price", Money(5),
			"error", errors.New("disk full"), "cleanup", errors.New("file is gone"))
	}
}
GO
go mod tidy > tidy.txt 2>&1
go run . > seen.txt
cat seen.txt
bridge=$(grep --invert-match '^{' seen.txt | sort | paste --serial --delimiters ';')
[ "$bridge" = 'exception.message=file is gone;exception.type=*errors.errorString;order={ID:1 User:ann};price=unhandled: (main.Money) 5 EUR' ]
grep --quiet --fixed-strings '"order":{"id":1,"user":"ann"},"price":5,"error":"disk full","cleanup":"file is gone"}' seen.txt
