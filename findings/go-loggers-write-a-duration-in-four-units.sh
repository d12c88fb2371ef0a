#!/usr/bin/env bash
# Go's usual loggers write the same time.Duration into JSON as nanoseconds, milliseconds, seconds or text, and none says which.
#
# Guess:   1.5 seconds are "1.5s", as Go prints them, or 1500000000, as encoding/json writes them. A field `took` means the same in all services of one language.
# So:      slog, logrus and hclog write nanoseconds, zerolog milliseconds, zap and zapr (the logger of most Kubernetes controllers) seconds as a fraction, klog and charm's log text.
#          In one log store the field `took` of two services differs by a factor of a million or a thousand million, and an alert on `took > 5` never fires, or always. zerolog has two
#          units itself: Dur() gives milliseconds and Interface() nanoseconds. slog's text handler writes "1.5s".
# Version: Go 1.26, zap v1.28.0, zerolog v1.35.1, logrus v1.10.2, hclog v1.6.3, zapr v1.3.0, charmbracelet/log v1.0.0, klog v2.140.0
# Source:  https://pkg.go.dev/log/slog#JSONHandler.Handle; https://pkg.go.dev/go.uber.org/zap/zapcore#SecondsDurationEncoder; https://pkg.go.dev/github.com/rs/zerolog#pkg-variables (DurationFieldUnit)
# Seen:    slog 1500000000, logrus 1500000000, hclog 1500000000, zerolog Dur 1500 and Interface 1500000000, zap 1.5, zapr 1.5, charm "1.5s", klog "1.5s", slog text 1.5s
# Needs:   Go 1.24 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > main.go << 'GO'
package main

import (
	"fmt"
	"log/slog"
	"os"
	"time"

	charm "github.com/charmbracelet/log"
	"github.com/go-logr/zapr"
	"github.com/hashicorp/go-hclog"
	"github.com/rs/zerolog"
	"github.com/sirupsen/logrus"
	"go.uber.org/zap"
	"k8s.io/klog/v2"
)

func main() {
	took := 1500 * time.Millisecond
	named := func(name string) { fmt.Print(name + ": ") }

	named("slog")
	slog.New(slog.NewJSONHandler(os.Stdout, nil)).Info("order stored", "took", took)
	named("slog text")
	slog.New(slog.NewTextHandler(os.Stdout, nil)).Info("order stored", "took", took)

	plain := logrus.New()
	plain.SetOutput(os.Stdout)
	plain.SetFormatter(&logrus.JSONFormatter{})
	named("logrus")
	plain.WithField("took", took).Info("order stored")
	named("hclog")
	hclog.New(&hclog.LoggerOptions{JSONFormat: true, Output: os.Stdout}).Info("order stored", "took", took)

	zero := zerolog.New(os.Stdout)
	named("zerolog Dur")
	zero.Info().Dur("took", took).Msg("order stored")
	named("zerolog Interface")
	zero.Info().Interface("took", took).Msg("order stored")

	production := zap.NewProductionConfig()
	production.OutputPaths = []string{"stdout"}
	fast := zap.Must(production.Build())
	named("zap")
	fast.Info("order stored", zap.Duration("took", took))
	named("zapr")
	zapr.NewLogger(fast).Info("order stored", "took", took)

	named("charm")
	charm.NewWithOptions(os.Stdout, charm.Options{Formatter: charm.JSONFormatter}).Info("order stored", "took", took)
	klog.LogToStderr(false)
	klog.SetOutput(os.Stdout)
	named("klog")
	klog.InfoS("order stored", "took", took)
	klog.Flush()
}
GO
go mod init example.com/durations > go.txt 2>&1
go get github.com/charmbracelet/log@v1.0.0 github.com/go-logr/zapr@v1.3.0 github.com/hashicorp/go-hclog@v1.6.3 github.com/rs/zerolog@v1.35.1 \
  github.com/sirupsen/logrus@v1.10.2 go.uber.org/zap@v1.28.0 k8s.io/klog/v2@v2.140.0 >> go.txt 2>&1
go build -o durations . >> go.txt 2>&1
./durations > out.txt
sed --regexp-extended 's/^([^:]+): .*\btook"?[:=]("?[0-9.]+s?"?).*/\1 \2/' out.txt | tee seen.txt
diff seen.txt - << 'TXT'
slog 1500000000
slog text 1.5s
logrus 1500000000
hclog 1500000000
zerolog Dur 1500
zerolog Interface 1500000000
zap 1.5
zapr 1.5
charm "1.5s"
klog "1.5s"
TXT
