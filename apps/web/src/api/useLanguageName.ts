import { useQuery } from '@tanstack/react-query';
import { languagesQuery } from './queries.ts';

/** The name of a language for people; its id while names are not here, or when the judge no longer has it. */
export function useLanguageName(): (id: string) => string {
  const languages = useQuery(languagesQuery);
  return (id) => languages.data?.find((language) => language.id === id)?.name ?? id;
}
