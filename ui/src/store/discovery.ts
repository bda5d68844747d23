// What discovery has found so far. The truth is kept in the app; this is its last picture.

import type { DiscoveryEvent, ErrorView, OverviewView } from "../api/types";
import { cancelDiscovery, overview, startDiscovery, toErrorView } from "../backend";
import { createStore, useStore } from "./store";

/** Rows come faster than a picture of hundreds of buckets can be drawn. */
const PICTURE_EVERY_MS = 400;
/** Nobody reads hundreds of rows twice a second, and each picture of them leaves megabytes behind. */
const PICTURE_MS_PER_BUCKET = 4;
/** A picture that takes long leaves this many times as long to whatever else the window has to do. */
const REST = 3;
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
/** How long the last picture took to be asked for and kept. */
let took = 0;
let asked = 0;
let shown = 0;
/** Whether something came while a picture was being drawn. */
let stale = false;
/** The last message; it is shown with the next picture, for the same reason. */
let latest: DiscoveryEvent | null = null;
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
  const began = performance.now();
  asked += 1;
  const turn = asked;
  const picture = await overview();
  // A picture that was asked for earlier and comes later is an old one.
  if (mine === run && turn > shown) {
    shown = turn;
    store.set((now) => ({ ...now, picture, event: latest ?? now.event }));
  }
  took = performance.now() - began;
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
  if (drawing !== null) {
    stale = true;
    return;
  }
  drawing = window.setTimeout(
    () => {
      stale = false;
      draw(mine)
        .catch(() => undefined)
        .finally(() => {
          drawing = null;
          if (stale && mine === run && store.get().running) {
            drawSoon(mine);
          }
        });
    },
    Math.max(PICTURE_EVERY_MS + PICTURE_MS_PER_BUCKET * (store.get().picture?.buckets.length ?? 0), REST * took),
  );
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

/** Looks over all Regions, unless a look is under way; ends when the app has ended. */
export async function look(): Promise<void> {
  if (!store.get().running) {
    await lookAnew();
  }
}

/** Begins a look; one that is under way is given up for it. */
export async function lookAnew(): Promise<void> {
  run += 1;
  const mine = run;
  latest = null;
  store.set((now) => ({ ...now, event: null, running: true, error: null }));
  try {
    await startDiscovery((event) => {
      if (mine !== run) {
        return;
      }
      latest = event;
      if (!event.finished) {
        drawSoon(mine);
        return;
      }
      // The look is over once its last picture is there.
      draw(mine)
        .catch(() => undefined)
        .finally(() => mine === run && store.set((now) => ({ ...now, running: false })));
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

/** The look is over as soon as the app has heard of it, whatever AWS still answers. */
export async function stopLooking(): Promise<void> {
  const mine = run;
  await cancelDiscovery();
  const picture = await draw(mine);
  if (mine === run && picture.state !== "running") {
    store.set((now) => ({ ...now, running: false }));
  }
}

/** Draws the picture again, after a change was written. */
export function redraw(): void {
  draw(run).catch(() => undefined);
}
