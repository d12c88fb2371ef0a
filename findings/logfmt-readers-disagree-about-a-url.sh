#!/usr/bin/env bash
# Four logfmt libraries read `path=/search?q=7&page=2 took=12ms` in four ways, and none of them gives the path.
#
# Guess:   A value ends at the next space, so path is `/search?q=7&page=2` for each library. URLs are among the most usual values.
# So:      Go's go-logfmt gives up at the second `=`: an error, and neither path nor anything behind it. kr/logfmt (Go) and Rust's logfmt make a new pair of it,
#          and Rust's forgets the path. Node's logfmt takes the equals signs out of the value. `empty= flag` differs, too: Rust's reads
#          flag as the value of empty. The writers of these libraries quote such values; programs that print logfmt with a format string do not.
# Version: github.com/go-logfmt/logfmt v0.6.1, github.com/kr/logfmt v0.0.0-20210122060352-19f9bcb100e6, logfmt 1.4.0 (npm), logfmt 0.0.2 (Rust)
# Source:  https://brandur.org/logfmt, the only description there is: no grammar
# Seen:    go-logfmt: level, then "unexpected '='"; kr: path "/search?q", key "7&page"; npm: path "/search?q7&page2"; crate: no path, key "7&page", empty "flag"
# Needs:   Node.js and npm, Go 1.24 or later, Rust with cargo.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

line='level=info path=/search?q=7&page=2 empty= flag took=12ms'
mkdir node go rust rust/src

echo '{ "private": true, "type": "module" }' > node/package.json
npm install --silent --no-audit --no-fund --prefix node logfmt@1.4.0
cat > node/read.js << 'JS'
import logfmt from 'logfmt';

console.log(Object.entries(logfmt.parse(process.argv[2])).map(([key, value]) => `${key}[${value ?? ''}]`).join(' '));
JS

cat > go/go.mod << 'MOD'
module example.com/read

go 1.24.0

require (
	github.com/go-logfmt/logfmt v0.6.1
	github.com/kr/logfmt v0.0.0-20210122060352-19f9bcb100e6
)
MOD
cat > go/main.go << 'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/go-logfmt/logfmt"
	kr "github.com/kr/logfmt"
)

func main() {
	decoder := logfmt.NewDecoder(strings.NewReader(os.Args[1]))
	fmt.Print("go-logfmt:")
	for decoder.ScanRecord() {
		for decoder.ScanKeyval() {
			fmt.Printf(" %s[%s]", decoder.Key(), decoder.Value())
		}
	}
	fmt.Printf(" %v\nkr/logfmt:", decoder.Err())
	err := kr.Unmarshal([]byte(os.Args[1]), kr.HandlerFunc(func(key, value []byte) error {
		fmt.Printf(" %s[%s]", key, value)
		return nil
	}))
	fmt.Printf(" %v\n", err)
}
GO

cat > rust/Cargo.toml << 'TOML'
[package]
name = "read"
version = "0.1.0"
edition = "2021"

[dependencies]
logfmt = "=0.0.2"
TOML
cat > rust/src/main.rs << 'RUST'
fn main() {
    let line = std::env::args().nth(1).expect("a line");
    let pairs: Vec<String> = logfmt::parse(&line).iter().map(|pair| format!("{}[{}]", pair.key, pair.val.as_deref().unwrap_or(""))).collect();
    println!("{}", pairs.join(" "));
}
RUST

{
  (cd go && go mod tidy 2> tidy.txt && go run . "$line")
  echo "npm: $(node node/read.js "$line")"
  echo "crate: $(cargo run --quiet --manifest-path rust/Cargo.toml -- "$line" 2> rust/build.txt)"
} | tee seen.txt
diff seen.txt - << 'TXT'
go-logfmt: level[info] logfmt syntax error at pos 26 on line 1: unexpected '='
kr/logfmt: level[info] path[/search?q] 7&page[2] empty[] flag[] took[12ms] <nil>
npm: level[info] path[/search?q7&page2] empty[] flag[true] took[12ms]
crate: level[info] 7&page[2] empty[flag] took[12ms]
TXT
