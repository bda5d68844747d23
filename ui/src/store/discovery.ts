// What discovery has found so far. The truth is kept in the app; this is its last picture.

import type { DiscoveryEvent, ErrorView, OverviewView } from "../api/types";
import { cancelDiscovery, overview, startDiscovery, toErrorView } from "../backend";
import { createStore, useStore } from "./store";

/** Rows come faster than a picture of hundreds of buckets can be drawn. */
const PICTURE_EVERY_MS = 400;
/** How often a look is asked after that another page (a reloaded window) began. */
const FOLLOW_EVERY_MS = 1_000;

export type Discovery = {
  picture: OverviewView | null;
  event: DiscoveryEvent | null;
  running: boolean;
  error: ErrorView | null;
};

const nothing: Discovery = { picture: null, event: null, running: false, error: null };
const store = createStore<Discovery>(nothing);
let run = 0;
let drawing: number | null = null;
let asking = false;

export const useDiscovery = () => useStore(store);

export function forgetDiscovery(): void {
  run += 1;
  stopDrawing();
  store.set(nothing);
}

function stopDrawing(): void {
  if (drawing !== null) {
    window.clearTimeout(drawing);
    drawing = null;
  }
}

async function draw(mine: number): Promise<OverviewView> {
  const picture = await overview();
  if (mine === run) {
    store.set((now) => ({ ...now, picture }));
  }
  return picture;
}

/** Follows a look whose messages go to a page that is gone. */
async function followRunning(mine: number): Promise<void> {
  const wanted = () => mine === run && store.get().running;
  while (wanted()) {
    await new Promise((resolve) => window.setTimeout(resolve, FOLLOW_EVERY_MS));
    const picture = await draw(mine);
    if (mine === run && picture.state !== "running") {
      store.set((now) => ({ ...now, running: false }));
    }
  }
}

function drawSoon(mine: number): void {
  drawing ??= window.setTimeout(() => {
    drawing = null;
    draw(mine).catch(() => undefined);
  }, PICTURE_EVERY_MS);
}

/** Shows what the app already knows; looks if it never looked. */
export async function lookUnlessKnown(): Promise<void> {
  if (asking || store.get().running || store.get().picture !== null) {
    return;
  }
  asking = true;
  const mine = run;
  try {
    const picture = await draw(mine);
    if (mine !== run || picture.state === "finished" || picture.state === "cancelled") {
      return;
    }
    if (picture.state === "running") {
      store.set((now) => ({ ...now, running: true }));
      await followRunning(mine);
      return;
    }
    await look();
  } catch (thrown) {
    store.set((now) => ({ ...now, running: false, error: toErrorView(thrown) }));
  } finally {
    asking = false;
  }
}

/** Looks over all Regions; ends when the app has ended. */
export async function look(): Promise<void> {
  if (store.get().running) {
    return;
  }
  run += 1;
  const mine = run;
  store.set((now) => ({ ...now, event: null, running: true, error: null }));
  try {
    await startDiscovery((event) => {
      if (mine !== run) {
        return;
      }
      store.set((now) => ({ ...now, event, running: !event.finished && now.running }));
      drawSoon(mine);
    });
  } catch (thrown) {
    const error = toErrorView(thrown);
    if (mine === run) {
      store.set((now) => ({ ...now, running: false, error: error.code === "cancelled" ? null : error }));
    }
  }
  if (mine === run) {
    // The command may answer at the look's end or at its beginning: the picture says which.
    await draw(mine).then(
      (picture) => mine === run && picture.state !== "running" && store.set((now) => ({ ...now, running: false })),
      () => undefined,
    );
  }
}

export async function stopLooking(): Promise<void> {
  await cancelDiscovery();
}

/** Draws the picture again, after a change was written. */
export function redraw(): void {
  draw(run).catch(() => undefined);
}
