import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { checkoutRoot } from '../paths.ts';
import { errorTable } from './errors.ts';
import { ADMIN_TOKEN, call, newUser, startTestApi } from './fixture.ts';

const api = await startTestApi({ maxWaiting: 1_000 });
after(api.close);
const { body: document } = await call(api, null, 'GET /api/v1/openapi.json');

test('the document lists the calls of the contract', () => {
  assert.match(document.openapi, /^3\.1\./);
  const calls = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  for (const route of [
    ...['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /api/v1/languages', 'POST /api/v1/users'],
    ...[
      'GET /api/v1/me',
      'GET /api/v1/problems',
      'GET /api/v1/problems/{slug}',
      'PUT /api/v1/problems/{slug}',
    ],
    ...['POST /api/v1/submissions', 'GET /api/v1/submissions/{id}', 'GET /api/v1/submissions'],
    ...['POST /api/v1/runs', 'GET /api/v1/runs/{id}', 'GET /api/v1/queue'],
    ...['GET /api/v1/events', 'POST /api/v1/events', 'GET /api/v1/events/{id}', 'PATCH /api/v1/events/{id}'],
    ...['DELETE /api/v1/events/{id}', 'GET /api/v1/events/{id}/standings', 'POST /api/v1/events/{id}/join'],
    ...['POST /api/v1/submissions/{id}/cancel', 'POST /api/v1/submissions/{id}/rejudge'],
    ...['GET /api/v1/queue/dead', 'POST /api/v1/queue/dead/{id}/retry', 'GET /api/v1/rejudgings'],
    ...['POST /api/v1/rejudgings', 'GET /api/v1/rejudgings/{id}', 'GET /api/v1/rejudgings/{id}/submissions'],
    ...['POST /api/v1/rejudgings/{id}/apply', 'POST /api/v1/rejudgings/{id}/cancel'],
    ...['GET /api/v1/tokens', 'POST /api/v1/tokens', 'DELETE /api/v1/tokens/{id}'],
  ]) {
    assert.ok(calls.includes(route), route);
  }
});

test('the document is whole: references lead somewhere, parameters are described', () => {
  JSON.stringify(document, (key, value) => {
    if (key === '$ref') {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(value)?.[1];
      assert.ok(name && document.components.schemas[name], value);
    }
    return value;
  });
  for (const [path, methods] of Object.entries<Record<string, Operation>>(document.paths)) {
    for (const [method, { parameters = [], responses }] of Object.entries(methods)) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      assert.deepEqual(
        inPath,
        [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
        `${method} ${path}`,
      );
      assert.match(Object.keys(responses ?? {}).join(), /^20[014]/, `${method} ${path}`);
    }
  }
  assert.doesNotMatch(JSON.stringify(document), /Default Response/);
  assert.deepEqual(document.paths['/api/v1/problems/{slug}'].put.requestBody, {
    required: true,
    content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
  });
});

test('faults name the parts of a request as the document does', async () => {
  const id = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071';
  for (const [route, path, body] of [
    [`GET /api/v1/submissions/${id}?wait=x`, 'query.wait'],
    ['GET /api/v1/problems/Bad_Slug', 'path.slug'],
    ['POST /api/v1/runs', 'body.source', { language: 'cpp', stdin: '' }],
  ] as const) {
    const answer = await call(api, ADMIN_TOKEN, route, body);
    assert.deepEqual([answer.status, answer.body.faults[0].path], [400, path]);
  }
});

interface Operation {
  parameters?: { in: string; name: string }[];
  responses?: object;
}

test('the page that shows it loads nothing from outside', async () => {
  const page = await call(api, null, 'GET /api/docs/');
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/);
  assert.doesNotMatch(page.body, /(src|href)="https?:/);
});

test('docs/errors.md lists every error as it is', async () => {
  const page = await readFile(join(checkoutRoot, 'docs/errors.md'), 'utf8');
  // The formatter aligns tables.
  const plain = (text: string) => text.replace(/ +/g, ' ').replace(/-+/g, '-').replaceAll('| - ', '|-');
  assert.ok(plain(page).includes(plain(errorTable())), `put this into docs/errors.md:\n${errorTable()}`);
});

