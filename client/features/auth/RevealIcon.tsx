import { Icon } from "../../ui/icons/Icon.tsx";

/** The sign of the button that shows or hides a password. */
export function RevealIcon({ reveal }: { reveal: boolean }) {
  return <Icon name={reveal ? "eyeOff" : "eye"} size={18} />;
}
