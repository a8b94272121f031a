/**
 * How many times slower than a usual machine this one computes: limits of CPU time in tests are multiplied by it.
 * Above 1 only where every instruction is emulated (test/vm).
 */
export const slowness = Number(process.env.GAVEL_TEST_SLOWNESS ?? 1);
