/**
 * Control, zero-width, bidirectional and other characters that show nothing, or make others show something else
 * (protocol-security-reliability.md §3.4). Line breaks and tabs are none. To be replaced by a spelling that can be seen.
 */
export const invisibleCharacters =
  /[^\P{C}\n\t]|[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2028\u2029\u3164\uFE00-\uFE0F\uFFA0\u{E0100}-\u{E01EF}]/gu;
