import { useEffect, useState } from 'react';

/** How long a question is looked at before it can be answered: a click or key that was meant for something else falls into this. */
const armingMs = 500;

/**
 * False for the first 500 ms after a question appears or comes into sight, so that neither a click through it nor typing ahead
 * answers it. `scene` names what stands where: when it changes, the buttons may have moved and the time starts again.
 */
export function useArmed(scene: string): boolean {
  const [armed, setArmed] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const restart = () => {
      clearTimeout(timer);
      setArmed(null);
      if (document.visibilityState === 'visible') timer = setTimeout(() => setArmed(scene), armingMs);
    };
    restart();
    document.addEventListener('visibilitychange', restart);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', restart);
    };
  }, [scene]);
  return armed === scene;
}