test('every answer carries the headers that keep browsers safe', async () => {
  const { headers } = await call(api, null, 'GET /healthz');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.match(headers.get('content-security-policy') ?? '', /script-src 'self';/);
});

test('what is not there, and what is called wrongly, is told apart', async () => {
  assert.equal((await call(api, null, 'GET /api/v1/none')).body.code, 'no-such-route');
  assert.equal((await call(api, null, 'GET /%zz')).status, 400);
  const wrong = await call(api, ADMIN_TOKEN, 'DELETE /api/v1/submissions');
  assert.deepEqual([wrong.status, wrong.body.code], [405, 'method-not-allowed']);
  assert.match(wrong.headers.get('allow') ?? '', /POST/);
});

test('what is not HTTP, or has too many headers, is answered with a problem too', async () => {
  const send = async (text: string) => {
    const { hostname, port } = new URL(api.base);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    const answer = Buffer.concat(await socket.toArray()).toString();
    const [head, body] = answer.split('\r\n\r\n') as [string, string];
    assert.match(head, /content-type: application\/problem\+json/);
    return [head.split('\r\n')[0], JSON.parse(body).code];
  };
  assert.deepEqual(await send('hello\r\n\r\n'), ['HTTP/1.1 400 Bad Request', 'invalid-request']);
  const large = `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`;
  assert.deepEqual(await send(large), ['HTTP/1.1 431 Request Header Fields Too Large', 'headers-too-large']);
});

test('a body is taken as it was sent, or not at all', async () => {
  const named = (name: Buffer) => {
    const body = Buffer.concat([Buffer.from('{"name":"'), name, Buffer.from('"}')]);
    return call(api, ADMIN_TOKEN, 'POST /api/v1/tokens', body);
  };
  const latin1 = await named(Buffer.from('café', 'latin1'));
  assert.deepEqual([latin1.status, latin1.body.code], [400, 'invalid-request']);
  assert.match(latin1.body.detail, /UTF-8/);
  assert.equal((await named(Buffer.from('café 🙂'))).body.name, 'café 🙂');
  for (const sent of ['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '{', '']) {
    const { status, body } = await call(api, ADMIN_TOKEN, 'POST /api/v1/tokens', sent);
    assert.deepEqual([status, body.code], [400, 'malformed-body'], sent);
  }
});

test('where there is no body to send, an empty one of any type is none', async () => {
  const { id } = (await call(api, ADMIN_TOKEN, 'POST /api/v1/tokens', { name: 'short' })).body;
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
  const { status } = await fetch(`${api.base}/api/v1/tokens/${id}`, { method: 'DELETE', headers });
  assert.equal(status, 204);
});

test('nothing that is sent makes the api fail', async () => {
  const { token } = await newUser(api, 'admin');
  const routes = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const body = fc.record(
    {
      ...{ problem: fc.oneof(text, fc.constant('sum')), language: fc.oneof(text, fc.constant('cpp')) },
      ...{ source: text, stdin: text, handle: text, username: text, email: text, password: text, name: text },
      limits: fc.oneof(text, fc.record({ cpuMs: fc.integer() }, { requiredKeys: [] })),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      fc.oneof(body, fc.jsonValue(), fc.string()),
      fc.oneof(fc.uuid(), text),
      fc.dictionary(fc.constantFrom('wait', 'cursor', 'problem', 'user'), fc.string(), { maxKeys: 2 }),
      async ({ method, path }, sent, part, query) => {
        const address = path.replace(/\{\w+\}/, encodeURIComponent(part.toWellFormed()));
        const url = `${address}?${new URLSearchParams({ ...query, wait: '0' })}`;
        const bare = method === 'GET' || method === 'HEAD';
        const { status } = await call(api, token, `${method} ${url}`, bare ? undefined : sent);
        assert.ok(status < 500, `${method} ${url}: ${status}`);
      },
    ),
    { numRuns: 200 },
  );
});
