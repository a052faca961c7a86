import { useNavigate } from '@tanstack/react-router';
import { Button } from '../../ui/button.tsx';
import { useLater } from './use-set-up.ts';

/** Puts setting up off; the overview offers it again. */
export function LaterButton() {
  const later = useLater();
  const navigate = useNavigate();
  return (
    <Button busy={later.isPending} onClick={() => later.mutate(undefined, { onSettled: () => void navigate({ to: '/' }) })}>
      Later
    </Button>
  );
}
