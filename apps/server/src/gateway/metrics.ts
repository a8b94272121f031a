import { Counter, Gauge, Registry } from 'prom-client';
import type { Connections } from './connections.ts';

export type GatewayMetrics = ReturnType<typeof gatewayMetrics>;

/** What a gateway counts. Without a registry nobody reads it. */
export function gatewayMetrics(
  connections: Connections,
  channels: () => number,
  registry: Registry = new Registry(),
) {
  const registers = [registry];
  new Gauge({
    name: 'gavel_live_connections',
    help: 'Open live connections',
    labelNames: ['transport'],
    registers,
    collect() {
      const counts = { websocket: 0, sse: 0 };
      for (const { transport } of connections) counts[transport]++;
      for (const [transport, count] of Object.entries(counts)) this.set({ transport }, count);
    },
  });
  new Gauge({
    name: 'gavel_live_users',
    help: 'Different users with an open live connection',
    registers,
    collect() {
      this.set(connections.users);
    },
  });
  new Gauge({
    name: 'gavel_live_channels',
    help: 'Channels that this process is subscribed to in Redis',
    registers,
    collect() {
      this.set(channels());
    },
  });
  return {
    closed: new Counter({
      name: 'gavel_live_closed_total',
      help: 'WebSockets that ended, by close code',
      labelNames: ['code'],
      registers,
    }),
    refused: new Counter({
      name: 'gavel_live_refused_total',
      help: 'Live connections that were refused, by reason',
      labelNames: ['reason'],
      registers,
    }),
  };
}
