/**
 * The seeds among the first 4,000 that show faults on 2026-11-30, by what their logs have in common. A seed is no scenario: one
 * more or one less call into the system shifts all steps behind it. So compare the numbers of a kind, not single seeds.
 */

/**
 * Two paths lead to one log, and one of them comes and goes while it is rotated: which one reads on is told by the
 * files' inodes. 82 of 110 show lines out of order first, 13 lines twice.
 */
// biome-ignore format: one number a line would be longer than the model
const TWO_PATHS: readonly number[] = [
  85, 91, 194, 225, 266, 286, 319, 386, 408, 497, 505, 594, 637, 654, 706, 713, 748, 770, 774, 784, 820, 821, 823,
  859, 875, 944, 948, 968, 977, 998, 1036, 1086, 1088, 1108, 1160, 1210, 1352, 1366, 1450, 1461, 1486, 1550, 1609,
  1655, 1720, 1773, 1862, 1916, 1982, 2022, 2025, 2048, 2050, 2114, 2127, 2162, 2166, 2168, 2228, 2249, 2277, 2310,
  2323, 2367, 2406, 2519, 2522, 2541, 2561, 2565, 2579, 2589, 2712, 2720, 2725, 2755, 2769, 2805, 2809, 2836, 2892,
  2908, 2920, 2922, 2958, 3030, 3082, 3115, 3120, 3146, 3206, 3277, 3304, 3346, 3406, 3556, 3608, 3642, 3687, 3720,
  3740, 3767, 3796, 3802, 3837, 3875, 3879, 3888, 3897, 3903,
];

/**
 * Lines come to a file after its writer has gone over to the next one: 41 of 75 show lines out of order first, 19
 * lines twice, 6 lose lines.
 */
// biome-ignore format: one number a line would be longer than the model
const LATE_LINES: readonly number[] = [
  3, 9, 73, 93, 146, 246, 269, 293, 678, 727, 758, 782, 789, 822, 834, 846, 986, 995, 1126, 1206, 1222, 1305, 1326,
  1358, 1498, 1538, 1551, 1575, 1715, 1717, 1758, 1798, 1866, 1882, 1890, 2003, 2030, 2109, 2182, 2218, 2229, 2345,
  2442, 2474, 2517, 2545, 2666, 2774, 2787, 2830, 3034, 3094, 3127, 3134, 3197, 3214, 3302, 3310, 3330, 3378, 3389,
  3426, 3450, 3513, 3521, 3546, 3566, 3613, 3646, 3662, 3681, 3711, 3750, 3846, 3912,
];

/**
 * A log is copied and truncated while it is written, several times between two looks: what was read is looked for in
 * a copy that is not complete. 15 of 16 show lines out of order first.
 */
// biome-ignore format: one number a line would be longer than the model
const COPIED_WHILE_BUSY: readonly number[] = [
  235, 255, 307, 387, 635, 1067, 1319, 1407, 1771, 1887, 2031, 2679, 3287, 3363, 3423, 3739,
];

/**
 * An application renames its files, and they begin with the same banner, or get names that do not show whose they
 * are: 10 of 11 show lines out of order first.
 */
// biome-ignore format: one number a line would be longer than the model
const RENAMED_ALIKE: readonly number[] = [
  62, 390, 478, 682, 1098, 1986, 2094, 2366, 3570, 3666, 3874,
];

/** Docker's files begin with pieces of lines that are alike: a line is in parts. */
// biome-ignore format: one number a line would be longer than the model
const DOCKER_ALIKE: readonly number[] = [
  120,
];

export const KNOWN_FAULTY: readonly number[] = [
  ...TWO_PATHS,
  ...LATE_LINES,
  ...COPIED_WHILE_BUSY,
  ...RENAMED_ALIKE,
  ...DOCKER_ALIKE,
];
