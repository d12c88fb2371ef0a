#!/usr/bin/env bash
# tracing-appender's max_log_files deletes each file whose name begins with the prefix, its settings and other logs included.
#
# Guess:   `filename_prefix("app").max_log_files(2)` keeps the two newest of the dated files that it wrote, `app.2026-11-30` and the like.
# So:      With a prefix (or a suffix) no date is looked for in the name. At the start, and at each rotation, the oldest files that begin with `app` go:
#          `app.toml`, `app-worker.log` and `apple.txt` as well. Two services `api` and `api-admin` that log to one folder delete each other's files.
# Version: tracing-appender 0.2.5
# Source:  tracing-appender/src/rolling.rs (prune_old_logs)
# Seen:    before: app-worker.log app.toml apple.txt other.log; after: app.2026-11-30, apple.txt, other.log
# Needs:   Rust 1.74 or later with cargo, and a minute for a cold build.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir src logs
cat > Cargo.toml << 'TOML'
[package]
name = "write"
version = "0.1.0"
edition = "2021"

[dependencies]
tracing-appender = "=0.2.5"
TOML
cat > src/main.rs << 'RUST'
use std::io::Write;
use tracing_appender::rolling::{RollingFileAppender, Rotation};

fn main() {
    let builder = RollingFileAppender::builder().rotation(Rotation::DAILY).filename_prefix("app").max_log_files(2);
    let mut log = builder.build("logs").expect("the folder exists");
    log.write_all(b"started\n").expect("the log can be written");
}
RUST
for name in app.toml app-worker.log apple.txt other.log; do
  echo 'not of this log' > "logs/$name"
  sleep 0.05
done
echo "before: $(cd logs && echo *)"
cargo run --quiet
echo "after: $(cd logs && echo *)"
[ ! -e logs/app.toml ]
[ ! -e logs/app-worker.log ]
[ -e logs/apple.txt ]
[ -e logs/other.log ]
[ "$(cat logs/app.20*)" = started ]
