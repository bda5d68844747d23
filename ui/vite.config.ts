import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  // Tauri's `devUrl`; a fixed port, or the window opens on nothing.
  server: { host: "127.0.0.1", port: 1420, strictPort: true, fs: { allow: [".", "../icons"] } },
  build: {
    target: "safari16",
    // One page from one disk: splitting the bundle would save nothing.
    chunkSizeWarningLimit: 3000,
    reportCompressedSize: false,
    license: true,
  },
});
