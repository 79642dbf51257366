/** Random draws that are the same for the same seed and number. */
export class Random {
  private state: number;

  /** The draws of one of many cases: `number` may be any. */
  constructor(seed: number, number: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0;
    for (let round = 0; round < 4; round++) this.next();
  }

  /** From 0 to less than 1. */
  next(): number {
    // mulberry32: small, and good enough to choose what is sent.
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from `least` to `most`. */
  within(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True in `share` of the draws. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of `choices`. @throws Error when there are none */
  of<T>(choices: readonly T[]): T {
    const chosen = choices[this.within(0, choices.length - 1)];
    if (chosen === undefined) throw new Error("there is nothing to choose from");
    return chosen;
  }
}
