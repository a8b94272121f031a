import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { bounds } from '@gavel/contract';
import { ADMIN_TOKEN, startTestApi } from './fixture.ts';

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'gavel-bodies-'));
const api = await startTestApi();
after(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

/** A file of zeros: it takes no room. */
async function fileOf(bytes: number): Promise<string> {
  const path = join(folder, String(bytes));
  await using file = await open(path, 'w');
  await file.truncate(bytes);
  return path;
}

/** What curl has got at its end: the status, the code of the problem, and how many bytes it has sent. */
async function curl(path: string, file: string, ...options: string[]) {
  const call = ['-s', '-S', '--max-time', '60', '--data-binary', `@${file}`, ...options, api.base + path];
  const { stdout } = await run('curl', [...call, '-w', '\n%{http_code} %{size_upload}']);
  const [body = '', end = ''] = stdout.split('\n');
  const [status, sent] = end.split(' ').map(Number);
  return { status, sent, code: JSON.parse(body).code, detail: JSON.parse(body).detail };
}

const json = ['-H', 'content-type: application/json'];
const zip = ['-X', 'PUT', '-H', 'content-type: application/zip'];
const admin = ['-H', `authorization: Bearer ${ADMIN_TOKEN}`];
const ways = {
  'that asks first': ['-H', 'expect: 100-continue'],
  'that does not ask': ['-H', 'expect:'],
  'in chunks that asks first': ['-H', 'expect: 100-continue', '-H', 'transfer-encoding: chunked'],
  'in chunks': ['-H', 'expect:', '-H', 'transfer-encoding: chunked'],
  'that wants the connection closed': ['-H', 'expect:', '-H', 'connection: close'],
  'of HTTP/1.0': ['-0'],
};

for (const [way, headers] of Object.entries(ways)) {
  test(`a body past the bound ${way}: the refusal arrives, each time`, async () => {
    const file = await fileOf(20 * bounds.requestBody);
    for (let time = 0; time < 5; time++) {
      const { status, code, sent } = await curl('/api/v1/submissions', file, ...headers, ...json, ...admin);
      assert.deepEqual([status, code], [413, 'too-large']);
      if (way === 'that asks first') assert.equal(sent, 0);
    }
  });

  test(`a body ${way} from who may not send it: so does that refusal`, async () => {
    const file = await fileOf(bounds.requestBody);
    const { status, code } = await curl('/api/v1/submissions', file, ...headers, ...json);
    assert.deepEqual([status, code], [401, 'unauthorized']);
  });
}

for (const way of ['that asks first', 'in chunks'] as const) {
  test(`a package past the bound ${way} is refused with an answer`, async () => {
    const file = await fileOf(bounds.packageZip + 1);
    const { status, code } = await curl('/api/v1/problems/sum', file, ...ways[way], ...zip, ...admin);
    assert.deepEqual([status, code], [413, 'too-large']);
  });
}

test('a client that asks first and is welcome is told to go on', async () => {
  const file = await fileOf(2 * bounds.requestBody);
  const { status, code, sent } = await curl(
    '/api/v1/problems/sum',
    file,
    ...ways['that asks first'],
    ...zip,
    ...admin,
  );
  assert.deepEqual([status, code, sent], [422, 'package-faults', 2 * bounds.requestBody]);
});

test('the refusal tells how much one may send', async () => {
  const file = await fileOf(2 * bounds.requestBody);
  assert.match((await curl('/api/v1/runs', file, ...json, ...admin)).detail, /may have 1 MiB/);
});
