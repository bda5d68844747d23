export const backend = {
  unexpected: "The app met something it did not expect. Nothing further was done.",
  unexpectedHelp: "Try again. If it comes back, close the app and open it; unfinished changes are settled at start.",
} as const;
