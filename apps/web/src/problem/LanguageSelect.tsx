import type { Language } from '@gavel/contract';

export function LanguageSelect(props: {
  languages: readonly Language[];
  value: string;
  onChange: (id: string) => void;
}) {
  return (
    <label>
      <span className="visually-hidden">Language</span>
      <select
        className="select"
        data-testid="language-select"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      >
        {props.languages.map((language) => (
          <option key={language.id} value={language.id} title={language.version}>
            {language.name}
          </option>
        ))}
      </select>
    </label>
  );
}
