#!/usr/bin/env bash
# With a coloured console beside it, tracing-subscriber writes escape codes to a file with `with_ansi(false)`, and fields twice.
#
# Guess:   Each fmt layer formats for itself. `.with_ansi(false)` on the file's layer means no escape code in the file, whatever the console's layer does.
# So:      The text of a span's fields is made once, by the first layer, and stored for all fmt layers with the same field formatter. So the file has the console's
#          escape codes inside `request{…}`, and a search for `user="ann"` finds nothing there. Fields that are recorded later (`span.record`) are added by each
#          layer to the shared text: with two layers they stand in it twice, `status=200 status=200`, on the console as well. A JSON layer has a formatter of its own and is right.
#          To put the file's layer first only moves the fault: then the console is plain.
# Version: tracing-subscriber 0.3.23, tracing 0.1
# Source:  tracing-subscriber/src/fmt/fmt_layer.rs (on_new_span, on_record: FormattedFields in the span's extensions)
# Seen:    in the file: `request{ESC[3muserESC[0mESC[2m=ESC[0m"ann"…}`, after record: status=200 twice; JSON: "status":200 once
# Needs:   Rust 1.74 or later with cargo, and a minute for a cold build.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir src
cat > Cargo.toml << 'TOML'
[package]
name = "layers"
version = "0.1.0"
edition = "2021"

[dependencies]
tracing = "0.1"
tracing-subscriber = { version = "=0.3.23", features = ["json"] }
TOML
cat > src/main.rs << 'RUST'
use std::fs::File;
use tracing::{field::Empty, info, info_span};
use tracing_subscriber::{fmt::layer, prelude::*};

fn main() {
    let create = |name: &str| File::create(name).expect("the folder can be written to");
    let registry = tracing_subscriber::registry().with(layer().with_ansi(true).with_writer(create("console.log")));
    registry.with(layer().with_ansi(false).with_writer(create("app.log"))).with(layer().json().with_writer(create("json.log"))).init();
    let request = info_span!("request", user = "ann", status = Empty);
    let _entered = request.enter();
    info!("started");
    request.record("status", 200);
    info!("ended");
}
RUST
cargo run --quiet
cat --show-nonprinting app.log json.log
escape=$'\e'
[ "$(grep --count "$escape" app.log)" = 2 ]
[ "$(grep --count 'user="ann"' app.log)" = 0 ]
plain=$(sed "s/$escape\[[0-9;]*m//g" app.log | tail --lines 1)
[[ $plain = *'request{user="ann" status=200 status=200}: '*'ended' ]]
[ "$(tail --lines 1 json.log | grep --only-matching '"span":{[^}]*}')" = '"span":{"status":200,"user":"ann","name":"request"}' ]
