/** Numbers that a seed decides: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least `from`, below `to`. */
  between(from: number, to: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return from + (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (to - from);
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.between(0, from.length))] as T;
  }
}
