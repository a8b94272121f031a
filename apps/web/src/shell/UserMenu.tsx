import { Menu } from '@base-ui/react/menu';
import type { Me } from '@gavel/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { explain } from '../api/errors.ts';
import { signOut } from '../auth/session.ts';
import { Icon } from '../ui/Icon.tsx';

export function UserMenu({ me }: { me: Me }) {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);

  function leave() {
    setProblem(null);
    signOut(queries).catch((error: unknown) => setProblem(explain(error)));
  }

  return (
    <Menu.Root>
      <Menu.Trigger className="button button-quiet user-button">
        <Icon name="user" />
        <span className="user-handle">{me.handle}</span>
        <Icon name="chevron" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="popup-place" sideOffset={6} align="end">
          <Menu.Popup className="popup">
            <div className="popup-note">
              Signed in as {me.handle}
              {me.role === 'admin' && ' (admin)'}
            </div>
            <Menu.Item className="popup-item" render={<Link to="/submissions" />}>
              My submissions
            </Menu.Item>
            <Menu.Item className="popup-item" render={<Link to="/account" />}>
              Account
            </Menu.Item>
            <Menu.Item className="popup-item" render={<Link to="/tokens" />}>
              API tokens
            </Menu.Item>
            <Menu.Item className="popup-item" render={<Link to="/queue" />}>
              Queue
            </Menu.Item>
            {me.role === 'admin' && (
              <Menu.Item className="popup-item" render={<Link to="/rejudgings" />}>
                Judging again
              </Menu.Item>
            )}
            {me.role === 'admin' && (
              <Menu.Item className="popup-item" render={<Link to="/cache" />}>
                Cache
              </Menu.Item>
            )}
            {me.role === 'admin' && (
              <Menu.Item className="popup-item" render={<Link to="/broadcasts" />}>
                Reach everybody
              </Menu.Item>
            )}
            <Menu.Item className="popup-item" closeOnClick={false} onClick={leave}>
              Sign out
            </Menu.Item>
            {problem && (
              <p className="popup-note" role="alert">
                {problem}
              </p>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
