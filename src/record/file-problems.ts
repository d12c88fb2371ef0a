/** Why a file cannot be read, in words, by the code of the system's error. */
export const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'podtail has no permission to read it',
};
