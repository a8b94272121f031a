/** The side of a `Child` that is the process: obeys what its parent asks, one answer each, and ends with it. */
export function takeOrders<Order>(obey: (order: Order) => Promise<unknown>): void {
  process.on('message', ({ id, order }: { id: number; order: Order }) => {
    obey(order).then(
      (answer) => process.send?.({ id, answer }),
      (error: Error) => process.send?.({ id, error: error.message }),
    );
  });
  process.on('disconnect', () => process.exit());
}

/** What `Child.greeting` waits for. */
export const greet = (answer?: unknown) => process.send?.({ id: 0, answer });

/** Milliseconds of processor time of this process. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
