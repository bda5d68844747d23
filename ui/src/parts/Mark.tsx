import icon from "../../../icons/icon.svg";

/** The app's own icon; its name stands beside it. */
export function Mark() {
  return <img src={icon} alt="" width={28} height={28} />;
}
