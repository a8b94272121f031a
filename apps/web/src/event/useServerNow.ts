import { useEffect, useState } from 'react';
import { serverClock } from './server-clock.ts';

const SECOND_MS = 1_000;

/** The server's time, renewed as each of its seconds begins. */
export function useServerNow(): number {
  const [now, setNow] = useState(() => serverClock.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const time = serverClock.now();
      setNow(time);
      timer = setTimeout(tick, SECOND_MS - (time % SECOND_MS));
    };
    tick();
    return () => clearTimeout(timer);
  }, []);
  return now;
}
