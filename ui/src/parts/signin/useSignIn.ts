// A sign-in from its beginning to its end: begins, opens the browser, follows how it stands.

import { useCallback, useEffect, useRef, useState } from "react";
import type { ErrorView, SignInRequest, SignInView, SignInWay } from "../../api/types";
import { beginSignIn, cancelSignIn, openSignInPage, signInStatus, toErrorView } from "../../backend";

const EVERY_MS = 700;

export type Where = Omit<SignInRequest, "way">;

export type SignInNow = {
  way: SignInWay;
  view: SignInView | null;
  error: ErrorView | null;
  /** Whether the system could open a browser; null where it was not asked to. */
  opened: boolean | null;
  /** Whether the browser was asked for and a code is the only way. */
  onlyCode: boolean;
};

const nothing = (way: SignInWay): SignInNow => ({ way, view: null, error: null, opened: null, onlyCode: false });

/** Begins at once; `begin` begins again, by another way or the same. */
export function useSignIn(where: Where, onDone: (view: SignInView) => void) {
  const [now, setNow] = useState<SignInNow>(() => nothing("browser"));
  const run = useRef(0);
  const current = useRef<string | null>(null);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  }, [onDone]);

  const giveUp = useCallback(() => {
    run.current += 1;
    const waiting = current.current;
    current.current = null;
    if (waiting !== null) {
      cancelSignIn(waiting).catch(() => undefined);
    }
  }, []);

  const openPage = useCallback(async (view: SignInView) => {
    const page = await openSignInPage(view.id);
    setNow((before) => ({ ...before, opened: page.opened }));
  }, []);

  const begin = useCallback(
    (way: SignInWay) => {
      giveUp();
      const mine = run.current;
      const wanted = () => mine === run.current;
      setNow(nothing(way));
      const follow = async () => {
        let view = await beginSignIn({ ...where, way });
        if (!wanted()) {
          await cancelSignIn(view.id);
          return;
        }
        current.current = view.id;
        setNow((before) => ({ ...before, view, onlyCode: view.way !== way }));
        if (way === "browser") {
          await openPage(view);
        }
        while (wanted() && view.state === "waiting") {
          await new Promise((resolve) => window.setTimeout(resolve, EVERY_MS));
          if (wanted()) {
            view = await signInStatus(view.id);
          }
        }
        if (!wanted()) {
          return;
        }
        current.current = null;
        if (view.state === "signed_in") {
          done.current(view);
        } else {
          setNow((before) => ({ ...before, view, error: view.error }));
        }
      };
      follow().catch((thrown: unknown) => {
        if (wanted()) {
          setNow((before) => ({ ...before, error: toErrorView(thrown) }));
        }
      });
    },
    [giveUp, openPage, where],
  );

  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- a dialog that was opened begins at once
    begin("browser");
    return giveUp;
  }, [begin, giveUp]);

  return { now, begin, openPage };
}
