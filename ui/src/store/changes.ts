// Changes that this window started: their messages as they come, and how the command ended.

import type { ChangeView, Confirmation, ErrorView } from "../api/types";
import { applyPlan, toErrorView } from "../backend";
import { redraw } from "./discovery";
import { createStore, useStore } from "./store";

export type Live = {
  lines: string[];
  ended: boolean;
  error: ErrorView | null;
  view: ChangeView | null;
};

const store = createStore<ReadonlyMap<string, Live>>(new Map());
const fresh: Live = { lines: [], ended: false, error: null, view: null };

function update(change: string, next: (now: Live) => Live): void {
  store.set((now) => new Map([...now, [change, next(now.get(change) ?? fresh)]]));
}

/** Starts a confirmed plan; gives the change's id as soon as there is one, before the change has ended. */
export function startChange(confirmation: Confirmation): Promise<string> {
  return new Promise((resolve, reject) => {
    let id: string | null = null;
    applyPlan(confirmation, (event) => {
      id = event.change;
      update(event.change, (now) => ({ ...now, lines: [...now.lines, event.line] }));
      resolve(event.change);
    }).then(
      (view) => {
        update(view.id, (now) => ({ ...now, ended: true, view }));
        resolve(view.id);
        redraw();
      },
      (thrown: unknown) => {
        if (id === null) {
          reject(thrown);
          return;
        }
        update(id, (now) => ({ ...now, ended: true, error: toErrorView(thrown) }));
        redraw();
      },
    );
  });
}

export function useLive(change: string): Live | null {
  return useStore(store).get(change) ?? null;
}
