/** A seeded source of numbers: the same seed gives the same tests on every machine. */
export class Random {
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt(seed);
  }

  /** SplitMix64, https://prng.di.unimi.it/splitmix64.c */
  #next(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  /** From `low` to `high`, both included. */
  int(low: number, high: number): number {
    return Number(this.big(BigInt(low), BigInt(high)));
  }

  /** The bias of the remainder is far below what a test could show. */
  big(low: bigint, high: bigint): bigint {
    return low + (this.#next() % (high - low + 1n));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }

  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last -= 1) {
      const other = this.int(0, last);
      [items[last], items[other]] = [items[other] as T, items[last] as T];
    }
    return items;
  }

  /** `count` numbers from `low` to `high`. */
  ints(count: number, low: number, high: number): number[] {
    return Array.from({ length: count }, () => this.int(low, high));
  }
}
