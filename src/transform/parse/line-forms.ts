const REQUEST = '"(?:(?<method>[A-Z]{3,12}) (?<path>[^" ]+)(?: (?<protocol>[^" ]+))?|(?<request>(?:[^"\\\\]|\\\\.)*))"';
const QUOTED = (name: string): string => `"(?<${name}>(?:[^"\\\\]|\\\\.)*)"`;
/** The combined log format, and the common one, which ends before the referrer. */
const ACCESS = new RegExp(
  `^(?<remote_addr>\\S+) \\S+ (?<user>[^\\[]*?) \\[(?<time_local>[^\\]]+)\\] ${REQUEST} (?<status>\\d{3}) (?<bytes>\\d+|-)(?: ${QUOTED('referer')} ${QUOTED('user_agent')}(?: ${QUOTED('forwarded_for')})?)?\\s*$`,
  's',
);
const NGINX_ERROR =
  /^(?<time_local>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[(?<level>[a-z]+)\] (?<pid>\d+)#(?<tid>\d+): (?:\*(?<connection>\d+) )?(?<message>.*)$/s;
const APACHE_ERROR =
  /^\[(?<time_local>[A-Z][^\]]+)\] \[(?:(?<module>[\w-]*):)?(?<level>[a-z0-9]+)\] \[pid (?<pid>\d+)(?::tid (?<tid>\d+))?\] (?:\[client (?<client>[^\]]+)\] )?(?<message>.*)$/s;
const KLOG =
  /^(?<level>[IWEF])(?<date>\d{4}) (?<clock>\d\d:\d\d:\d\d\.\d+)\s+(?<thread>\d+) (?<file>[^:\]]+):(?<line>\d+)\] (?<message>.*)$/s;
const SYSLOG_5424 =
  /^<(?<priority>\d{1,3})>1 (?<timestamp>\S+) (?<hostname>\S+) (?<appname>\S+) (?<procid>\S+) (?<msgid>\S+) (?<structured_data>-|\[.*?\])(?: (?<message>.*))?$/s;

/** The forms of lines that are known by name: nginx' and Apache's of requests and of errors, Kubernetes' own, syslog's. */
const LINE_FORMS = {
  nginx: [ACCESS, NGINX_ERROR],
  apache: [ACCESS, APACHE_ERROR],
  klog: [KLOG],
  syslog: [SYSLOG_5424],
} as const satisfies Readonly<Record<string, readonly RegExp[]>>;

export type LineForm = keyof typeof LINE_FORMS;

/** The named parts of a line of one of the forms; undefined for any other. */
export function parseForm(name: LineForm, text: string): [name: string, value: string][] | undefined {
  for (const form of LINE_FORMS[name]) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return Object.entries(groups).filter((pair) => pair[1] !== undefined && pair[1] !== '-');
  }
  return undefined;
}
