import { isIP } from "node:net";

/** A CIDR block: the addresses that begin with the first `prefix` of `width` bits. */
interface AddressBlock {
  readonly address: string;
  readonly bits: bigint;
  /** 32 for IPv4, 128 for IPv6. */
  readonly width: 32 | 128;
  readonly prefix: number;
}

const form = "allowed: ADDRESS/LENGTH, for example 203.0.113.0/24 or 2001:db8::/48";

/** Whether a text is an IP address that means the same everywhere: one of a single interface is none. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

/**
 * What is wrong with a block of addresses; undefined where nothing is. A block with bits behind its prefix is refused: it
 * mostly is one address with the length of its network, which would let in all of that.
 */
export function blockMistake(text: string): string | undefined {
  if (isAddress(text)) {
    return `is an address and no block of them; ${form} - write ${text}/${widthOf(text)}`;
  }
  const block = parseBlock(text);
  if (block === undefined) return `is no block of addresses; ${form}`;
  if (isMapped(block)) return "is IPv4 in the form of IPv6, which no request comes from - write it as IPv4";
  const first = firstOf(block);
  if (first === block.bits) return undefined;
  const { address, width, prefix } = block;
  const network = `${addressText(first, width)}/${prefix}`;
  return `has bits behind its prefix - write ${network} for the network, or ${address}/${width} for the one address`;
}

/** Whether there is an address in both blocks; false where one cannot be read. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parseBlock(one), parseBlock(other)];
  if (a?.width !== b?.width || a === undefined || b === undefined) return false;
  const behind = BigInt(a.width - Math.min(a.prefix, b.prefix));
  return a.bits >> behind === b.bits >> behind;
}

/** Whether a block holds every address of its kind. */
export function isEverywhere(text: string): boolean {
  return parseBlock(text)?.prefix === 0;
}

/** A block as Envoy's API writes it. Throws where it cannot be read. */
export function cidrRange(text: string) {
  const block = parseBlock(text);
  if (block === undefined) throw new Error(`'${text}' ${blockMistake(text) ?? "cannot be read"}`);
  return { address_prefix: block.address, prefix_len: block.prefix };
}

/** A block as it is written, which may have bits behind its prefix; undefined where it cannot be read. */
export function parseBlock(text: string): AddressBlock | undefined {
  const [, address = "", length = ""] = /^([0-9A-Fa-f.:]+)\/(0|[1-9][0-9]{0,2})$/.exec(text) ?? [];
  const prefix = Number(length);
  if (isIP(address) === 0) return undefined;
  const width = widthOf(address);
  return prefix > width ? undefined : { address, bits: bitsOf(address), width, prefix };
}

function widthOf(address: string): 32 | 128 {
  return isIP(address) === 4 ? 32 : 128;
}

/** Its first address. */
export function firstOf({ bits, width, prefix }: AddressBlock): bigint {
  const behind = BigInt(width - prefix);
  return (bits >> behind) << behind;
}

/** Whether all of a block's addresses begin with `::ffff:0:0/96`. */
function isMapped({ bits, width, prefix }: AddressBlock): boolean {
  return width === 128 && prefix >= 96 && bits >> 32n === 0xffffn;
}

function bitsOf(address: string): bigint {
  if (isIP(address) === 4) {
    return address.split(".").reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
  }
  // A URL spells an IPv6 address in groups of hexadecimal digits, with `::` for one run of zeros.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [before, after] = [groupsOf(head), groupsOf(tail ?? "")];
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].reduce((bits, part) => (bits << 16n) | BigInt(`0x${part}`), 0n);
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}

/** An address as text. */
export function addressText(bits: bigint, width: 32 | 128): string {
  if (width === 32) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
