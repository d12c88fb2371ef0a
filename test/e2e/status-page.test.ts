import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { ReloadStatus } from '../../src/record/configuration-status.js';
import type { PipelineStatus } from '../../src/record/pipeline-status.js';
import { startServer } from '../../src/server/server.js';
import { sampleFile, sampleLog, sampleSink, sampleStatus } from '../support/sample-status.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { findProgram } from './find-program.js';

/** The first starts no service of Chromium's own; the sandbox is not for root. */
const FLAGS = [
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'],
  ...['--no-first-run', '--disable-gpu', '--no-sandbox'],
];
const FILES = '#files tbody tr:not(.spacer)';

const executablePath = findProgram('chromium');
const missing = executablePath === undefined ? 'no chromium on PATH: apt-get install chromium' : undefined;
if (missing !== undefined && process.env.PODTAIL_REQUIRE_SERVERS === '1') throw new Error(missing);

/** A script that gives, at the second frame, the number of the row that is in the middle of the table of files. */
const ROW_IN_THE_MIDDLE = `(async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const { x, y, width, height } = document.querySelector('#files-sheet').getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2)?.closest('tr')?.getAttribute('aria-rowindex');
})()`;

interface OpenPage {
  readonly page: Page;
  /** What is served from now on. */
  status: PipelineStatus;
}

