import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { News, type NewsItem } from './news.ts';

const now = Date.parse('2026-05-05T12:00:00Z');
const lucky = (id: string): NewsItem => ({ id, type: 'lucky', coins: 5, message: '' });
const past = (id: string, hoursAgo: number) => ({
  ...lucky(id),
  event: null,
  createdAt: new Date(now - hoursAgo * 3_600_000).toISOString(),
});

class Kept extends Map<string, string> {
  getItem = (key: string) => this.get(key) ?? null;
  setItem = (key: string, value: string) => void this.set(key, value);
}

const open = (kept = new Kept(), userId = 'ana') => {
  const news = new News(kept);
  news.open(userId);
  const ids = () => news.items.map(({ id }) => id);
  return { news, kept, ids };
};

describe('news for everybody', () => {
  test('is shown once, however often it is told', () => {
    const { news, ids } = open();
    assert.equal(news.tell(lucky('a')), true);
    assert.equal(news.tell(lucky('a')), false);
    news.putAway('a');
    assert.equal(news.tell(lucky('a')), false);
    news.catchUp([past('a', 0)], now);
    assert.deepEqual(ids(), []);
  });

  test('that was missed is shown on return, newest first, and what was put away is not', () => {
    const { news, kept } = open();
    news.catchUp([past('a', 92)], now);
    news.tell(lucky('b'));
    news.putAway('b');
    const later = open(kept);
    later.news.catchUp([past('d', 1), past('c', 90), past('b', 91), past('a', 92)], now);
    assert.deepEqual(later.ids(), ['d', 'c']);
    const other = open(kept, 'bob');
    other.news.catchUp([past('d', 1), past('c', 90)], now);
    assert.deepEqual(other.ids(), ['d'], 'on a first visit only those of the last day');
  });

  test('put away in one tab is not shown by another that hears of it later', () => {
    const { news, kept } = open();
    const late = open(kept);
    news.tell(lucky('a'));
    news.putAway('a');
    assert.equal(late.news.tell(lucky('a')), true);
    assert.deepEqual(late.ids(), []);
  });

  test('put away in one tab goes away in the others', () => {
    const { news, kept } = open();
    const tab = open(kept);
    for (const one of [news, tab.news]) for (const id of ['a', 'b', 'c']) one.tell(lucky(id));
    news.putAway('b');
    tab.news.readElsewhere();
    assert.deepEqual(tab.ids(), ['c', 'a']);
  });

  test('put away before an older one leaves that one, also on return', () => {
    const { news, kept } = open();
    const told = ['a', 'b', 'c', 'd'].map((id) => past(id, 1));
    news.catchUp(told, now);
    const shownLater = () => {
      const later = open(kept);
      later.news.catchUp(told, now);
      return later.ids();
    };
    news.putAway('d');
    news.putAway('b');
    assert.deepEqual(shownLater(), ['c', 'a']);
    news.putAway('a');
    assert.deepEqual(shownLater(), ['c']);
    news.putAllAway();
    assert.deepEqual(shownLater(), []);
    assert.equal(kept.get('gavel:news:ana'), 'd', 'one id says it all again');
  });

  test('put away before it is known what was missed takes nothing older with it', () => {
    const { news, kept, ids } = open();
    news.tell(lucky('c'));
    news.putAway('c');
    news.catchUp([past('c', 1), past('b', 2)], now);
    assert.deepEqual(ids(), ['b']);
    const later = open(kept);
    later.news.catchUp([past('c', 1), past('b', 2)], now);
    assert.deepEqual(later.ids(), ['b']);
  });

  test('lets coins fall once for each gift on a device', () => {
    const { news, kept } = open();
    assert.equal(news.hasFallen('b'), false);
    news.fell('b');
    const later = open(kept).news;
    assert.deepEqual([later.hasFallen('b'), later.hasFallen('a'), later.hasFallen('c')], [true, true, false]);
    assert.equal(open(kept, 'bob').news.hasFallen('b'), false);
  });

  test('works where storage is blocked', () => {
    const blocked = () => {
      throw new Error('blocked');
    };
    const news = new News({ getItem: blocked, setItem: blocked });
    news.open('ana');
    news.tell(lucky('a'));
    news.putAway('a');
    assert.deepEqual(news.items, []);
    news.fell('a');
    assert.equal(news.hasFallen('a'), false);
  });
});
