import {
  connectLasting,
  createRedisClient,
  isCluster,
  lasting,
  runScript,
  type Script,
  stayDestroyed,
} from '@gavel/redis-link';
import { createClient, type createCluster } from 'redis';

/**
 * On a cluster a subscription that moves along with its slot may miss messages, and nothing but the next one would
 * tell: channels are looked at this often in any case.
 */
const CLUSTER_LOOK_MS = 30_000;

type Listener = (text: string) => void;

/** The connection of a hub: what is published, and scripts. */
export interface Subscriber {
  subscribe(root: string, listener: Listener): Promise<unknown>;
  unsubscribe(root: string, listener: Listener): Promise<unknown>;
  run(script: Script, root: string, args: readonly (string | number)[]): Promise<unknown>;
  close(): void;
}

interface SubscriberOptions {
  readonly url: string;
  readonly onError: (error: Error) => void;
  /** Connected (again), all channels are subscribed to; messages may have been missed. */
  readonly onReady: () => void;
}

export function openSubscriber(options: SubscriberOptions): Subscriber {
  return isCluster(options.url) ? openClustered(options) : openSingle(options);
}

/** One connection for both, so Redis itself puts messages and history in order. Calls wait while Redis is away. */
function openSingle({ url, onError, onReady }: SubscriberOptions): Subscriber {
  const client = createClient({ url, RESP: 3, ...lasting });
  stayDestroyed(client);
  client.on('error', onError);
  // Comes after node-redis has subscribed to all channels again.
  client.on('ready', onReady);
  client.connect().catch(onError);
  return {
    subscribe: (root, listener) => client.subscribe(root, listener),
    unsubscribe: (root, listener) => client.unsubscribe(root, listener),
    run: (script, root, args) => runScript(client, script, root, args),
    close: () => client.destroy(),
  };
}

/** Sharded Pub/Sub: a message goes to the node of its channel only. Redis ≥ 7 or Valkey. */
function openClustered({ url, onError, onReady }: SubscriberOptions): Subscriber {
  const client = createRedisClient(url, { onError });
  const sharded = client as unknown as ReturnType<typeof createCluster>;
  const closing = new AbortController();
  client.on('ready', onReady);
  void connectLasting(client, closing.signal);
  const looks = setInterval(onReady, CLUSTER_LOOK_MS);
  return {
    subscribe: (root, listener) => sharded.sSubscribe(root, listener),
    unsubscribe: (root, listener) => sharded.sUnsubscribe(root, listener),
    run: (script, root, args) => runScript(client, script, root, args),
    close() {
      closing.abort();
      clearInterval(looks);
      client.destroy();
    },
  };
}
