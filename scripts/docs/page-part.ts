/** A page with the part of that name as it is now; what is around it is written by hand. */
export function withPart(page: string, name: string, text: string): string {
  const [first, last] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const start = page.indexOf(first);
  const end = page.indexOf(last);
  if (start < 0 || end < start) throw new Error(`the page has no ${first} and ${last}`);
  return `${page.slice(0, start + first.length)}\n${text}\n${page.slice(end)}`;
}
