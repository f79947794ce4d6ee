import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** What is told of each message of a channel of `node:diagnostics_channel`, by the channel's name. */
export type ChannelListeners = Readonly<Record<string, (message: never) => void>>;

/** Listens to channels, and returns how to end that. */
export function subscribeTo(listeners: ChannelListeners): () => void {
  const subscriptions = Object.entries(listeners).map(([channel, tell]) => {
    const listener = (message: unknown): void => {
      tell(message as never);
    };
    subscribe(channel, listener);
    return { channel, listener };
  });
  return () => {
    for (const { channel, listener } of subscriptions.splice(0)) unsubscribe(channel, listener);
  };
}
