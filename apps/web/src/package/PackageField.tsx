import { formatKibibytes } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useFileDrop } from './useFileDrop.ts';

interface PackageFieldProps {
  file: File | null;
  disabled: boolean;
  onChoose: (file: File) => void;
}

export function PackageField({ file, disabled, onChoose }: PackageFieldProps) {
  const { over } = useFileDrop(choose);

  function choose(files: FileList | null) {
    const first = files?.[0];
    if (first && !disabled) onChoose(first);
  }

  return (
    <label className="field package-field">
      <span className="field-name">Package</span>
      <span className="package-drop" data-over={over && !disabled}>
        <Icon name="send" />
        {file ? (
          <span>
            <strong>{file.name}</strong> <small>{formatKibibytes(Math.ceil(file.size / 1024))}</small>
          </span>
        ) : (
          <span>Choose a ZIP, or drop it anywhere on this page</span>
        )}
      </span>
      <input
        type="file"
        className="visually-hidden"
        accept=".zip,.kpp"
        disabled={disabled}
        onChange={({ target }) => {
          choose(target.files);
          // The same name may be chosen again, with what has changed since.
          target.value = '';
        }}
      />
    </label>
  );
}
