import { expect, it } from "vitest";
import { splitWhy } from "./why";

it("takes the conditions from the decision", () => {
  expect(splitWhy("statement 1 (`Lock`): denies it: `StringNotLike` holds; `ArnNotLike` holds")).toEqual({
    head: "statement 1 (`Lock`): denies it",
    rest: "`StringNotLike` holds; `ArnNotLike` holds",
  });
});

it("leaves a reason without conditions whole", () => {
  const text = "identity-based policy `Admin`, statement 1: allows it";
  expect(splitWhy(text)).toEqual({ head: text, rest: null });
});
