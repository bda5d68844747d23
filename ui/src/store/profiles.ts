// How each profile stands, found out row by row while the page is there.

import { useCallback, useEffect, useRef, useState } from "react";
import type { ProfileRow, ProfileStateView } from "../api/types";
import { checkProfile, toErrorView } from "../backend";

/** How many are asked at the same time. */
const AT_ONCE = 4;

export type ProfileStates = Readonly<Record<string, ProfileStateView | "checking">>;

export function useProfileStates(profiles: readonly ProfileRow[]) {
  const [states, setStates] = useState<ProfileStates>({});
  const run = useRef(0);

  const ask = useCallback(async (name: string, runPrograms: boolean, mine: number) => {
    const wanted = () => mine === run.current;
    setStates((before) => ({ ...before, [name]: "checking" }));
    try {
      const state = await checkProfile({ practice: false, profile: name }, runPrograms);
      if (wanted()) {
        setStates((before) => ({ ...before, [name]: state }));
      }
    } catch (thrown) {
      const { message: why, help } = toErrorView(thrown);
      const state = { state: "not_checked" as const, why, help, account: null, who: null, sessionEnds: null };
      if (wanted()) {
        setStates((before) => ({ ...before, [name]: state }));
      }
    }
  }, []);

  useEffect(() => {
    run.current += 1;
    const mine = run.current;
    const queue = profiles.map((row) => row.name);
    const work = async () => {
      for (let name = queue.shift(); name !== undefined && mine === run.current; name = queue.shift()) {
        await ask(name, false, mine);
      }
    };
    for (let worker = 0; worker < AT_ONCE; worker += 1) {
      void work();
    }
    return () => {
      run.current += 1;
    };
  }, [profiles, ask]);

  /** Asks about one again; its program may be started. */
  const check = useCallback((name: string) => void ask(name, true, run.current), [ask]);
  return { states, check };
}
