/**
 * The options of a command line; undefined if there is nothing to be done, be it that help was asked for (`parse` gives
 * undefined) or that an option is wrong (`parse` throws an Error that says so). Prints the usage in both cases.
 */
export function readOptions<Options>(
  parse: (args: readonly string[]) => Options | undefined,
  args: readonly string[],
  usage: string,
): Options | undefined {
  try {
    const options = parse(args);
    if (options === undefined) process.stdout.write(`${usage}\n`);
    return options;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
    process.exitCode = 2;
    return undefined;
  }
}
