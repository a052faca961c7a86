import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Transport } from '../contract/client.ts';

/** A channel per subscription, so that each starts with the current value and ends alone. */
let subscriptions = 0;

const transport: Transport = {
  call: (method, input) => ipcRenderer.invoke('call', method, input),
  subscribe(event, listener) {
    const channel = `event-${++subscriptions}`;
    const deliver = (_: IpcRendererEvent, value: unknown): void => listener(value);
    ipcRenderer.on(channel, deliver);
    ipcRenderer.send('subscribe', event, channel);
    return () => {
      ipcRenderer.off(channel, deliver);
      ipcRenderer.send('unsubscribe', channel);
    };
  },
};

contextBridge.exposeInMainWorld('patchbay', transport);
