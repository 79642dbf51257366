/** A block of IPv4 addresses: its first address as a number, and how many bits are fixed. */
interface Block {
  readonly first: number;
  readonly bits: number;
}

/** `10.64.0.0/16`, if it is a block of IPv4 addresses whose first address is its own; undefined otherwise. */
export function parseBlock(text: string): Block | undefined {
  const [, address = "", length = ""] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text) ?? [];
  const bytes = address.split(".").map(Number);
  const bits = Number(length);
  if (length === "" || bits > 32 || bytes.some((byte) => byte > 255)) return undefined;
  const first = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return first % 2 ** (32 - bits) === 0 ? { first, bits } : undefined;
}

/**
 * The first `count` of the equal parts of a block, whose number is the next power of two: three of `10.64.0.0/16` are
 * `/18` each, and a fourth stays free. An added part changes none of the others while there is one free.
 * @throws Error when the text is no block, or too small
 */
export function partsOfBlock(text: string, count: number, leastParts = 4): string[] {
  const block = parseBlock(text);
  const bits = (block?.bits ?? 32) + Math.ceil(Math.log2(Math.max(count, leastParts)));
  if (block === undefined || bits > 28) throw new Error(`'${text}' cannot be parted into ${count} blocks`);
  return Array.from({ length: count }, (_, index) => {
    return `${addressText(block.first + index * 2 ** (32 - bits))}/${bits}`;
  });
}

/** Whether two blocks have addresses in common; what is no block has none. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parseBlock(one), parseBlock(other)];
  if (a === undefined || b === undefined) return false;
  return a.first < b.first + 2 ** (32 - b.bits) && b.first < a.first + 2 ** (32 - a.bits);
}

/**
 * The address that is the `offset`-th after the first of a block, or before its end: of `10.64.0.0/18`, 2 is `10.64.0.2`
 * and -2 is `10.64.63.254`.
 * @throws Error when the text is no block, or has no such address
 */
export function addressIn(text: string, offset: number): string {
  const block = parseBlock(text);
  const size = 2 ** (32 - (block?.bits ?? 32));
  if (block === undefined || offset < -size || offset >= size) {
    throw new Error(`'${text}' has no address number ${offset}`);
  }
  return addressText(block.first + (offset < 0 ? size : 0) + offset);
}

function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
