import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDraft, readLanguage, writeDraft, writeLanguage } from './drafts.ts';
import { templateFor } from './templates.ts';

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const blocked = {
  getItem: () => refuse(),
  setItem: () => refuse(),
  removeItem: () => refuse(),
};

function refuse(): never {
  throw new DOMException('The operation is insecure.', 'SecurityError');
}

describe('drafts', () => {
  test('are kept per problem and language, and start with the template', () => {
    const storage = memory();
    assert.equal(readDraft(storage, 'two-sums', 'python'), templateFor('python'));
    writeDraft(storage, 'two-sums', 'python', 'print(1)');
    assert.equal(readDraft(storage, 'two-sums', 'python'), 'print(1)');
    assert.equal(readDraft(storage, 'two-sums', 'cpp'), templateFor('cpp'));
    assert.equal(readDraft(storage, 'other', 'python'), templateFor('python'));
  });

  test('leave nothing behind when they are the template again', () => {
    const storage = memory();
    writeDraft(storage, 'two-sums', 'python', 'print(1)');
    writeDraft(storage, 'two-sums', 'python', templateFor('python'));
    assert.equal(storage.kept.size, 0);
  });

  test('are done without when storage is blocked', () => {
    writeDraft(blocked, 'two-sums', 'cpp', 'x');
    writeLanguage(blocked, 'cpp');
    assert.equal(readDraft(blocked, 'two-sums', 'cpp'), templateFor('cpp'));
    assert.equal(readLanguage(blocked, ['python']), 'python');
  });
});

describe('the language to start with', () => {
  test('is the last one used, if it is still on', () => {
    const storage = memory();
    assert.equal(readLanguage(storage, ['c', 'cpp', 'java']), 'cpp');
    writeLanguage(storage, 'java');
    assert.equal(readLanguage(storage, ['c', 'cpp', 'java']), 'java');
    assert.equal(readLanguage(storage, ['c', 'rust']), 'c');
    assert.equal(readLanguage(storage, []), undefined);
  });
});
