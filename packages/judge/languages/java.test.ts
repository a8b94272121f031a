import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { java } from './java.ts';

describe('the plan of a Java source', () => {
  const main = 'public static void main(String[] args) {}';
  const cases: [string, { fileName: string; entry: string }][] = [
    [`public class Main { ${main} }`, { fileName: 'Main.java', entry: 'Main' }],
    [`public final class Adder { ${main} }`, { fileName: 'Adder.java', entry: 'Adder' }],
    [`class Helper {} class Start { ${main} }`, { fileName: 'Main.java', entry: 'Start' }],
    [`// public class Wrong\nclass A { ${main} } class B {}`, { fileName: 'Main.java', entry: 'A' }],
    [`package a.b;\npublic class C { ${main} }`, { fileName: 'C.java', entry: 'a.b.C' }],
    [`class A { String s = "public class X {"; ${main} }`, { fileName: 'Main.java', entry: 'A' }],
    ['no Java at all', { fileName: 'Main.java', entry: 'Main' }],
  ];
  for (const [source, plan] of cases)
    test(source, () => {
      assert.deepEqual(java.plan(source), plan);
    });
});
