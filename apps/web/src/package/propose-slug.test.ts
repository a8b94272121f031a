import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposeSlug } from './propose-slug.ts';

test('the name of a package becomes a slug that the api accepts', () => {
  const proposals = {
    'night-trains.zip': 'night-trains',
    'Night Trains.ZIP': 'night-trains',
    'night-trains (1).zip': 'night-trains',
    'night-trains(12).kpp': 'night-trains',
    'Übung_3: Züge.zip': 'ubung-3-zuge',
    '--a--.zip': 'a',
    '2024.final.zip': '2024-final',
    trains: 'trains',
  };
  for (const [name, slug] of Object.entries(proposals)) assert.equal(proposeSlug(name), slug, name);
});

test('a long name is cut, and not behind a hyphen', () => {
  assert.equal(proposeSlug(`-${'a'.repeat(80)}.zip`), 'a'.repeat(64));
  assert.equal(proposeSlug(`${'a'.repeat(63)} b.zip`), 'a'.repeat(63));
});

test('of a name without Latin letters and digits nothing is left', () => {
  for (const name of ['поезда.zip', '.zip', '']) assert.equal(proposeSlug(name), '');
});
