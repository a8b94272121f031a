/** How many calls are under way at once: thousands would fill the connection that others use too. */
const AT_ONCE = 200;

/** Does it with all of them, in their order. Rejects when one failed; those of later pages are not begun then. */
export async function inPages<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    await Promise.all(items.slice(from, from + AT_ONCE).map(work));
  }
}
