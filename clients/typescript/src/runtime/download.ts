import type * as fs from "node:fs";

import type { Executor } from "./executor.js";
import type { PreparedRequest } from "./request.js";
import { ConfigurationError } from "./errors.js";

/** Downloads into a file, which has its name only when it is whole and on the disk; returns nothing. */
export async function download(executor: Executor, request: PreparedRequest, to: string): Promise<undefined> {
  const load = (globalThis.process as { getBuiltinModule?: (name: string) => unknown } | undefined)?.getBuiltinModule;
  if (!load) throw new ConfigurationError("there are no files here: leave out `to`");
  const files = load("node:fs") as typeof fs;
  const part = `${to}.${Math.random().toString(36).slice(2)}.part`;
  const file = files.openSync(part, "wx");
  try {
    await executor.send(request, {
      sink: () => {
        files.ftruncateSync(file, 0); // an attempt before this one may have broken off
        let size = 0;
        return {
          write: (chunk) => {
            size += files.writeSync(file, chunk, 0, chunk.length, size);
          },
        };
      },
    });
    files.fsyncSync(file);
    files.closeSync(file);
    files.renameSync(part, to);
  } catch (error) {
    files.rmSync(part, { force: true });
    try {
      files.closeSync(file);
    } catch {
      // closed already
    }
    throw error;
  }
  return undefined;
}
