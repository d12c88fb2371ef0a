#!/usr/bin/env bash
# With RUST_LOG=warning (or err, critical, information), a Rust program logs nothing at all, not even its errors.
#
# Guess:   Level names that are one letter off are refused, read as what they mean, or ignored, so that the default (errors) holds. syslog, Python and Go's logrus say "warning".
# So:      A word that is no level is the name of a module: RUST_LOG=warning asks for everything of the module `warning`, and so for nothing of all others. That is a valid filter, so nobody
#          says anything: env_logger and tracing-subscriber's EnvFilter, which most Rust programs use, are silent from then on. Both know error, warn, info, debug and trace only (in any case). Beside a level the same
#          word does no harm: `info,warning` is info.
# Version: env_logger 0.11.8, tracing-subscriber 0.3.20 (crates.io), Rust 1.95
# Source:  https://docs.rs/env_logger/0.11.8/env_logger/#enabling-logging; https://docs.rs/tracing-subscriber/0.3.20/tracing_subscriber/filter/struct.EnvFilter.html#directives
# Seen:    lines of an error, a warning and an information: warn 2, warning 0, err 0, critical 0, information 0, INFO 3, unset 1; nothing on stderr
# Needs:   Rust 1.85 or later with cargo.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > Cargo.toml << 'TOML'
[package]
name = "shop"
version = "0.1.0"
edition = "2021"

[dependencies]
env_logger = "=0.11.8"
log = "=0.4.28"
tracing = "=0.1.41"
tracing-subscriber = { version = "=0.3.20", features = ["env-filter"] }

[[bin]]
name = "env_logger"
path = "env_logger.rs"

[[bin]]
name = "env_filter"
path = "env_filter.rs"
TOML
cat > env_logger.rs << 'RUST'
fn main() {
    env_logger::Builder::from_default_env().target(env_logger::Target::Stdout).init();
    log::error!("order not stored");
    log::warn!("disk almost full");
    log::info!("order stored");
}
RUST
cat > env_filter.rs << 'RUST'
fn main() {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    tracing::error!("order not stored");
    tracing::warn!("disk almost full");
    tracing::info!("order stored");
}
RUST
cargo build --quiet 2> build.txt

for program in env_logger env_filter; do
  for level in warn warning err critical information INFO info,warning; do
    echo "$program, RUST_LOG=$level: $(RUST_LOG=$level target/debug/$program 2>> stderr.txt | wc -l) lines"
  done
  echo "$program, RUST_LOG unset: $(env --unset RUST_LOG target/debug/$program 2>> stderr.txt | wc -l) lines"
done | tee seen.txt
[ ! -s stderr.txt ]
for program in env_logger env_filter; do
  cat << TXT
$program, RUST_LOG=warn: 2 lines
$program, RUST_LOG=warning: 0 lines
$program, RUST_LOG=err: 0 lines
$program, RUST_LOG=critical: 0 lines
$program, RUST_LOG=information: 0 lines
$program, RUST_LOG=INFO: 3 lines
$program, RUST_LOG=info,warning: 3 lines
$program, RUST_LOG unset: 1 lines
TXT
done | diff seen.txt -
