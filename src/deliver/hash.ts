/** FNV-1a over the text's UTF-16 units: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashOf(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
