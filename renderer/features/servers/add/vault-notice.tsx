import { useVault } from '../../../api/safekeeping.ts';
import { Notice } from '../../../ui/notice.tsx';
import { UnlockButton } from '../../../ui/unlock-button.tsx';
import { UntrustedText } from '../../../ui/untrusted-text.tsx';

/** Before secrets are to go into a vault that can't take them, or that protects them less well. */
export function VaultNotice({ secrets }: { readonly secrets: number }) {
  const vault = useVault().data;
  if (vault === undefined || secrets === 0) return null;
  if (vault.state !== 'open') {
    return (
      <Notice tone="warn" title="The vault can’t take secrets now" action={<UnlockButton />}>
        <UntrustedText text={vault.message} />
      </Notice>
    );
  }
  if (vault.protection === 'keychain') return null;
  return (
    <Notice tone="info">
      <UntrustedText text={vault.message} />
    </Notice>
  );
}
