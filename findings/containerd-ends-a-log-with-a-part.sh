#!/usr/bin/env bash
# containerd's log writer leaves a part that nothing ever closes, and changes lines that end in CR LF.
#
# Guess:   In CRI files a P (partial) line is always followed by its F (full) end; and the writer copies what the program wrote up to the newline.
# So:      1. When a program ends without a newline (a prompt, a last printf, a killed process), its last words are written as P, and no F follows.
#             A reader that waits for the F holds back the last line of the container, the one that says why it died, or joins it with
#             the first line of the next file.
#          2. A carriage return before the newline is dropped, so "short\r\n" becomes "short". Docker's json-file keeps it.
# Version: github.com/containerd/containerd v1.7.29, pkg/cri/io
# Source:  pkg/cri/io/logger.go (redirectLogs, readLine)
# Seen:    F "short" (the \r is gone), F with 16384 bytes, P with 16384 and F with 1, F with 0, P "no newline"
# Needs:   Go 1.24 or later, and a minute for a cold build.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/writelog

go 1.24.0

require github.com/containerd/containerd v1.7.29
MOD
cat > main.go << 'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	cri "github.com/containerd/containerd/pkg/cri/io"
	"github.com/containerd/containerd/pkg/ioutil"
)

func main() {
	file, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	container, written := cri.NewCRILogger(os.Args[1], ioutil.NewNopWriteCloser(file), cri.Stdout, 16*1024)
	fmt.Fprint(container, "short\r\n")
	fmt.Fprint(container, strings.Repeat("x", 16*1024)+"\n")
	fmt.Fprint(container, strings.Repeat("y", 16*1024+1)+"\n")
	fmt.Fprint(container, "\n")
	fmt.Fprint(container, "no newline")
	container.Close()
	<-written
}
GO
go mod tidy > tidy.txt 2>&1
go build -o write-log .
./write-log "$folder/0.log"
sed --regexp-extended 's/^[^ ]+ stdout //' 0.log > lines.txt
awk '{ print substr($0, 1, 1), length($0) - 2, substr($0, 3, 12) }' lines.txt | tee seen.txt
[ "$(sed --quiet 1p lines.txt)" = 'F short' ]
[ "$(cut --delimiter ' ' --fields 1,2 seen.txt | paste --serial --delimiters ,)" = 'F 5,F 16384,P 16384,F 1,F 0,P 10' ]
[ "$(sed --quiet 6p lines.txt)" = 'P no newline' ]
