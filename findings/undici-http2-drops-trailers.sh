#!/usr/bin/env bash
# undici hands out an answer's trailers over HTTP/1.1, and an empty object over HTTP/2, so that gRPC's status is never seen.
#
# Guess:   `request()` of undici resolves with `trailers`, so they are there over HTTP/2 as well, where gRPC puts its status.
# So:      Over HTTP/2 the request is completed when the body ends, with no trailers, before the frame with the trailers is looked at. A gRPC call that
#          failed after its first message looks as one that worked. The same server and the same answer have trailers over HTTP/1.1, and for Node.js' own
#          http2 client.
# Version: undici 7.30.2; Node.js 20 or later
# Source:  https://github.com/nodejs/undici/blob/v7.30.2/lib/dispatcher/client-h2.js (the events end and trailers of the stream)
# Seen:    undici, HTTP/1.1: {"grpc-status":"13"}; undici, HTTP/2: {}; Node.js' http2: 13
# Needs:   Node.js 20 or later and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund undici@7.30.2

cat > see.mjs << 'JS'
import http from 'node:http';
import http2 from 'node:http2';
import { Client, H2CClient } from 'undici';

const listen = async (server) => {
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${server.address().port}`;
};
const one = http.createServer((request, response) => {
  response.writeHead(200, { trailer: 'grpc-status' });
  response.write('a message');
  response.addTrailers({ 'grpc-status': '13' });
  response.end();
});
const two = http2.createServer();
two.on('stream', (stream) => {
  stream.respond({ ':status': 200 }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '13' }));
  stream.end('a message');
});
const trailersBy = async (client) => {
  const { body, trailers } = await client.request({ path: '/', method: 'GET' });
  await body.text();
  await new Promise((done) => setTimeout(done, 200));
  await client.close();
  return JSON.stringify(trailers);
};
const [first, second] = [await listen(one), await listen(two)];
console.log('undici, HTTP/1.1:', await trailersBy(new Client(first)));
console.log('undici, HTTP/2:', await trailersBy(new H2CClient(second)));
const session = http2.connect(second);
const stream = session.request({ ':path': '/' });
stream.on('trailers', (trailers) => console.log("Node.js' http2:", trailers['grpc-status']));
stream.resume().on('end', () => session.close());
stream.on('close', () => [one, two].forEach((server) => server.close()));
JS
timeout 30 node see.mjs | tee seen.txt
printf '%s\n' 'undici, HTTP/1.1: {"grpc-status":"13"}' 'undici, HTTP/2: {}' "Node.js' http2: 13" | diff - seen.txt