describe('the status page in a real Chromium', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: FLAGS });
  });
  after(() => browser.close());

  /** Opens the page of a podtail that says that status. Nothing may be on the browser's console in the end. */
  async function open(
    t: TestContext,
    status: PipelineStatus,
    scheme: 'light' | 'dark' = 'light',
    token?: string,
  ): Promise<OpenPage> {
    const room = { status };
    const diagnostics = createSpokenDiagnostics();
    const server = await startServer(
      {
        listen: { host: '127.0.0.1', port: 0 },
        status: () => room.status,
        settings: () => ({ stuckAfter: 60_000, filesWithSeries: 100 }),
        access: () => (token === undefined ? {} : { token }),
        now: () => performance.now(),
        tail: () => assert.fail('nobody asks for it'),
      },
      diagnostics,
    );
    const page = await browser.newPage({ colorScheme: scheme, viewport: { width: 1280, height: 800 } });
    const said: string[] = [];
    // The browser itself says that a request was refused.
    const isExpected = (text: string): boolean => token !== undefined && /401 \(Unauthorized\)/.test(text);
    page.on('console', (message) => isExpected(message.text()) || said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    t.after(async () => {
      await page.close();
      server.close();
      assert.deepEqual(said, []);
    });
    const [url] = /http:\S+\//.exec(diagnostics.said.join('\n')) ?? assert.fail('no address was said');
    await page.goto(url);
    if (token !== undefined) {
      await page.fill('#token-input', 'a wrong one');
      await page.press('#token-input', 'Enter');
      await page.waitForSelector('#token:not([open])', { state: 'attached' });
      await page.waitForSelector('#token[open]');
      await page.fill('#token-input', token);
      await page.press('#token-input', 'Enter');
    }
    await page.waitForSelector('#count:not(:empty)');
    return Object.assign(room, { page });
  }

  it('asks for the token if the server requires it, and shows everything once it has it', async (t) => {
    const { page } = await open(t, sampleStatus({ logs: [sampleLog('web-1')] }), 'light', 'a-secret');
    assert.equal(await page.locator(FILES).count(), 1);
  });

  it('shows a row for each file, with its state', async (t) => {
    const { page } = await open(t, sampleStatus({ logs: [sampleLog('web-1'), sampleLog('web-2')] }));
    const cells = await page.locator(`${FILES} >> nth=0 >> td`).allTextContents();
    assert.deepEqual(
      [cells.slice(0, 3), cells.slice(5, 7), cells.slice(8)],
      [
        ['shop', 'web-1', 'nginx'],
        ['4.1 kB', '< 1 s'],
        ['1.0 MB', '0 B', 'followed'],
      ],
    );
    assert.equal(await page.locator(FILES).count(), 2);
    assert.equal(await page.locator('#count').textContent(), '2 of 2');
  });

  it('shows markup in names and errors as text', async (t) => {
    const evil = '<img src=x onerror="console.error(1)">';
    const sinks = [sampleSink({ state: 'retrying', lastError: { reason: evil, time: Date.now() } })];
    const { page } = await open(t, sampleStatus({ logs: [sampleLog(evil)], sinks }));
    assert.equal(await page.locator(`${FILES} >> nth=0 >> td >> nth=1`).textContent(), evil);
    assert.equal(await page.locator('main img').count(), 0);
  });

  it('filters by all words, and with keys: / focuses the filter, Escape clears it', async (t) => {
    const logs = ['web-1', 'web-2', 'mail-1'].map((pod) => sampleLog(pod));
    const { page } = await open(t, sampleStatus({ logs }));
    await page.keyboard.press('/');
    await page.keyboard.type('shop WEB');
    assert.equal(await page.locator('#count').textContent(), '2 of 3');
    assert.deepEqual(await page.locator(`${FILES} >> td:nth-child(2)`).allTextContents(), ['web-1', 'web-2']);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#count').textContent(), '3 of 3');
  });

  it('sorts by a click on a heading, and with keys; arrows select, ? shows help', async (t) => {
    const logs = [1, 3, 2].map((lag) => sampleLog(`web-${lag}`, { files: [sampleFile({ lagBytes: lag * 1000 })] }));
    const { page } = await open(t, sampleStatus({ logs }));
    const pods = () => page.locator(`${FILES} >> td:nth-child(2)`).allTextContents();
    assert.deepEqual(await pods(), ['web-3', 'web-2', 'web-1']);
    await page.keyboard.press('r');
    assert.deepEqual(await pods(), ['web-1', 'web-2', 'web-3']);
    await page.getByRole('button', { name: 'Behind' }).click();
    assert.deepEqual(await pods(), ['web-3', 'web-2', 'web-1']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.match((await page.locator('#selected').textContent())!, /shop_web-2_/);
    await page.keyboard.press('?');
    assert.ok(await page.locator('#help').isVisible());
    await page.getByRole('button', { name: 'Close' }).click();
    assert.ok(await page.locator('#help').isHidden());
  });

  it('shows a stuck sink in red with the reason, until it is up again', async (t) => {
    const room = await open(t, sampleStatus());
    const { page } = room;
    assert.equal(await page.locator('#sinks tbody.bad').count(), 0);
    const lastError = { reason: 'http://loki: connect ECONNREFUSED', time: Date.now() };
    room.status = sampleStatus({ sinks: [sampleSink({ state: 'retrying', lastError })] });
    await page.locator('#sinks tbody.bad').waitFor();
    assert.match((await page.locator('#sinks tbody.bad').textContent())!, /retrying.*ECONNREFUSED/);
    const color = await page.evaluate<string>("getComputedStyle(document.querySelector('#health')).color");
    assert.equal(color, 'rgb(179, 38, 30)');
    room.status = sampleStatus();
    await page.locator('#sinks tbody.bad').waitFor({ state: 'detached' });
  });

  it('links the number of unread files to these files, with reasons, and back', async (t) => {
    const refused = sampleLog('web-2', { files: [], problem: 'it leads to /etc/passwd', problemKind: 'refused' });
    const { page } = await open(t, sampleStatus({ logs: [sampleLog('web-1'), refused] }));
    const button = page.getByRole('button', { name: '1 not read' });
    await button.click();
    assert.equal(await page.locator('#count').textContent(), '1 of 2');
    assert.match((await page.locator('#selected').textContent())!, /shop_web-2_.*: it leads to \/etc\/passwd/);
    await button.click();
    assert.equal(await page.locator('#count').textContent(), '2 of 2');
  });

  for (const width of [390, 820, 1280]) {
    it(`shows the pod name and the whole last error of a sink at ${width} pixels`, async (t) => {
      const pod = 'stakater-reloader-598f958967-ddkl7';
      const reason = `status 429: ${'Ingestion rate limit exceeded for user shop, '.repeat(6)}reduce log volume`;
      const sinks = [sampleSink({ state: 'retrying', lastError: { reason, time: Date.now() } })];
      const { page } = await open(t, sampleStatus({ logs: [sampleLog(pod)], sinks }));
      await page.setViewportSize({ width, height: 844 });
      const fits = (selector: string) =>
        page.evaluate<boolean>(`(() => {
          const { left, right, width } = document.querySelector('${selector}').getBoundingClientRect();
          return left >= 0 && right <= innerWidth && width > 100;
        })()`);
      assert.ok(await fits('#sinks td.error p'), 'the error stands within the window');
      assert.match((await page.locator('#sinks td.error').textContent())!, /reduce log volume/);
      assert.ok(await fits('#files td.pod'), 'the pod stands within the window');
      const cut =
        'document.querySelector("#files td.pod").scrollWidth > document.querySelector("#files td.pod").clientWidth';
      if (width === 390) assert.equal(await page.evaluate<boolean>(cut), false, 'the name is not cut');
      assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width);
    });
  }

  it('has a legend', async (t) => {
    const { page } = await open(t, sampleStatus());
    assert.match((await page.locator('#legend').textContent())!, /rate.*behind.*not read/s);
  });

  it('shows the result of the last reload, and in red why a configuration was refused', async (t) => {
    const room = await open(t, sampleStatus());
    const line = room.page.locator('#configuration');
    assert.ok(await line.isHidden());
    const status = (last: ReloadStatus) =>
      sampleStatus({ configuration: { loadedAt: 1, applied: 1, refused: 1, last } });
    const problems = ['podtail.yaml:3:9: format cannot change while podtail runs'];
    room.status = status({ time: Date.now(), result: 'refused', changed: [], problems });
    await line.and(room.page.locator('.bad')).waitFor();
    assert.match((await line.textContent())!, /so podtail keeps the old one: podtail\.yaml:3:9: format/);
    room.status = status({ time: Date.now(), result: 'applied', changed: ['sinks', 'labels'], problems: [] });
    await line.and(room.page.locator(':not(.bad)')).waitFor();
    assert.match((await line.textContent())!, /reloaded: sinks, labels/);
  });

  it('renders only the visible rows of 2,000 files, also at the end', async (t) => {
    const logs = Array.from({ length: 2000 }, (_, index) => sampleLog(`web-${index}`));
    const { page } = await open(t, sampleStatus({ logs }));
    assert.ok((await page.locator(FILES).count()) < 60);
    for (const part of [0.3, 0.7, 1]) {
      await page.locator('#files-sheet').evaluate((sheet, to) => {
        sheet.scrollTop = sheet.scrollHeight * to;
      }, part);
      // A row has to be in the middle of what is seen at the second frame.
      const seen = await page.evaluate<string>(ROW_IN_THE_MIDDLE);
      assert.ok(Number(seen) > 1900 * part, `at ${part}: row ${seen}`);
    }
    assert.equal(await page.locator(`${FILES} >> nth=-1`).getAttribute('aria-rowindex'), '2001');
  });

  it('shows that podtail does not answer', async (t) => {
    const { page } = await open(t, sampleStatus());
    await page.route('**/status.json', (route) => route.fulfill({ status: 200, body: 'half an ans' }));
    await page.locator('#health.bad').waitFor();
    assert.equal(await page.locator('#health').textContent(), 'podtail does not answer');
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`has no serious problem for axe, in ${scheme}`, async (t) => {
      const logs = [sampleLog('web-1'), sampleLog('web-2', { files: [], problem: 'no', problemKind: 'refused' })];
      const lastError = { reason: 'connect ECONNREFUSED', time: Date.now() };
      const sinks = [sampleSink(), sampleSink({ name: 'http', state: 'retrying', lastError })];
      const { page } = await open(t, sampleStatus({ logs, sinks }), scheme);
      await page.keyboard.press('ArrowDown');
      // The page's own policy lets no script in; evaluate is the debugger's.
      await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
        return (await axe.run()).violations;
      });
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      assert.deepEqual(
        serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        [],
      );
    });
  }
});

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
