import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fastify from 'fastify';
import type { Api } from './context.ts';
import { answerProblems } from './respond.ts';
import { serveWebApp } from './web-app.ts';

const root = await mkdtemp(join(tmpdir(), 'gavel-web-'));
await mkdir(join(root, 'assets'));
await writeFile(join(root, 'index.html'), '<title>Gavel</title>');
await writeFile(join(root, 'assets/main-1a2b.js'), 'start()');
const app: Api = fastify();
answerProblems(app);
await serveWebApp(app, root);
after(async () => {
  await app.close();
  await rm(root, { recursive: true });
});

const get = (url: string, accept = 'text/html') => app.inject({ url, headers: { accept } });

test('pages are the app, and are asked for anew each time', async () => {
  for (const url of ['/', '/problems/sum', '/submissions/1?x=1']) {
    const { body, headers } = await get(url);
    assert.match(body, /Gavel/, url);
    assert.equal(headers['cache-control'], 'no-cache');
  }
});

test('assets are kept for ever', async () => {
  const { body, headers } = await get('/assets/main-1a2b.js', '*/*');
  assert.equal(body, 'start()');
  assert.match(headers['cache-control'] as string, /immutable/);
});

test('what is no page of the app is a problem', async () => {
  for (const url of ['/api/v1/none', '/live/none', '/api']) {
    assert.equal((await get(url)).json().code, 'no-such-route', url);
  }
  assert.equal((await get('/assets/none.js', '*/*')).statusCode, 404);
  assert.equal((await get('/../../etc/passwd', '*/*')).statusCode, 404);
});
