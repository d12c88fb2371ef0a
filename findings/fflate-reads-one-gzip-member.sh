#!/usr/bin/env bash
# fflate's gunzipSync and its streaming Gunzip give different text for the same gzip file.
#
# Guess:   gunzipSync(file) is what the stream gives, put together. A file of several members (`cat a.gz b.gz`, appended archives, bgzip)
#          decodes to all of them, as RFC 1952 says, and as Node.js's zlib and pako do.
# So:      gunzipSync stops silently after the first member. The streaming Gunzip reads all (since 0.8.3; before, it depended on the chunks). gunzipSync also trusts the last four bytes of the
#          file for the size of its result: zeros behind the member, as a block device or a preallocated file leaves them, give an empty result.
# Version: fflate 0.8.3, pako 3.0.3 (npm), Node.js 20.20.2
# Source:  RFC 1952, 2.2 (a gzip file consists of a series of members)
# Seen:    two members: zlib "onetwo", pako "onetwo", Gunzip "onetwo", gunzipSync "one"; zeros behind: zlib "one", gunzipSync ""
# Needs:   Node.js 20 or later, and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" fflate@0.8.3 pako@3.0.3
cat > try.mjs << 'JS'
import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { Gunzip, gunzipSync } from 'fflate';
import * as pako from 'pako';

const text = (bytes) => Buffer.from(bytes).toString();
function streamed(file) {
  const chunks = [];
  new Gunzip((chunk) => chunks.push(Buffer.from(chunk))).push(file, true);
  return text(Buffer.concat(chunks));
}

const members = Buffer.concat([zlib.gzipSync('one'), zlib.gzipSync('two')]);
const two = { zlib: text(zlib.gunzipSync(members)), pako: text(pako.ungzip(members)), Gunzip: streamed(members), gunzipSync: text(gunzipSync(members)) };
const padded = Buffer.concat([zlib.gzipSync('one'), Buffer.alloc(512)]);
const zeros = { zlib: text(zlib.gunzipSync(padded)), gunzipSync: text(gunzipSync(padded)) };
console.log('two members:', JSON.stringify(two));
console.log('zeros behind:', JSON.stringify(zeros));
assert.deepEqual(two, { zlib: 'onetwo', pako: 'onetwo', Gunzip: 'onetwo', gunzipSync: 'one' });
assert.deepEqual(zeros, { zlib: 'one', gunzipSync: '' });
JS
node try.mjs
