import { inNoHaste, useConfirm } from './useConfirm.ts';

interface ConfirmButtonProps {
  label: string;
  /** What it says when it was pressed once: pressing it again does it. */
  sure: string;
  /** What it is about, for screen readers, where several stand in a list. */
  about?: string;
  small?: boolean;
  disabled?: boolean;
  onConfirm: () => void;
}

/** Asks once more, in place; what is small needs no dialog. */
export function ConfirmButton({ label, sure, about, small, disabled, onConfirm }: ConfirmButtonProps) {
  const { asked, press, forget } = useConfirm(onConfirm);
  return (
    <button
      type="button"
      className={small ? 'button button-small' : 'button'}
      disabled={disabled}
      {...inNoHaste}
      onClick={press}
      onBlur={forget}
    >
      {asked ? sure : label}
      {about && <span className="visually-hidden"> {about}</span>}
    </button>
  );
}
