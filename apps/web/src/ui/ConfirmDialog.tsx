import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactNode } from 'react';
import './dialog.css';

interface ConfirmDialogProps {
  /** The button that opens it. */
  label: string;
  primary?: boolean;
  disabled?: boolean;
  title: string;
  children: ReactNode;
  /** The button that does it. */
  action: string;
  onConfirm: () => void;
}

/** Asks before something large: says what will happen, and begins with the way back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { label, primary, disabled, title, children, action, onConfirm } = props;
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger className={primary ? 'button button-primary' : 'button'} disabled={disabled}>
        {label}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text" render={<div />}>
            {children}
          </AlertDialog.Description>
          <div className="dialog-actions">
            <AlertDialog.Close className="button">Back</AlertDialog.Close>
            <AlertDialog.Close className="button button-primary" onClick={onConfirm}>
              {action}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
