import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { broadcastsQuery, meQuery } from '../api/queries.ts';
import { useNews } from '../live/LiveProvider.tsx';
import { Icon } from '../ui/Icon.tsx';
import { CoinShower } from './CoinShower.tsx';
import type { NewsItem } from './news.ts';
import { useCutOff } from './useCutOff.ts';
import { useInView } from './useInView.ts';
import './news.css';

/** The rest waits behind a button, so that the page stays in sight. */
const SHOWN_AT_ONCE = 2;

/**
 * What admins gave or told to everybody or to an event, above every page until it is put away. It covers
 * nothing; who has scrolled down is told that there is something.
 */
export function NewsStrip() {
  const news = useNews();
  const items = useSyncExternalStore(news.subscribe, () => news.items);
  const [all, setAll] = useState(false);
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

  const [strip, inView] = useInView<HTMLElement>();
  const [newest] = items;
  const [seen, setSeen] = useState('');
  if (inView && newest && newest.id > seen) setSeen(newest.id);

  const newestGift = items.find(({ type }) => type === 'lucky')?.id;
  const more = items.length - SHOWN_AT_ONCE;
  return (
    <section aria-label="News for everybody" className="news" ref={strip}>
      {newestGift !== undefined && <CoinShower key={newestGift} gift={newestGift} />}
      {/* There before anything is said in it, so that screen readers say it. */}
      <div aria-live="polite">
        {items.slice(0, all ? undefined : SHOWN_AT_ONCE).map((item) => (
          <NewsRow key={item.id} item={item} putAway={() => news.putAway(item.id)} />
        ))}
      </div>
      {more > 0 && (
        <div className="news-more">
          <button
            type="button"
            className="button button-small button-quiet"
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            {all ? 'Show fewer' : `and ${more} more`}
          </button>
          <button
            type="button"
            className="button button-small button-quiet"
            onClick={() => news.putAllAway()}
          >
            Put all away
          </button>
        </div>
      )}
      {!inView && newest && newest.id > seen && (
        <button type="button" className="button news-above" onClick={() => strip.current?.scrollIntoView()}>
          <Icon name={iconOf(newest)} /> {newest.type === 'lucky' ? 'Coins for you' : 'New announcement'}
        </button>
      )}
    </section>
  );
}

const iconOf = ({ type }: NewsItem) => (type === 'lucky' ? 'coin' : 'megaphone');

function NewsRow({ item, putAway }: { item: NewsItem; putAway: () => void }) {
  const gift = item.type === 'lucky';
  return (
    <article className="news-row" data-type={item.type} data-testid={`news-${item.type}`}>
      <Icon name={iconOf(item)} />
      <div className="news-words">
        <h2>{gift ? `Lucky you: ${item.coins} ${item.coins === 1 ? 'coin' : 'coins'}!` : 'Announcement'}</h2>
        {item.message && <Message text={item.message} />}
      </div>
      <button type="button" className="button button-small" onClick={putAway}>
        {gift ? 'Nice!' : 'Got it'}
      </button>
    </article>
  );
}

/** A long one shows its first lines, and says that there are more. */
function Message({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const [ref, cutOff] = useCutOff<HTMLParagraphElement>();
  return (
    <div className="news-message">
      <p ref={ref} className={whole ? undefined : 'news-cut'} dir="auto">
        {text}
      </p>
      {(whole || cutOff) && (
        <button type="button" className="news-all" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : 'Show all'}
        </button>
      )}
    </div>
  );
}
