#!/usr/bin/env bash
# Rust's notify, in its polling mode, does not see the second write to a file within a second, however often it polls.
#
# Guess:   PollWatcher with an interval of 50 ms reports an append that comes 100 ms after another: the size and the modification time (in nanoseconds) have changed.
# So:      It compares the modification time in whole seconds, and neither the size nor the inode. What is written later in the same second gives no event. If
#          it is the last that is written, no event ever comes, and a reader that waits for events keeps the end of the log to itself. A file that is replaced
#          by one that is not younger is not seen either. PollWatcher is what watchers use on network file systems and in containers.
#          with_compare_contents(true) sees it, and reads the whole file at each poll.
# Version: notify 8.2.2 (Rust)
# Source:  notify/src/poll.rs (PathData: system_time_to_seconds, compare_to_event)
# Seen:    two appends within a second, each polled for: default: an event for the first only, within 5 s; compare_contents: an event for each
# Needs:   Rust 1.77 or later with cargo, and a minute for a cold build.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir src
cat > Cargo.toml << 'TOML'
[package]
name = "watch"
version = "0.1.0"
edition = "2021"

[dependencies]
notify = "=8.2.2"
TOML
cat > src/main.rs << 'RUST'
use notify::{Config, PollWatcher, RecursiveMode, Watcher};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Appends a line, and gives the file's new modification time.
fn append(line: &str) -> Duration {
    let mut log = OpenOptions::new().create(true).append(true).open("app.log").expect("the log can be opened");
    writeln!(log, "{line}").expect("the log can be written");
    let modified = log.metadata().and_then(|metadata| metadata.modified()).expect("a modification time");
    modified.duration_since(UNIX_EPOCH).expect("a time after 1970")
}

fn main() {
    for contents in [false, true] {
        append("first");
        let (sender, events) = channel();
        let config = Config::default().with_poll_interval(Duration::from_millis(50)).with_compare_contents(contents);
        let mut watcher = PollWatcher::new(sender, config).expect("a watcher");
        watcher.watch(Path::new("app.log"), RecursiveMode::NonRecursive).expect("the log can be watched");
        // On a busy machine the second append can fall into the next second. Then we try again.
        loop {
            sleep(Duration::from_millis(1500));
            while events.try_recv().is_ok() {}
            let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970");
            sleep(Duration::from_nanos(1_000_000_000 - u64::from(now.subsec_nanos())));
            let first = append("line 1");
            let seen_first = events.recv_timeout(Duration::from_millis(600)).is_ok();
            sleep(Duration::from_millis(100));
            let second = append("line 2");
            if seen_first && first.as_secs() == second.as_secs() {
                let seen_second = events.recv_timeout(Duration::from_secs(5)).is_ok();
                println!("compare_contents {contents}: event for the first append: {seen_first}, for the second: {seen_second}");
                break;
            }
        }
    }
}
RUST
timeout 300 cargo run --quiet | tee seen.txt
diff seen.txt - << 'TXT'
compare_contents false: event for the first append: true, for the second: false
compare_contents true: event for the first append: true, for the second: true
TXT
