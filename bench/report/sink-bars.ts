import type { Protocol, ShipmentFigures, SinkResult } from '../sink-result.js';
import type { Bar } from './bars.js';
import { megabytesText, numberText } from './format.js';
import { shipmentTitle } from './shipment-title.js';

/** MB of input per CPU second, by protocol, of what podtail sends without gzip. */
const LEAST_RATES: ReadonlyMap<Protocol, number> = new Map([
  ['http', 200],
  ['loki', 150],
  ['elasticsearch', 150],
]);
const MOST_PEAK_BYTES = 150e6;
const MOST_TIMES_ZLIB = 1.3;

/** Compares what podtail's sinks took with the bars. */
export function compareSinksWithBars({ shipments, gzipAlone }: SinkResult): Bar[] {
  const ofPodtail = shipments.filter(({ shipper }) => shipper === 'podtail');
  const gzipOfOneLog = ofPodtail.find(({ compression, files }) => compression === 'gzip' && files === 1)!;
  const times = gzipOfOneLog.wallSeconds.median / gzipAlone.wallSeconds.median;
  const seconds = [gzipOfOneLog, gzipAlone].map(({ wallSeconds }) => numberText(wallSeconds.median));
  return [
    ...ofPodtail.flatMap(rateBar),
    {
      title: `${shipmentTitle(gzipOfOneLog)}, wall time beside zlib alone`,
      figure: `${numberText(times)} times (${seconds.join(' and ')} s)`,
      bar: `at most ${MOST_TIMES_ZLIB} times`,
      isMet: times <= MOST_TIMES_ZLIB,
    },
    memoryBar(ofPodtail),
  ];
}

function rateBar(figures: ShipmentFigures): Bar[] {
  const { protocol, encoding, compression, megabytesPerCpuSecond } = figures;
  const least = LEAST_RATES.get(protocol);
  const isUsual = compression !== 'gzip' && (protocol !== 'loki' || encoding === 'protobuf');
  if (least === undefined || !isUsual) return [];
  return [
    {
      title: shipmentTitle(figures),
      figure: `${numberText(megabytesPerCpuSecond.median)} MB per CPU s`,
      bar: `at least ${least}`,
      isMet: megabytesPerCpuSecond.median >= least,
    },
  ];
}

function memoryBar(ofPodtail: readonly ShipmentFigures[]): Bar {
  const most = ofPodtail.reduce((one, other) =>
    other.peakResidentBytes.max > one.peakResidentBytes.max ? other : one,
  );
  return {
    title: `Peak memory, the most of all sinks: ${shipmentTitle(most)}`,
    figure: `${megabytesText(most.peakResidentBytes.max)} MB`,
    bar: `under ${megabytesText(MOST_PEAK_BYTES)} MB`,
    isMet: most.peakResidentBytes.max < MOST_PEAK_BYTES,
  };
}
