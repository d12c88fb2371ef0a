#!/usr/bin/env bash
# zap's production preset writes 109 of 1,000 equal messages, and errors are no exception.
#
# Guess:   zap.NewProduction() differs from the development preset in level, JSON and stack traces. A logger writes what it is told to write.
# So:      The preset samples. Of one message at one level it writes the first 100 in a second, and then each hundredth. Fields do not count: a
#          thousand different orders that fail with "payment refused" are one message. Nothing in the log says that lines were left out, so the
#          log shipper is blamed for the gap.
# Version: go.uber.org/zap v1.27.0
# Source:  config.go (NewProductionConfig: Sampling Initial 100, Thereafter 100), zapcore/sampler.go
# Seen:    1000 errors logged, 109 lines written; order 100 to 198 are missing
# Needs:   Go 1.24 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/writelog

go 1.24.0

require go.uber.org/zap v1.27.0
MOD
cat > main.go << 'GO'
package main

import "go.uber.org/zap"

func main() {
	configuration := zap.NewProductionConfig()
	configuration.OutputPaths = []string{"app.log"}
	logger, err := configuration.Build()
	if err != nil {
		panic(err)
	}
	for order := range 1000 {
		logger.Error("payment refused", zap.Int("order", order))
	}
	logger.Sync()
}
GO
go mod tidy > tidy.txt 2>&1
go run .
written=$(wc -l < app.log)
echo "1000 errors logged, $written lines written; the last: $(tail --lines 1 app.log | cut -c1-140)"
# A run that crosses the end of a second starts to count again.
[ "$written" -ge 109 ] && [ "$written" -lt 250 ]
[ "$(sed --quiet 101p app.log | grep --only-matching '"order":[0-9]*')" != '"order":100' ]
