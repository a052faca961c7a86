/** A button that takes no click yet, or no more, keeps its place and its focus. */
export function waitingLook(ready: boolean): string {
  return ready ? 'transition-opacity' : 'cursor-default opacity-60 transition-opacity';
}
