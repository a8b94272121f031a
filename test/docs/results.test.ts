import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { startTestGavel, type TestGavel } from '@gavel/test-support';

const run = promisify(execFile);

describe('the commands of docs/results.md', () => {
  let gavel: TestGavel;
  let text: string;
  before(async () => {
    gavel = await startTestGavel();
    text = await readFile(new URL('../../docs/results.md', import.meta.url), 'utf8');
  });
  after(() => gavel?.remove());

  /** Runs the block of that name as it stands. */
  async function shell(name: string, env: Record<string, string> = {}): Promise<string> {
    const [, command] = new RegExp(`\`\`\`sh id=${name}\\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
    assert.ok(command, `${name} is in docs/results.md`);
    const variables = { ...process.env, GAVEL: gavel.url, TOKEN: gavel.adminToken, ...env };
    const { stdout } = await run('sh', ['-c', command], { env: variables, timeout: 120_000 });
    return stdout.trim();
  }

  test('all three ways give the verdict of a submission', async () => {
    const ID = await shell('submit');
    assert.match(ID, /^[0-9a-f-]{36}$/);
    const ways = ['polling', 'long-polling', 'sse'];
    const [polled, waited, pushed] = await Promise.all(ways.map((way) => shell(way, { ID })));
    for (const answer of [polled, waited]) assert.equal(JSON.parse(answer as string).verdict, 'AC');
    // On a slow machine the judging may outlast the ten seconds; who comes after is told all of it as well.
    const stream = pushed?.includes('submission.finished') ? pushed : await shell('sse', { ID });
    const events = stream.split('\n').flatMap((line) => JSON.parse(line).event ?? []);
    assert.equal(events.at(0)?.type, 'submission.queued');
    assert.equal(events.at(-1)?.verdict, 'AC');
  });
});
