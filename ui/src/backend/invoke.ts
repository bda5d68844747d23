// The door to the host. Nothing outside this folder knows that the host is Tauri.

import { Channel, invoke } from "@tauri-apps/api/core";
import type { ErrorView } from "../api/types";
import { backend as words } from "../text/en/backend";

/** What a failed command throws: the same five parts as in the app's border type. */
export class BackendError extends Error {
  readonly view: ErrorView;

  constructor(view: ErrorView) {
    super(view.message);
    this.name = "BackendError";
    this.view = view;
  }
}

function isErrorView(value: unknown): value is ErrorView {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** Any thrown value as an `ErrorView`; what the host itself throws is a bare text. */
export function toErrorView(thrown: unknown): ErrorView {
  if (thrown instanceof BackendError) {
    return thrown.view;
  }
  if (isErrorView(thrown)) {
    return { ...thrown, help: thrown.help ?? null, detail: thrown.detail ?? null, requestId: thrown.requestId ?? null };
  }
  const detail = thrown instanceof Error ? thrown.message : typeof thrown === "string" ? thrown : null;
  return { code: "other", message: words.unexpected, help: words.unexpectedHelp, detail, requestId: null };
}

/** Calls one command; rejects with a `BackendError` only. */
export async function call<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (thrown) {
    throw new BackendError(toErrorView(thrown));
  }
}

/** A channel that hands each message to `listener`. */
export function channel<T>(listener: (message: T) => void): Channel<T> {
  const made = new Channel<T>();
  made.onmessage = listener;
  return made;
}
