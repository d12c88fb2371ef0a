#!/usr/bin/env bash
# grok's `took=%{NUMBER:took:float}` reads `took=1.2e-05` as 1.2, so the fastest requests become the slowest.
#
# Guess:   %{NUMBER} reads what programs write as numbers, exponents too, or does not match. With a type (`:float`), it is the number that the program wrote.
# So:      The pattern that the grok libraries share ends at the `e`, and a pattern with nothing behind the number matches all the same. 12 µs become 1.2 s, and 100 ns become 1 s. Python writes seconds below 0.0001
#          like this (1.2e-05), Java below 0.001 (1.2E-5) and JavaScript below 0.000001 (1e-7), so the value is right until a request is fast. Averages and alerts are wrong by a factor of 100,000, and nothing is marked.
#          With the unit behind the number (`took=%{NUMBER:took}s`) such a line does not match at all.
# Version: go-grok 0.3.1 (Elastic's, in the Collector) and vjeantet/grok 1.0.1 (in Telegraf), Go 1.26; pygrok 1.0.0 (PyPI); java-grok 0.1.9 (Maven Central); grok 2.4.1 (crates.io)
# Source:  the pattern BASE10NUM of each library, which is Logstash's
# Seen:    1.2e-05 → 1.2 and 1e-7 → 1 with all five libraries; 0.000012 → 0.000012
# Needs:   Go 1.26, a JDK of 17 with Maven, Python 3 with venv, Rust 1.85 or later with cargo.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > go.mod << 'MOD'
module example.com/numbers

go 1.26

require (
	github.com/elastic/go-grok v0.3.1
	github.com/vjeantet/grok v1.0.1
)
MOD
cat > main.go << 'GO'
package main

import (
	"fmt"
	"os"

	elastic "github.com/elastic/go-grok"
	vjeantet "github.com/vjeantet/grok"
)

const pattern = "took=%{NUMBER:took:float}"

func main() {
	for _, line := range os.Args[1:] {
		first := elastic.New()
		if err := first.Compile(pattern, true); err != nil {
			panic(err)
		}
		found, err := first.ParseTypedString(line)
		fmt.Println("go-grok:", line, found["took"], err)
		second, _ := vjeantet.NewWithConfig(&vjeantet.Config{NamedCapturesOnly: true})
		values, err := second.ParseTyped(pattern, line)
		fmt.Println("vjeantet/grok:", line, values["took"], err)
	}
}
GO
GOFLAGS=-mod=mod go build -o numbers . 2> build.txt

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check pygrok==1.0.0
cat > numbers.py << 'PY'
import sys

from pygrok import Grok

for line in sys.argv[1:]:
    print('pygrok:', line, Grok('took=%{NUMBER:took:float}').match(line)['took'])
PY

cat > pom.xml << 'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>numbers</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.krakens</groupId><artifactId>java-grok</artifactId><version>0.1.9</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > maven.txt 2>&1
cat > Numbers.java << 'JAVA'
import io.krakens.grok.api.GrokCompiler;

public class Numbers {
  public static void main(String[] lines) {
    var compiler = GrokCompiler.newInstance();
    compiler.registerDefaultPatterns();
    for (var line : lines) System.out.println("java-grok: " + line + " " + compiler.compile("took=%{NUMBER:took:double}").match(line).capture().get("took"));
  }
}
JAVA

mkdir rust
cat > rust/Cargo.toml << 'TOML'
[package]
name = "numbers"
version = "0.1.0"
edition = "2021"

[dependencies]
grok = "=2.4.1"

[[bin]]
name = "numbers"
path = "numbers.rs"
TOML
cat > rust/numbers.rs << 'RUST'
fn main() {
    let pattern = grok::Grok::with_default_patterns().compile("took=%{NUMBER:took}", false).unwrap();
    for line in std::env::args().skip(1) {
        println!("grok: {line} {}", pattern.match_against(&line).unwrap().get("took").unwrap());
    }
}
RUST
cargo build --quiet --manifest-path rust/Cargo.toml 2> cargo.txt

lines=('took=1.2e-05' 'took=1e-7 status=200' 'took=0.25')
{
  ./numbers "${lines[@]}" | sort
  environment/bin/python numbers.py "${lines[@]}"
  java -cp 'lib/*' Numbers.java "${lines[@]}" 2> java.txt
  rust/target/debug/numbers "${lines[@]}"
} | tee seen.txt
diff seen.txt - << 'TXT'
go-grok: took=0.25 0.25 <nil>
go-grok: took=1.2e-05 1.2 <nil>
go-grok: took=1e-7 status=200 1 <nil>
vjeantet/grok: took=0.25 0.25 <nil>
vjeantet/grok: took=1.2e-05 1.2 <nil>
vjeantet/grok: took=1e-7 status=200 1 <nil>
pygrok: took=1.2e-05 1.2
pygrok: took=1e-7 status=200 1.0
pygrok: took=0.25 0.25
java-grok: took=1.2e-05 1.2
java-grok: took=1e-7 status=200 1.0
java-grok: took=0.25 0.25
grok: took=1.2e-05 1.2
grok: took=1e-7 status=200 1
grok: took=0.25 0.25
TXT
