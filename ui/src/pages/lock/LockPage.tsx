// The lock, step by step, for one bucket or several.

import { useCallback } from "react";
import { keepList } from "../../backend";
import { Loading } from "../../parts/Loading";
import { useLoad } from "../../store/load";
import { lock as words } from "../../text/en/lock";
import { LockWizard } from "./LockWizard";

export function LockPage({ buckets }: { buckets: string[] }) {
  const ask = useCallback(() => keepList(buckets), [buckets]);
  const { load, again } = useLoad(ask);
  return (
    <Loading load={load} words={words.loading} onAgain={again}>
      {(list) => <LockWizard buckets={buckets} list={list} />}
    </Loading>
  );
}
