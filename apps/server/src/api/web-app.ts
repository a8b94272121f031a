import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Api } from './context.ts';

/**
 * The built web app. Vite names what is under `assets/` by its content, so it never changes; every other address that
 * a browser asks for as a page is the app's to route.
 */
export async function serveWebApp(app: Api, root: string): Promise<void> {
  const assets = join(root, 'assets');
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    index: 'index.html',
    cacheControl: false,
    setHeaders(reply, path) {
      const forever = path.startsWith(assets);
      reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    const path = request.url.split('?', 1)[0] as string;
    const page =
      /^\/(api|live)(\/|$)/.test(path) || !request.headers.accept?.includes('text/html')
        ? null
        : 'index.html';
    return page ? reply.sendFile(page) : reply.callNotFound();
  });
}
