import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { makeZip } from '../../../../packages/problem-package/zip-writer.fixture.ts';
import { ADMIN_TOKEN, call, newUser, putSum, startTestApi, sumPackage } from './fixture.ts';

const api = await startTestApi();
after(api.close);
const put = (body: unknown, type = 'application/zip', slug = 'bad') =>
  call(api, ADMIN_TOKEN, `PUT /api/v1/problems/${slug}`, body, { 'content-type': type });

test('a package makes a problem, and then replaces it', async () => {
  const first = await putSum(api);
  const stored = { slug: 'sum', title: 'Sum of two', tests: 2, warnings: [] };
  assert.deepEqual([first.status, first.body], [201, stored]);
  assert.equal((await putSum(api)).status, 200);

  const { body } = await call(api, null, 'GET /api/v1/problems/sum');
  assert.deepEqual(body.samples, [{ name: 'sample/1', input: '1 2\n', answer: '3\n' }]);
  assert.deepEqual([body.timeLimitMs, body.memoryLimitKiB, body.own], [1000, 65_536, null]);
  assert.match(body.statementHtml, /class="katex"/);
  assert.doesNotMatch(body.statementHtml, /<script/);
  const [listed] = (await call(api, (await newUser(api)).token, 'GET /api/v1/problems')).body;
  assert.deepEqual([listed.slug, listed.tests, listed.own, listed.solvedBy], ['sum', 2, 'none', 0]);
});

test('problems are read from the cache, and a new revision is seen at once', async () => {
  await putSum(api, 'cached');
  const read = async () => {
    const [one, all] = [
      await call(api, null, 'GET /api/v1/problems/cached'),
      await call(api, null, 'GET /api/v1/problems'),
    ];
    const listed = all.body.find((each: { slug: string }) => each.slug === 'cached');
    return [one.body.title, listed.title];
  };
  const loads = () => {
    const counted = api.cache.stats().filter(({ options }) => /^problems?$/.test(options.name));
    return counted.reduce((sum, { counters }) => sum + counters.loads, 0);
  };
  assert.deepEqual(await read(), ['Sum of two', 'Sum of two']);
  const before = loads();
  assert.deepEqual(await read(), ['Sum of two', 'Sum of two']);
  assert.equal(loads(), before);
  const renamed = makeZip([
    { path: 'problem.yaml', data: 'name: Another\n' },
    { path: 'problem_statement/problem.en.md', data: 'Nothing.\n' },
    { path: '.timelimit', data: '1' },
    { path: 'data/secret/1.in', data: '1\n' },
    { path: 'data/secret/1.ans', data: '1\n' },
  ]);
  assert.equal((await put(renamed, 'application/zip', 'cached')).status, 200);
  assert.deepEqual(await read(), ['Another', 'Another']);
});

/** A package with one line more in its problem.yaml. */
const smallWith = (line: string, ...more: { path: string; data: string }[]) =>
  makeZip([
    { path: 'problem.yaml', data: `name: Small\n${line}\n` },
    { path: 'problem_statement/problem.en.md', data: 'Nothing.\n' },
    { path: '.timelimit', data: '1' },
    { path: 'data/secret/1.in', data: '1\n' },
    { path: 'data/secret/1.ans', data: '1\n' },
    ...more,
  ]);

test('what of a package is not used is told', async () => {
  const { status, body } = await put(smallWith('colour: red'), 'application/zip', 'odd');
  assert.equal(status, 201);
  assert.deepEqual(body.warnings, [{ path: 'problem.yaml', message: 'colour is not used' }]);
});

test('a program of the package in a language that no worker judges is told', async () => {
  const checker = { path: 'output_validators/Check.java', data: 'public class Check {}\n' };
  const checked = smallWith('validation: custom', checker);
  const { status, body } = await put(checked, 'application/zip', 'checked');
  assert.equal(status, 201);
  const message = 'no worker here judges java: until one does, submissions end as judge errors';
  assert.deepEqual(body.warnings, [{ path: 'Check.java', message }]);
});

test('of what decides, clients learn whether it is interactive, and nothing else', async () => {
  const talk = makeZip([
    { path: 'problem.yaml', data: 'name: Talk\nvalidation: custom interactive\nvalidator_flags: hush\n' },
    { path: 'problem_statement/problem.en.md', data: 'Guess.\n' },
    { path: 'output_validators/talk.py', data: 'print("the answer is 7")\n' },
    { path: '.timelimit', data: '1' },
    { path: 'data/sample/1.in', data: '7\n' },
    { path: 'data/sample/1.ans', data: '7\n' },
  ]);
  const stored = await put(talk, 'application/zip', 'talk');
  const one = await call(api, null, 'GET /api/v1/problems/talk');
  const all = await call(api, null, 'GET /api/v1/problems');
  const listed = all.body.find((each: { slug: string }) => each.slug === 'talk');
  assert.deepEqual([stored.status, one.body.interactive, listed.interactive], [201, true, true]);
  assert.deepEqual(one.body.samples, []);
  assert.doesNotMatch(JSON.stringify([stored.body, one.body, listed]), /talk\.py|answer|hush|comparison/);
  await putSum(api, 'talk');
  assert.equal((await call(api, null, 'GET /api/v1/problems/talk')).body.interactive, false);
});

test('a package with faults is refused with all of them', async () => {
  const broken = makeZip([
    { path: 'problem.yaml', data: 'name: [' },
    { path: 'data/secret/1.in', data: '1' },
    { path: '../evil', data: 'x' },
  ]);
  const { status, body } = await put(broken);
  assert.deepEqual([status, body.code], [422, 'package-faults']);
  assert.ok(body.faults.length >= 3, JSON.stringify(body.faults));
  for (const { path, message } of body.faults) assert.ok(typeof path === 'string' && message);
  assert.equal((await call(api, null, 'GET /api/v1/problems/bad')).status, 404);
});

test('what is no package is refused', async () => {
  assert.equal((await put(sumPackage.subarray(0, 200))).status, 422);
  assert.equal((await put('')).status, 422);
  const { code, detail } = (await put('{}', 'application/json')).body;
  assert.deepEqual(
    [code, detail],
    ['unsupported-type', 'send Content-Type: application/zip; you sent "application/json"'],
  );
  const nothing = await fetch(`${api.base}/api/v1/problems/bad`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  assert.equal(nothing.status, 400);
  assert.equal((await put(sumPackage, 'application/zip', 'Bad_Slug')).status, 400);
});

test('only admins keep problems', async () => {
  const { token } = await newUser(api);
  const headers = { 'content-type': 'application/zip' };
  assert.equal((await call(api, token, 'PUT /api/v1/problems/mine', sumPackage, headers)).status, 403);
  assert.equal((await call(api, null, 'PUT /api/v1/problems/mine', sumPackage, headers)).status, 401);
});
