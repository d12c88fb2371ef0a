import type { SeededRandom } from '../../test/support/seeded-random.js';
import type { StreamName } from '../../test/support/written-line.js';

/** One thing that an app says. */
interface Utterance {
  readonly text: string;
  readonly stream: StreamName;
}

/** A container of the demo: where it runs and what it says. */
export interface Actor {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly runtime: 'docker' | 'cri';
  /** When it starts, in milliseconds from the start of the demo. */
  readonly startsAt: number;
  /** How often it speaks, compared with the others. */
  readonly share: number;
  says(random: SeededRandom): Utterance;
}

const out = (text: string): Utterance => ({ text, stream: 'stdout' });
const err = (text: string): Utterance => ({ text, stream: 'stderr' });

export const CART: Actor = {
  namespace: 'shop',
  pod: 'cart-6d4cf56db6-x2x7k',
  container: 'app',
  runtime: 'docker',
  startsAt: 0,
  share: 4,
  says: (random) => {
    const order = 1_000 + random.below(9_000);
    return random.pick([
      out(`INFO  order ${order} placed, ${1 + random.below(5)} items, ${5 + random.below(200)}.90 EUR`),
      out(`INFO  cart of user ${random.below(1_000)} saved in ${1 + random.below(40)} ms`),
      out(`INFO  订单 ${order} 已发货 📦`),
      err(`WARN  payment of order ${order} is slow: ${800 + random.below(900)} ms`),
    ]);
  },
};

export const GATEWAY: Actor = {
  namespace: 'edge',
  pod: 'gateway-qm4zt',
  container: 'nginx',
  runtime: 'cri',
  startsAt: 0,
  share: 4,
  says: (random) => {
    const path = random.pick(['/', '/cart', '/orders?page=2', '/login', '/static/app.js']);
    const status = random.pick([200, 200, 200, 204, 304, 404, 502]);
    const line = `10.2.0.${random.below(255)} "GET ${path} HTTP/1.1" ${status} ${random.below(20_000)}`;
    return status === 502 ? err(line) : out(line);
  },
};

export const WORKER: Actor = {
  namespace: 'billing',
  pod: 'invoices-0',
  container: 'worker',
  runtime: 'docker',
  startsAt: 0,
  share: 2,
  says: (random) => {
    const fields = { level: random.pick(['info', 'info', 'debug']), msg: 'invoice sent', id: random.hex(8) };
    return out(JSON.stringify({ ...fields, took_ms: random.below(300), to: '<customer@example.com>' }));
  },
};

/** A job that comes while the others are running. */
export const BACKUP: Actor = {
  namespace: 'ops',
  pod: 'backup-28123456-9k2lp',
  container: 'dump',
  runtime: 'cri',
  startsAt: 2_000,
  share: 2,
  says: (random) => out(`dumped table ${random.pick(['orders', 'users', 'carts'])}: ${random.below(50_000)} rows`),
};

export const CAST: readonly Actor[] = [CART, GATEWAY, WORKER, BACKUP];
