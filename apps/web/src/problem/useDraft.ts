import { useState } from 'react';
import { readDraft, writeDraft } from './drafts.ts';
import { templateFor } from './templates.ts';

/**
 * The source in the editor, kept per problem and language on this device. It starts with `start` when that is given;
 * the draft is lost only once something is typed over it.
 */
export function useDraft(slug: string, language: string, start: string | undefined) {
  const key = `${slug} ${language}`;
  const [draft, setDraft] = useState(() => ({ key, text: start ?? readDraft(localStorage, slug, language) }));
  if (draft.key !== key) setDraft({ key, text: readDraft(localStorage, slug, language) });

  function setSource(text: string) {
    setDraft({ key, text });
    writeDraft(localStorage, slug, language, text);
  }

  return { source: draft.text, setSource, reset: () => setSource(templateFor(language)) };
}
