/**
 * Offsets above this stand for no byte of any file. A record that began in an earlier file of a rotation chain, and none
 * of whose lines is in the file that it is shipped as a record of, gets one of these there, as every byte of that file
 * may be where a record of its own begins. Below 2^53, so that it is a whole number everywhere.
 */
export const BEFORE_INHERITED: number = 2 ** 52;
