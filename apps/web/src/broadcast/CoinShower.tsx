import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useNews } from '../live/LiveProvider.tsx';

const COINS = 28;

/** For the eyes only, once for each gift on a device; those who asked for reduced motion see none (news.css). */
export function CoinShower({ gift }: { gift: string }) {
  const news = useNews();
  const [over, setOver] = useState(() => news.hasFallen(gift));
  useEffect(() => news.fell(gift), [news, gift]);
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
