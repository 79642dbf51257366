import { addressText, firstOf, parseBlock } from "../addressBlocks";

/** A block of IPv4 addresses: its first address as a number, and how many bits are fixed. */
interface NetworkBlock {
  readonly first: number;
  readonly bits: number;
}

/** `10.64.0.0/16`, if it is a block of IPv4 addresses whose first address is its own; undefined otherwise. */
export function networkBlock(text: string): NetworkBlock | undefined {
  const block = parseBlock(text);
  return block?.width === 32 && firstOf(block) === block.bits
    ? { first: Number(block.bits), bits: block.prefix }
    : undefined;
}

/**
 * The first `count` of the equal parts of a block, whose number is the next power of two: three of `10.64.0.0/16` are
 * `/18` each, and a fourth stays free. An added part changes none of the others while there is one free.
 * @throws Error when the text is no block, or too small
 */
export function partsOfBlock(text: string, count: number, leastParts = 4): string[] {
  const block = networkBlock(text);
  const bits = (block?.bits ?? 32) + Math.ceil(Math.log2(Math.max(count, leastParts)));
  if (block === undefined || bits > 28) throw new Error(`'${text}' cannot be parted into ${count} blocks`);
  return Array.from({ length: count }, (_, index) => {
    return `${ipv4(block.first + index * 2 ** (32 - bits))}/${bits}`;
  });
}

/**
 * The address that is the `offset`-th after the first of a block, or before its end: of `10.64.0.0/18`, 2 is `10.64.0.2`
 * and -2 is `10.64.63.254`.
 * @throws Error when the text is no block, or has no such address
 */
export function addressIn(text: string, offset: number): string {
  const block = networkBlock(text);
  const size = 2 ** (32 - (block?.bits ?? 32));
  if (block === undefined || offset < -size || offset >= size) {
    throw new Error(`'${text}' has no address number ${offset}`);
  }
  return ipv4(block.first + (offset < 0 ? size : 0) + offset);
}

function ipv4(address: number): string {
  return addressText(BigInt(address), 32);
}
