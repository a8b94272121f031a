import type { Hub } from '@gavel/live';
import { addressOf } from './addresses.ts';
import {
  type Api,
  type Auth,
  buildApi,
  createApp,
  createAuth,
  ensureFirstAdmin,
  howToSignIn,
  operationRoutes,
} from './api/index.ts';
import { buildWeb } from './cli/setup/web-build.ts';
import {
  ACCEPT_QUEUE,
  type Credentials,
  channelPolicy,
  createGateway,
  type Gateway,
  type GatewayUser,
} from './gateway/index.ts';
import { Line } from './line/line.ts';
import { WatchingHub } from './line/watching-hub.ts';
import type { Resources } from './resources.ts';
import type { Role } from './role.ts';
import { Sweeper } from './sweeper/sweeper.ts';

/** Serves the api, the gateway, or both on one port, and takes part in sweeping. */
export async function startServer(resources: Resources, parts: ('api' | 'gateway')[]): Promise<Role> {
  const { settings, log, redisUrl, store } = resources;
  const { signup, adminToken, host, port } = settings;
  const secret = addressOf(settings, 'authSecret');
  const line = new Line(resources);
  const hub = new WatchingHub({ url: redisUrl, onError: (error) => log.warn({ err: error }, 'Redis') }, line);
  const auth = createAuth({ store, secret, signup, adminToken, log });
  const app = parts.includes('api') ? await openApi(resources, hub, auth) : openWithoutApi(resources);
  const gateway = parts.includes('gateway') ? openGateway(resources, hub, auth) : null;
  if (gateway) {
    await app.register(gateway.sse);
    gateway.attach(app.server);
  }
  await app.listen({ host, port, backlog: ACCEPT_QUEUE, ...shared(parts, port) });
  const sweeper = new Sweeper(resources);
  log.info({ parts, address: app.server.address() }, 'serving');

  return {
    async stop() {
      await Promise.all([sweeper.stop(), line.stop()]);
      if (gateway) {
        // Who leaves must not come back here while others listen on this port.
        app.server.close();
        await gateway.drain();
      }
      await gateway?.close();
      await app.close();
      hub.close();
    },
  };
}

/** Gateways started with the same port share it: the kernel deals new connections out to them. Linux has this. */
const shared = (parts: ('api' | 'gateway')[], port: number) =>
  parts.join() === 'gateway' && port !== 0 && process.platform === 'linux' ? { reusePort: true } : {};

async function openApi(resources: Resources, hub: Hub, auth: Auth): Promise<Api> {
  await resources.store.migrate();
  // Under `gavel up` there is one by now. It is no line of the log: those are gathered and kept.
  const admin = await ensureFirstAdmin(resources.store);
  if (admin) console.log(howToSignIn(admin));
  const webRoot = await buildWeb(resources.settings.home);
  return buildApi({ ...resources, hub, auth, webRoot });
}

function openWithoutApi(resources: Resources): Api {
  const app = createApp(resources);
  operationRoutes(app, resources);
  return app;
}

function openGateway({ store, log, registry }: Resources, hub: Hub, auth: Auth): Gateway {
  return createGateway({
    hub,
    authenticate: (credentials) => gatewayUser(auth, credentials),
    mayRead: channelPolicy({
      submission: store.submissions.owner,
      run: store.runs.owner,
      eventIsShown: store.events.isShown,
    }),
    log,
    registry,
  });
}

async function gatewayUser(auth: Auth, credentials: Credentials): Promise<GatewayUser | null> {
  const account = await auth.authenticate(credentials);
  return account && { userId: account.id, role: account.role };
}
