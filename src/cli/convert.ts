import path from 'node:path';
import { counted } from '../record/counted.js';
import { type Command, ExitStatus } from './command.js';
import { complain, print, tryOrComplain } from './output.js';
import { readTextFile } from './read-text-file.js';

/** Writes podtail's configuration from another agent's. */
export const convertCommand: Command = {
  name: 'convert',
  description: 'Convert a configuration of Promtail, Alloy, Fluent Bit, Filebeat or Vector',
  operands: 'FILE',
  options: [],
  examples: [
    ['podtail convert promtail.yaml > podtail.yaml', 'Comments name what is lost; the exit status is then 1'],
    ['podtail convert config.alloy > podtail.yaml', 'The same for Alloy'],
    ['podtail convert vector.toml > podtail.yaml', 'The same for Vector, from TOML, YAML or JSON'],
    ['podtail convert fluent-bit.yaml | podtail check -c /dev/stdin', 'Convert and validate'],
  ],
  async run(_values, files) {
    if (files.length > 1) {
      complain('convert takes one file');
      return ExitStatus.usage;
    }
    const { convertText } = await import('../convert/convert.js');
    const [file] = files as [string];
    const converted = tryOrComplain(() => convertText(readTextFile(file), path.basename(file)));
    if (converted === undefined) return ExitStatus.usage;
    print(converted.text);
    const lost = converted.conversion.remarks.filter(({ kind }) => kind === 'lost').length;
    if (lost === 0) return ExitStatus.done;
    complain(`could not convert ${counted(lost, 'setting')} of ${file}; see the comments with LOST`);
    return ExitStatus.failed;
  },
};
