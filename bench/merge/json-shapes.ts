import { createSeededRandom, type SeededRandom } from '../../test/support/seeded-random.js';

/** Writes one line of JSON as a logger does. `time` is in milliseconds since 1970. */
type Shape = (random: SeededRandom, time: number) => string;

const MESSAGES = ['request completed', 'cache "hot" miss', 'query done', 'retrying upstream call'];
const LEVELS = ['info', 'info', 'info', 'info', 'debug', 'warn', 'error'];

/** What the line tells of a request. */
function request(random: SeededRandom): Record<string, string | number> {
  return {
    method: random.pick(['GET', 'POST', 'PUT']),
    path: `/api/v1/${random.pick(['orders', 'users', 'carts'])}/${random.below(1e6)}`,
    status: random.pick([200, 200, 200, 201, 404, 500]),
    duration_ms: random.below(1e6) / 1e3,
    request_id: random.hex(16),
  };
}

/** With nanoseconds, as Go prints them. */
function textTime(random: SeededRandom, time: number): string {
  return new Date(time).toISOString().replace('Z', `${String(random.below(1e6)).padStart(6, '0')}Z`);
}

/** Lines of JSON as the usual loggers print them, by the logger's name. */
export const JSON_SHAPES: Readonly<Record<string, Shape>> = {
  'zap, times as text': (random, time) =>
    JSON.stringify({
      level: random.pick(LEVELS),
      ts: textTime(random, time),
      caller: random.pick(['server/http.go:123', 'store/db.go:88', 'queue/worker.go:41']),
      msg: random.pick(MESSAGES),
      ...request(random),
    }),
  'zap, times as numbers': (random, time) => {
    const { level, ...rest } = {
      level: random.pick(LEVELS),
      logger: 'controller.orders',
      caller: 'store/db.go:88',
      msg: random.pick(MESSAGES),
      ...request(random),
    };
    // A number with all its digits, which JSON.stringify would shorten.
    const seconds = `${Math.floor(time / 1000)}.${String(time % 1000).padStart(3, '0')}${1000 + random.below(9000)}`;
    return `{"level":"${level}","ts":${seconds},${JSON.stringify(rest).slice(1)}`;
  },
  pino: (random, time) =>
    JSON.stringify({
      level: random.pick([30, 30, 30, 20, 40, 50]),
      time,
      pid: 17,
      hostname: 'web-7d9c6b5f4-x2x9z',
      req: {
        id: random.below(1e6),
        method: random.pick(['GET', 'POST']),
        url: `/api/v1/orders/${random.below(1e6)}`,
        remoteAddress: '10.2.3.4',
      },
      res: { statusCode: 200 },
      responseTime: random.below(100),
      reqId: random.hex(8),
      msg: random.pick(MESSAGES),
    }),
  'logstash-logback-encoder': (random, time) =>
    JSON.stringify({
      '@timestamp': new Date(time).toISOString(),
      '@version': '1',
      message: random.pick(MESSAGES),
      logger_name: 'com.acme.shop.orders.OrderService',
      thread_name: `http-nio-8080-exec-${random.below(10)}`,
      level: random.pick(LEVELS).toUpperCase(),
      level_value: 20000,
      traceId: random.hex(32),
    }),
};

const FIRST_TIME = Date.UTC(2026, 10, 1);
const STEP = 7;

/** That many lines of a shape, each with its newline; the same for the same seed. */
export function jsonLines(shape: Shape, count: number, seed: number): Buffer {
  const random = createSeededRandom(seed);
  const lines = Array.from({ length: count }, (_, index) => `${shape(random, FIRST_TIME + index * STEP)}\n`);
  return Buffer.from(lines.join(''));
}
