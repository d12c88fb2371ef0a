#!/usr/bin/env bash
# Rust's chrono reads `07:30:00.123` with `%H:%M:%S.%f` as 123 nanoseconds.
#
# Guess:   `%S.%f` is the fraction of the second, as in Python's strptime and in the formats that other collectors take: .123 is 123 ms. A form that does not fit is an error.
# So:      `%f` is a whole number of nanoseconds, wherever it stands. .123 is 123 ns and .5 is 5 ns: each time of a log loses its milliseconds, almost silently, as the
#          second is right. Records of one second come out of order where the writer trims zeros (.5 is before .123). `%.f`, without a dot of one's own, is the fraction.
#          On output `%S.%f` is right, .123000000, so a test that formats and parses again finds nothing. Vector's parse_timestamp hands its format to
#          chrono, and gives the same (vrl 0.38.0).
# Version: chrono 0.4.45
# Source:  https://docs.rs/chrono/0.4.45/chrono/format/strftime/ (%f, %.f, and the note on them)
# Seen:    "%S.%f": .123 is 123 ns, .5 is 5 ns, .123000000 is 123000000 ns; "%S%.f": 123000000, 500000000, 123000000
# Needs:   Rust 1.74 or later with cargo.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir src
cat > Cargo.toml << 'TOML'
[package]
name = "times"
version = "0.1.0"
edition = "2021"

[dependencies]
chrono = "=0.4.45"
TOML
cat > src/main.rs << 'RUST'
use chrono::{NaiveDateTime, Timelike};

fn main() {
    for format in ["%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S%.f"] {
        let read = |text: &str| NaiveDateTime::parse_from_str(text, format).expect("a valid time").nanosecond();
        let times = ["2026-11-30 07:30:00.123", "2026-11-30 07:30:00.5", "2026-11-30 07:30:00.123000000"].map(read);
        println!("{format}: {times:?}");
    }
}
RUST
cargo run --quiet > seen.txt
cat seen.txt
grep --quiet --fixed-strings '%S.%f: [123, 5, 123000000]' seen.txt
grep --quiet --fixed-strings '%S%.f: [123000000, 500000000, 123000000]' seen.txt
