import { loadScript } from '@gavel/redis-link';

const load = (name: string) => loadScript(new URL('./lua/', import.meta.url), name);

export const scripts = { history: load('history'), publish: load('publish') };

/** The name that is published to, and the beginning of all keys of the channel. */
export const rootOf = (channel: string) => `{gavel:live:${channel}}`;
