import { open } from 'node:fs/promises';

const pageBytes = 4096;
/** Lines of sockets are shorter. */
const maxLineBytes = 256;

/**
 * A table of sockets, such as `/proc/net/tcp`, read beside the event loop: the kernel goes through all of its hash table
 * for it, which takes milliseconds however few sockets there are. It fills a page until the next line does not fit, so a
 * piece that leaves room for one is the last, and it is not asked for what follows then: to find nothing takes as long
 * again.
 *
 * @throws the error of the system, which names the path
 */
export async function readSocketTable(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(16 * pageBytes);
    let text = '';
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, piece.length, null);
      text += piece.toString('latin1', 0, bytesRead);
      if (bytesRead < pageBytes - maxLineBytes) return text;
    }
  } finally {
    await file.close();
  }
}
