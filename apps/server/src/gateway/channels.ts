import { Bounded } from '../bounded.ts';
import type { GatewayOptions, GatewayUser } from './types.ts';

export interface Owners {
  /** The user id whose submission or run this is; null: there is none. */
  submission(id: string): Promise<string | null>;
  run(id: string): Promise<string | null>;
  /** Whether others than admins may know of this event. */
  eventIsShown(id: string): Promise<boolean>;
}

/** A storm of clients that subscribe must leave Postgres to others, and to those who come in. */
const ASKED_AT_ONCE = 16;

/** Who may read which channel of the public contract. */
export function channelPolicy(owners: Owners): GatewayOptions['mayRead'] {
  const asked = new Bounded(ASKED_AT_ONCE, Number.POSITIVE_INFINITY);
  const isOwner = async (find: Owners['submission'], id: string, { userId }: GatewayUser) =>
    (await asked.run(() => find(id))) === userId;
  return async (user, channel) => {
    if (channel === 'all' || user.role === 'admin') return true;
    const [kind, id = ''] = channel.split(':');
    if (kind === 'user') return id === user.userId;
    if (kind === 'submission') return isOwner(owners.submission, id, user);
    if (kind === 'run') return isOwner(owners.run, id, user);
    return kind === 'event' && asked.run(() => owners.eventIsShown(id));
  };
}

/** The channel that a name stands for when this user says it. */
export const resolveChannel = (user: GatewayUser, name: string) =>
  name === 'user:me' ? `user:${user.userId}` : name;

const FORMS = 'all, admin, user:me, or user:ID, submission:ID, run:ID, event:ID with the id of one';
const SHOWN_CHARACTERS = 60;

/** Says that something does not have the form of a channel's name, and which forms there are. */
export function notAChannel(name: unknown): string {
  const said = JSON.stringify(name);
  const shown = said.length > SHOWN_CHARACTERS ? `${said.slice(0, SHOWN_CHARACTERS)}…` : said;
  return `${shown} is not a channel name: there are ${FORMS}`;
}
