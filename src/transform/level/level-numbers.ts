import { LEVELS } from '../../record/record-block.js';

/** Numbers that mean levels, by the level that they mean. */
type Scale = ReadonlyMap<number, number>;

/** Bunyan's and Pino's. */
const BUNYAN = scale({ trace: [10], debug: [20], info: [30], warn: [40], error: [50], fatal: [60] });
/** RFC 5424, 6.2.1, from the fourth one on: debug 7, informational and notice 6 and 5, warning 4, error 3. */
const SYSLOG = scale({ debug: [7], info: [5, 6], warn: [4], error: [3] });
/** Critical, alert and emergency. Other programs count from 0 or 1 on, so that these need another sign of syslog. */
const SYSLOG_GRAVEST = scale({ fatal: [0, 1, 2] });
/** Monolog's (RFC 5424's levels times 100, roughly; "Log Levels" of its documentation). */
const MONOLOG = scale({ debug: [100], info: [200, 250], warn: [300], error: [400], fatal: [500, 550, 600] });
/** Python's `logging`. */
const PYTHON = scale({ trace: [5], debug: [10], info: [20, 25], warn: [30], error: [40], fatal: [50] });
/** Logback's `toInt`, which logstash-logback-encoder writes as `level_value`. */
const LOGBACK = scale({ trace: [5000], debug: [10_000], info: [20_000], warn: [30_000], error: [40_000] });
/** Google Cloud's LogSeverity. */
const GOOGLE = scale({ debug: [100], info: [200, 300], warn: [400], error: [500], fatal: [600, 700, 800] });
/** OpenTelemetry's SeverityNumber: four steps to a level. */
const OTEL: Scale = new Map(Array.from({ length: 24 }, (_, step) => [step + 1, (step >> 2) + 1]));

/** Application Insights' severityLevel. */
const APPLICATION_INSIGHTS = scale({ trace: [0], info: [1], warn: [2], error: [3], fatal: [4] });

/** The scales of the names (as `simpleName` has them) that are known for one. */
const BY_NAME: Readonly<Record<string, readonly Scale[]>> = {
  severitynumber: [OTEL],
  severitylevel: [APPLICATION_INSIGHTS],
  levelno: [PYTHON],
  levelvalue: [LOGBACK],
  severity: [SYSLOG, SYSLOG_GRAVEST, GOOGLE],
  priority: [SYSLOG, SYSLOG_GRAVEST],
  syslogseverity: [SYSLOG, SYSLOG_GRAVEST],
};
const OTHERS: readonly Scale[] = [BUNYAN, MONOLOG, SYSLOG];

/** What numbers mean as the values of most names, as indexes of `LEVELS`. */
export const COMMON_NUMBERS: Scale = new Map(OTHERS.flatMap((numbers) => [...numbers]));

/** Whether numbers mean other levels as the values of this name, as `simpleName` has it. */
export function hasOwnScale(name: string): boolean {
  return Object.hasOwn(BY_NAME, name);
}

/** A name without what loggers write differently: capitals, and `_`, `-`, `.` and `@` between and before words. */
export function simpleName(name: string): string {
  return name.replace(/[_.@-]/g, '').toLowerCase();
}

/**
 * The level, as an index of `LEVELS`, that a number means as the value of a member.
 *
 * @param name of the member, as `simpleName` has it
 * @param isSyslog whether its object is known to come of syslog (GELF)
 */
export function levelOfNumber(name: string, value: number, isSyslog: boolean): number {
  const scales = BY_NAME[name] ?? OTHERS;
  return scales.reduce((level, numbers) => level || (numbers.get(value) ?? 0), 0) || gravest(value, isSyslog);
}

function gravest(value: number, isSyslog: boolean): number {
  return isSyslog ? (SYSLOG_GRAVEST.get(value) ?? 0) : 0;
}

function scale(numbers: Partial<Record<(typeof LEVELS)[number], readonly number[]>>): Scale {
  return new Map(
    Object.entries(numbers).flatMap(([level, values]) =>
      values.map((value) => [value, LEVELS.indexOf(level as (typeof LEVELS)[number])] as const),
    ),
  );
}
