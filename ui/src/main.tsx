import "@cloudscape-design/global-styles/index.css";
import "./strongroom.css";
import { Mode, applyMode } from "@cloudscape-design/global-styles";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { followAddress } from "./store/route";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => applyMode(dark.matches ? Mode.Dark : Mode.Light);
dark.addEventListener("change", follow);
follow();
followAddress();

const root = document.querySelector("#root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
