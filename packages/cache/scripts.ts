import { loadScript } from '@gavel/redis-link';

const load = (name: string) => loadScript(new URL('./lua/', import.meta.url), name);

export const scripts = {
  begin: load('begin'),
  clear: load('clear'),
  end: load('end'),
  fill: load('fill'),
  get: load('get'),
  lease: load('lease'),
  provide: load('provide'),
};

/** What the keys of all entries of a resource begin with. */
export const prefixOf = (resource: string) => `{gavel:cache:${resource}:`;

/** The beginning of an entry's keys, and its hash tag: encoded, since an id may hold a brace. */
export const rootOf = (resource: string, id: string) => `${prefixOf(resource)}${encodeURIComponent(id)}}`;
