import { useAppNames } from '../api/live.ts';
import { UntrustedText } from './untrusted-text.tsx';

/** An app by the name that a person knows it by. */
export function AppName({ id }: { readonly id: string }) {
  return <UntrustedText text={useAppNames()(id)} />;
}
