// Whether the window is asking to sign in again.

import { createStore, useStore } from "./store";

const store = createStore(false);

export const useRenewal = () => useStore(store);
export const askForRenewal = () => store.set(true);
export const closeRenewal = () => store.set(false);
