import type { IncomingMessage } from 'node:http';
import { Hub } from '@gavel/live';
import { type Auth, buildApi, createAuth } from './api/index.ts';
import { buildWeb } from './cli/setup/web-build.ts';
import { channelPolicy, createGateway, type GatewayUser } from './gateway/index.ts';
import type { Resources } from './resources.ts';
import type { Role } from './role.ts';
import { Sweeper } from './sweeper/sweeper.ts';

/** Serves the api, the gateway, or both on one port, and takes part in sweeping. */
export async function startServer(resources: Resources, parts: ('api' | 'gateway')[]): Promise<Role> {
  const { settings, log, redisUrl, authSecret, store } = resources;
  const { signup, adminToken, host, port } = settings;
  await store.migrate();
  const hub = new Hub({ url: redisUrl, onError: (error) => log.warn({ err: error }, 'Redis') });
  const auth = createAuth({ store, secret: authSecret, signup, adminToken, log });
  const webRoot = parts.includes('api') ? await buildWeb(settings.home) : null;
  const api = await buildApi({ ...resources, hub, auth, webRoot });
  const gateway = createGateway({
    hub,
    authenticate: (request) => gatewayUser(auth, request),
    mayRead: channelPolicy({ submission: store.submissions.owner, run: store.runs.owner }),
    log,
  });
  if (parts.includes('gateway')) {
    await api.register(gateway.sse);
    gateway.attach(api.server);
  }
  await api.listen({ host, port });
  const sweeper = new Sweeper(resources);
  log.info({ parts, address: api.server.address() }, 'serving');

  return {
    async stop() {
      await sweeper.stop();
      await gateway.drain();
      await api.close();
      await gateway.close();
      hub.close();
    },
  };
}

async function gatewayUser(auth: Auth, request: IncomingMessage): Promise<GatewayUser | null> {
  const account = await auth.authenticate(request);
  return account && { userId: account.id, role: account.role };
}
