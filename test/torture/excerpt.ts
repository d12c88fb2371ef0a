/** How much of a long text is shown of its start and of its end. */
const START = 300;
const END = 700;

/** The start and the end of a text: enough to see of which pieces a line was joined wrongly. */
export function excerpt(text: string): string {
  const left = text.length - START - END;
  return left <= 0 ? text : `${text.slice(0, START)}… ${left} characters …${text.slice(-END)}`;
}
