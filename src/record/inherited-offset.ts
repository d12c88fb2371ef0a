/**
 * Offsets above this do not mean a byte of a file. A record may begin in an earlier file of a rotation chain, and have
 * no line in the file with which it is shipped. It gets such an offset there, because another record may begin at each
 * byte of that file. Below 2^53, so that it is an exact integer everywhere.
 */
export const BEFORE_INHERITED: number = 2 ** 52;
