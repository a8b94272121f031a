import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { meQuery } from '../api/queries.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { type Theme, useTheme } from '../ui/theme.ts';
import { ConnectionMark } from './Connection.tsx';
import { Mark } from './Mark.tsx';

const UserMenu = lazy(() => import('./UserMenu.tsx').then((module) => ({ default: module.UserMenu })));

export function Header() {
  return (
    <header className="header">
      <Link to="/problems" className="brand">
        <Mark />
        Gavel
      </Link>
      <nav className="nav" aria-label="Main">
        <Link to="/problems">Problems</Link>
        <Link to="/events">Events</Link>
        <Link to="/submissions">Submissions</Link>
      </nav>
      <div className="header-end">
        <ThemeButton />
        <Account />
      </div>
    </header>
  );
}

const themeIcons: Record<Theme, IconName> = { system: 'screen', light: 'sun', dark: 'moon' };

function ThemeButton() {
  const [theme, nextTheme] = useTheme();
  return (
    <button
      type="button"
      className="button button-quiet icon-button"
      onClick={nextTheme}
      title={`Theme: ${theme}`}
      aria-label={`Theme: ${theme}. Change`}
    >
      <Icon name={themeIcons[theme]} />
    </button>
  );
}

function Account() {
  const me = useQuery(meQuery);
  const here = useLocation({ select: (location) => location.href });
  const leaving = here.startsWith('/sign-');
  if (me.isPending) return <span className="account-blank" />;
  if (!me.data) {
    return (
      <Link to="/sign-in" search={leaving ? {} : { to: here }} className="button button-primary">
        Sign in
      </Link>
    );
  }
  return (
    <>
      <ConnectionMark />
      <Coins coins={me.data.coins} />
      <Suspense fallback={<span className="account-blank" />}>
        <UserMenu me={me.data} />
      </Suspense>
    </>
  );
}

function Coins({ coins }: { coins: number }) {
  const [first] = useState(coins);
  return (
    <span className="coins numbers" title="Your coins">
      <Icon name="coin" />
      {/* A new element for each new number: that starts its animation. */}
      <span key={coins} className={coins === first ? undefined : 'coins-changed'} data-testid="coins">
        {coins}
      </span>
      <span className="visually-hidden"> coins</span>
    </span>
  );
}
