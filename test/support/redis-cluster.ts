import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { startTestRedis, type TestRedis } from './redis.ts';
import { until } from './until.ts';

const SLOTS = 16_384;
const wholes = ['cluster_state:ok', 'cluster_known_nodes:3', `cluster_slots_assigned:${SLOTS}`];

export interface TestRedisCluster {
  /** Names two of the nodes; the third must be found. */
  readonly url: string;
  readonly nodes: readonly TestRedis[];
  stop(): Promise<void>;
}

/** Three masters on loopback that share the slots. */
export async function startTestRedisCluster(...flags: string[]): Promise<TestRedisCluster> {
  const clustered = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', ...flags];
  const nodes = await Promise.all(Array.from({ length: 3 }, () => startTestRedis(...clustered)));
  const [first] = nodes as [TestRedis, ...TestRedis[]];
  for (const [nth, { port }] of nodes.entries()) {
    const own = Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => slot % 3 === nth);
    await command(port, `CLUSTER SET-CONFIG-EPOCH ${nth + 1}`);
    await command(port, `CLUSTER ADDSLOTS ${own.join(' ')}`);
    if (port !== first.port) await command(first.port, `CLUSTER MEET 127.0.0.1 ${port}`);
  }
  await until('every node sees a whole cluster', async () => {
    const states = await Promise.all(nodes.map(({ port }) => command(port, 'CLUSTER INFO')));
    // Where full coverage is not required, the state is ok before a node has heard who serves which slots.
    return states.every((state) => wholes.every((whole) => state.includes(whole)));
  });
  return {
    url: nodes
      .slice(0, 2)
      .map((node) => node.url)
      .join(','),
    nodes,
    stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
  };
}

async function command(port: number, line: string): Promise<string> {
  const answer = await text(connect(port, '127.0.0.1').end(`${line}\r\n`));
  if (answer.startsWith('-')) throw new Error(`${line.slice(0, 60)} was answered by ${answer}`);
  return answer;
}
