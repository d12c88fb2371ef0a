/*
 * A reporter of `node --test`. One line for each test that ended well: `passed` or `skipped`, its file, and its title, with
 * tabs between them.
 */
export default async function* (source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' || data.details?.type === 'suite' || data.file === undefined) continue;
    const state = data.skip === undefined && data.todo === undefined ? 'passed' : 'skipped';
    yield `${state}\t${data.file}\t${data.name.replaceAll(/\s/g, ' ')}\n`;
  }
}
