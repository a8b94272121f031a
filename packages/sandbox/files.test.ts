import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Box, Sandbox } from './index.ts';
import { attempt, home, roomy } from './test-support.ts';

describe('further files of a run', { concurrency: false }, () => {
  let sandbox: Sandbox;
  let box: Box;
  let files: string[];
  before(async () => {
    sandbox = await Sandbox.open({ home, boxes: 1 });
    box = await sandbox.box();
    files = ['a', 'b', 'c'].map((name) => join(box.scratch, name));
    for (const path of files) {
      await writeFile(path, `this is ${path.at(-1)}\n`);
      await chmod(path, 0o644);
    }
  });
  after(async () => {
    await box?.close();
    await sandbox?.close();
  });
  const shell = (script: string, given = files) =>
    attempt(box, { argv: ['/bin/sh', '-c', script], files: given });
  const noted = (script: string) =>
    attempt(box, { argv: ['/bin/sh', '-c', script], files, note: 'note.txt' });

  test('are read as descriptors and by name, from their beginning each time', async () => {
    for (let round = 0; round < 3; round++) {
      const { out } = await shell('cat <&3; cat /dev/fd/4 /dev/fd/4; cat /dev/fd/5');
      assert.equal(out, 'this is a\nthis is b\nthis is b\nthis is c\n');
    }
  });

  test('are not there for a run that is not given them', async () => {
    const { out } = await shell('ls /proc/self/fd | tr "\\n" " "', []);
    assert.equal(out, '0 1 2 3 ', 'the three, and the folder that ls reads');
    assert.equal((await shell('ls /dev/fd | tr "\\n" " "', files.slice(0, 1))).out, '0 1 2 3 4 ');
  });

  test('cannot be written to', async () => {
    const { err, out } = await shell('echo x >&3; echo y >/dev/fd/4; cat /dev/fd/3 /dev/fd/4');
    // By the mount, or by the seals of a copy.
    assert.match(err, /cannot create \/dev\/fd\/4: (Read-only file system|Operation not permitted)/);
    assert.equal(out, 'this is a\nthis is b\n');
  });

  test('a note is appended to what the program said on stderr, cut, whatever the program leaves running', async () => {
    const { err, out, exitCode } = await noted('echo said >&2; printf noted > /tmp/note.txt; exit 43');
    assert.deepEqual([err, out, exitCode], ['said\n\nnoted', '', 43]);
    const busy = await noted('yes > /tmp/note.txt & sleep 0.1; exit 1');
    assert.equal(busy.err, `\n${'y\n'.repeat(2048)}`.slice(0, 4096));
    assert.equal((await noted('exit 0')).err, '');
  });

  test('a note is a file, or nothing', async () => {
    const odd = ['ln -s /etc/passwd', 'mkfifo', 'mkdir', 'ln -s /tmp/note.txt'];
    for (const make of odd) assert.equal((await noted(`${make} /tmp/note.txt`)).err, '', make);
    await assert.rejects(attempt(box, { argv: ['/bin/true'], note: '../etc/passwd' }), /not understood/);
    const limits = { ...roomy, outputBytes: 10 };
    const long = { argv: ['/bin/sh', '-c', 'printf 0123456789 >&2; printf note > /tmp/note.txt'], limits };
    const uncut = await attempt(box, { ...long, note: 'note.txt' });
    assert.partialDeepStrictEqual(uncut, { err: '0123456789\nnote', limit: null, outputBytes: 10 });
    const full = await noted('head -c 65536 /dev/zero >&2; echo lost > /tmp/note.txt');
    assert.ok(full.err.length >= 65_536);
    assert.equal((await shell('echo > /tmp/note.txt')).err, '');
  });

  test('that cannot be opened, or are too many, are an error of the caller', async () => {
    await assert.rejects(shell('true', [join(box.scratch, 'none')]), /No such file/);
    await assert.rejects(shell('true', [...files, ...files]), /not understood/);
    assert.equal((await shell('cat <&3')).out, 'this is a\n');
  });
});
