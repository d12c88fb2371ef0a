import { CONTAINER_SOURCE, PLAIN_SOURCE, READ_TIME } from '../support/decode-bytes.js';
import { criFormat, dockerFormat, plainFormat } from '../support/runtime-format.js';
import { describeDecoderContract, TIME } from './decoder-contract.js';

const container = { source: CONTAINER_SOURCE, tellsDamage: true, lineTime: TIME };

describeDecoderContract('Docker’s JSON', { ...container, format: dockerFormat() });
describeDecoderContract('Docker’s JSON with attributes', {
  ...container,
  format: dockerFormat({ env: 'a"b', tag: '' }),
});
describeDecoderContract('CRI logs of containerd', { ...container, format: criFormat('containerd') });
describeDecoderContract('CRI logs of conmon', { ...container, format: criFormat('conmon') });
describeDecoderContract('plain lines', {
  format: plainFormat,
  source: PLAIN_SOURCE,
  tellsDamage: false,
  lineTime: READ_TIME,
});
