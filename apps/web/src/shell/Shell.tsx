import { Link, Outlet } from '@tanstack/react-router';
import { NewsStrip } from '../broadcast/NewsStrip.tsx';
import { ConnectionBanner } from './Connection.tsx';
import { Header } from './Header.tsx';
import './shell.css';

export function Shell() {
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Header />
      <ConnectionBanner />
      <NewsStrip />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="footer">
        <span>Gavel, a code judge with live results</span>
        <nav aria-label="More">
          <Link to="/queue">Queue</Link>
          <a href="/api/docs">API</a>
        </nav>
      </footer>
    </>
  );
}
