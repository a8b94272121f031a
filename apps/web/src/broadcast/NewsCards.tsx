import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { broadcastsQuery, meQuery } from '../api/queries.ts';
import { useNews } from '../live/LiveProvider.tsx';
import { Icon } from '../ui/Icon.tsx';
import type { NewsItem } from './news.ts';
import './news.css';

/** What admins gave or told to everybody or to an event, over every page until it is put away. */
export function NewsCards() {
  const news = useNews();
  const items = useSyncExternalStore(news.subscribe, () => news.items);
  const userId = useQuery(meQuery).data?.id;
  const missed = useQuery({ ...broadcastsQuery, enabled: userId !== undefined }).data;
  useEffect(() => {
    if (missed) news.catchUp(missed);
  }, [news, missed]);
  useEffect(() => {
    const onStorage = () => news.readElsewhere();
    addEventListener('storage', onStorage);
    return () => removeEventListener('storage', onStorage);
  }, [news]);

  const newestGift = items.findLast(({ type }) => type === 'lucky')?.id;
  return (
    <>
      {newestGift !== undefined && <CoinShower key={newestGift} />}
      {/* There before anything is said in it, so that screen readers say it. */}
      <section className="news" aria-label="News for everybody" aria-live="polite">
        {items.map((item) => (
          <NewsCard key={item.id} item={item} putAway={() => news.putAway(item.id)} />
        ))}
      </section>
    </>
  );
}

function NewsCard({ item, putAway }: { item: NewsItem; putAway: () => void }) {
  const gift = item.type === 'lucky';
  return (
    <article className="news-card" data-type={item.type} data-testid={`news-${item.type}`}>
      <Icon name={gift ? 'coin' : 'megaphone'} />
      <div>
        <h2>{gift ? `Lucky you: ${item.coins} ${item.coins === 1 ? 'coin' : 'coins'}!` : 'Announcement'}</h2>
        {item.message && <p>{item.message}</p>}
      </div>
      <button type="button" className="button button-small" onClick={putAway}>
        {gift ? 'Nice!' : 'Got it'}
      </button>
    </article>
  );
}

const COINS = 28;

/** For the eyes only, once; those who asked for reduced motion see none (news.css). */
function CoinShower() {
  const [over, setOver] = useState(false);
  const coins = useRef<CSSProperties[]>(null);
  coins.current ??= Array.from({ length: COINS }, randomFall);
  if (over) return null;
  return (
    <div className="coin-shower" aria-hidden="true">
      {coins.current.map((style, coin) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the coins never change places
        <i key={coin} style={style} onAnimationEnd={coin === COINS - 1 ? () => setOver(true) : undefined} />
      ))}
    </div>
  );
}

function randomFall(_: unknown, coin: number): CSSProperties {
  return {
    left: `${Math.random() * 100}%`,
    width: `${14 + Math.random() * 14}px`,
    // The last to start is the last to land, and ends the shower.
    animationDelay: `${coin * 45}ms`,
    rotate: `${Math.random() * 80 - 40}deg`,
  };
}
