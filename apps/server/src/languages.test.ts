import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startTestRedis, until } from '@gavel/test-support';
import { createClient, type RedisClientType } from 'redis';
import { LANGUAGES_KEY, Languages } from './languages.ts';
import { announceLanguages } from './worker/announce-languages.ts';

const server = await startTestRedis();
const redis: RedisClientType = createClient({ url: server.url });
await redis.connect();
after(async () => {
  redis.destroy();
  await server.stop();
});

const language = (id: string) => ({ id, name: id, version: '1' });
const known = async () => (await new Languages(redis).list()).map(({ id }) => id);
const fail = (error: Error) => assert.fail(error);

test('a worker is heard though its clock, or that of the api, is an hour off', async (t) => {
  const { now } = Date;
  const clock = t.mock.method(Date, 'now', () => now() - 3_600_000);
  const announcement = announceLanguages(redis, 'w1', [language('cpp')], fail);
  t.after(announcement.withdraw);
  await until('announced', () => redis.hExists(LANGUAGES_KEY, 'w1'));
  clock.mock.restore();
  assert.deepEqual(await known(), ['cpp']);
  t.mock.method(Date, 'now', () => now() + 3_600_000);
  assert.deepEqual(await known(), ['cpp']);
  await announcement.withdraw();
  assert.deepEqual(await known(), []);
});

test('what one worker says that cannot be read hides no other, and goes with the next that starts', async (t) => {
  await redis.hSet(LANGUAGES_KEY, 'strange', '{"seenAt":"now"}');
  await redis.hSet(LANGUAGES_KEY, 'broken', '{');
  await redis.hSet(LANGUAGES_KEY, 'gone', JSON.stringify({ seenAt: 1, languages: [language('ada')] }));
  const announcement = announceLanguages(redis, 'w1', [language('cpp')], fail);
  t.after(announcement.withdraw);
  await until('the others are forgotten', async () => (await redis.hLen(LANGUAGES_KEY)) === 1);
  await redis.hSet(LANGUAGES_KEY, 'broken', '{');
  assert.deepEqual(await known(), ['cpp']);
});
